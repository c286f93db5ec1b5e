import type { Durations } from '../../routing/durations';
import { isClear, subjectOf, type Fact, type Knowledge } from './fact';
import { aliveFacts } from './factLife';

/** What is held true on this host, each with the instant it became so. Of two facts about one subject the newer one wins. */
export class FactLedger {
  private readonly facts = new Map<string, Fact>();
  /** What this window itself said last. It may differ from the fact: not everything can be taken over as it is. */
  private readonly said = new Map<string, Knowledge>();

  constructor(private readonly durations: Durations) {}

  /** Compares what is known now with what was, and dates what has changed. True if anything has. */
  note(knowledge: readonly Knowledge[], now: number): boolean {
    let changed = false;
    for (const known of knowledge) {
      const subject = subjectOf(known);
      const before = this.said.get(subject);
      this.said.set(subject, known);
      // At first sight, that nothing is wrong is no news: it must not overrule what another window has learnt.
      if (!before && isClear(known)) continue;
      const fact = this.facts.get(subject);
      const isOld = fact && isSame(fact.known, known) ? fact.at <= now : before && isSame(before, known);
      if (isOld) continue;
      this.facts.set(subject, { at: now, known });
      changed = true;
    }
    return changed;
  }

  /**
   * Takes what is known after others were heard for granted. Were what could not be taken over from them dated as news,
   * they would do the same, and two windows would tell each other so without end.
   */
  rebase(knowledge: readonly Knowledge[]): void {
    for (const known of knowledge) this.said.set(subjectOf(known), known);
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
  return canonical(facts.toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)));
}

/** The place of a fact in the file: what is said of different accounts or addresses stands side by side. */
export function placeOf({ known, bond = '' }: Fact): string {
  return `${subjectOf(known)} ${bond}`;
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
