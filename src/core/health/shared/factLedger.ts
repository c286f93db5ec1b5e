import type { Durations } from '../../routing/durations';
import { isClear, subjectOf, type Fact, type Knowledge } from './fact';
import { aliveFacts } from './factLife';

/** What this window holds true, each with the instant it became so. Of two facts about one subject the newer one wins. */
export class FactLedger {
  private readonly facts = new Map<string, Fact>();

  constructor(private readonly durations: Durations) {}

  /** Compares what is known now with what was, and dates what has changed. True if anything has. */
  note(knowledge: readonly Knowledge[], now: number): boolean {
    let changed = false;
    for (const known of knowledge) {
      const subject = subjectOf(known);
      const before = this.facts.get(subject);
      // At first sight, that nothing is wrong is no news: it must not overrule what another window has learnt.
      if (!before && isClear(known)) continue;
      if (before && isSame(before.known, known) && before.at <= now) continue;
      this.facts.set(subject, { at: now, known });
      changed = true;
    }
    return changed;
  }

  /** Takes over what is newer elsewhere, and gives those facts that say something else than before. */
  merge(others: readonly Fact[], now: number): readonly Fact[] {
    return aliveFacts(others, now, this.durations).filter((fact) => {
      const subject = subjectOf(fact.known);
      const before = this.facts.get(subject);
      if (before && before.at >= fact.at) return false;
      this.facts.set(subject, { at: fact.at, known: fact.known });
      return before ? !isSame(before.known, fact.known) : !isClear(fact.known);
    });
  }

  /** What is to be kept. */
  alive(now: number): readonly Fact[] {
    return aliveFacts([...this.facts.values()], now, this.durations);
  }

  /** Whether something is known here that the others do not know, or not as late. */
  knowsMoreThan(others: readonly Fact[], now: number): boolean {
    const theirs = new Map(others.map((fact) => [subjectOf(fact.known), fact.at]));
    return this.alive(now).some((fact) => (theirs.get(subjectOf(fact.known)) ?? -Infinity) < fact.at);
  }
}

/** Facts as one text, the same for the same facts in whatever order they, or their fields, come. */
export function textOf(facts: readonly Fact[]): string {
  return canonical(facts.toSorted((a, b) => (subjectOf(a.known) < subjectOf(b.known) ? -1 : 1)));
}

function isSame(a: Knowledge, b: Knowledge): boolean {
  return canonical(a) === canonical(b);
}

/** The order of fields is whoever's who built the object. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
