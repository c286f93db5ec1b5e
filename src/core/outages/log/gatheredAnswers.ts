import { targetKey, type Target, type Use } from '../../contract/target';
import type { LogFact } from './logRecord';

/** Answers of one target since the last record. */
interface Gathered {
  readonly target: Target;
  readonly at: number;
  readonly to: number;
  readonly answered: number;
  readonly ttftMs: readonly number[];
}

/** More samples than this in a minute are no longer looked at one by one. */
const mostSamples = 500;

/** Gathers answers into one record for each target, since completions come by the hundred and are all alike. */
export class GatheredAnswers {
  private readonly targets = new Map<string, Gathered>();

  get isEmpty(): boolean {
    return this.targets.size === 0;
  }

  /** An answer at `at` (epoch ms), `ttftMs` after it was asked for. */
  add(target: Target, at: number, ttftMs: number | undefined): void {
    const key = targetKey(target);
    const known = this.targets.get(key) ?? { target, at, to: at, answered: 0, ttftMs: [] };
    const samples = ttftMs === undefined ? known.ttftMs : [...known.ttftMs, Math.round(ttftMs)].slice(-mostSamples);
    this.targets.set(key, { ...known, to: at, answered: known.answered + 1, ttftMs: samples });
  }

  /** Hands out what was gathered, of one use or of both, and begins anew. */
  take(use?: Use): readonly { readonly at: number; readonly fact: LogFact }[] {
    const taken = [...this.targets].filter(([, { target }]) => use === undefined || target.use === use);
    for (const [key] of taken) this.targets.delete(key);
    return taken.map(([, { at, ...rest }]) => ({ at, fact: { t: 'answers', ...rest } }));
  }
}
