/** How the typist of the sessions types. Lengths are milliseconds, shares are of one. */
export interface Habits {
  /** Median gap between two keys; log-normal, which makes the mean 239. */
  readonly keyMs: number;
  /** A key that is neither letter, digit nor space takes so many times as long. */
  readonly markFactor: number;
  /** Share of letters that go wrong, and the most letters typed until it is seen. */
  readonly slipShare: number;
  readonly slipSeenAfter: number;
  /** Before a word, so often, so long: a name is being looked for. */
  readonly hesitateShare: number;
  readonly hesitateMs: readonly [number, number];
  /** Before a line, so often, so long: a thought about what to write. */
  readonly thinkShare: number;
  readonly thinkMs: readonly [number, number];
  /** Before an edit in another place: finding it, reading it, planning. */
  readonly goMs: readonly [number, number];
  /** Text of so many lines is pasted with this share, longer text always, moved text always. */
  readonly pasteShare: number;
  readonly pasteFromLines: number;
  readonly alwaysPastedLines: number;
}

/**
 * Speed and slips: Dhakal, Feit, Kristensson, Oulasvirta, *Observations on Typing from 136 Million Keystrokes* (CHI 2018): 239 ms
 * between keys, 6.3 corrected characters in 100. A slip here costs 2.5 backspaces on average. The kinds of pause: Shrestha,
 * Leinonen, Zavgorodniaia, Hellas, Edwards, *Pausing While Programming* (ICSE-SEET 2022): micro pauses of 2 to 15 s for syntax,
 * short ones of 15 to 180 s for planning; longer ones are time away from the keyboard and are left out. That code is pasted
 * as a matter of course: Kim, Bergman, Lau, Notkin, *An Ethnographic Study of Copy and Paste* (ISESE 2004). The shares of pauses
 * and pastes are ours.
 */
export const habits: Habits = {
  keyMs: 216,
  markFactor: 1.3,
  slipShare: 0.045,
  slipSeenAfter: 3,
  hesitateShare: 0.06,
  hesitateMs: [500, 2_000],
  thinkShare: 0.25,
  thinkMs: [2_000, 15_000],
  goMs: [3_000, 30_000],
  pasteShare: 0.2,
  pasteFromLines: 4,
  alwaysPastedLines: 40,
};
