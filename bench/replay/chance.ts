/** One drawer of chances per seed: the same names give the same number, whoever asks and in whatever order. */
export type Chance = (...names: readonly (string | number)[]) => number;

/**
 * Chances that hang on names and not on the order of the draws, so that four policies which make different numbers of
 * requests still meet the same world. Uniform in [0, 1).
 */
export function createChance(seed: number): Chance {
  return (...names) => {
    // FNV-1a, then the finish of MurmurHash3: short names that differ in one digit must not give neighbouring numbers.
    let hash = 0x811c9dc5 ^ seed;
    for (const character of names.join('|')) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** A stream of chances for code that draws in order (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A length spread as waits are: log-normal around its median; one in twenty is over twice as long. */
export function spread(medianMs: number, one: number, other: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * other);
  return medianMs * Math.exp(0.45 * Math.max(-2.5, Math.min(2.5, normal)));
}
