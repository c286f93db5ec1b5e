import type { ResolvedProvider } from '../providers/provider';
import type { Remembered } from '../settings/remembered';

/** What the user answered to "Also complete code while typing?": yes, with local models only, or not at all. */
export type ConsentAnswer = 'cloud' | 'local' | 'off';

/** Whose consent it is: an answer holds for one provider at one origin, as a key does. */
export type ConsentSubject = Pick<ResolvedProvider, 'id' | 'origin'>;

const rememberedKey = 'completionConsent';

/** The answers given so far. Until a provider's question is answered with yes, code goes to local targets only. */
export class ConsentBook {
  constructor(private readonly remembered: Remembered) {}

  /** The answer for this provider at this origin, or `undefined` if the question is open. */
  answer(subject: ConsentSubject): ConsentAnswer | undefined {
    const known = this.answers()[nameOf(subject)];
    return isAnswer(known) ? known : undefined;
  }

  /** Whether code around the cursor may be sent to this provider while the user types. */
  mayComplete(subject: ConsentSubject): boolean {
    return this.answer(subject) === 'cloud';
  }

  /** Remembers an answer; a later one replaces it. */
  async record(subject: ConsentSubject, answer: ConsentAnswer): Promise<void> {
    await this.remembered.set(rememberedKey, { ...this.answers(), [nameOf(subject)]: answer });
  }

  private answers(): Readonly<Record<string, unknown>> {
    const stored = this.remembered.get(rememberedKey);
    return typeof stored === 'object' && stored !== null && !Array.isArray(stored) ? { ...stored } : {};
  }
}

function nameOf(subject: ConsentSubject): string {
  return `${subject.id}@${subject.origin}`;
}

function isAnswer(value: unknown): value is ConsentAnswer {
  return value === 'cloud' || value === 'local' || value === 'off';
}
