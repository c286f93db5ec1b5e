import type { Remembered } from '../settings/remembered';

/**
 * A model speaks soon enough when its first token comes within this many milliseconds; loading is not counted. It judges a
 * machine, which is no quicker where a test divides the durations of the policy.
 */
export const firstTokenLimitMs = 10_000;

/** How a model did when it was tried on this machine. `failed` means it could not be run, for want of memory mostly. */
export type TrialResult = { readonly firstTokenMs: number } | { readonly failed: true };

const key = 'localTrials';

/** Results kept; a machine has fewer models than this, and old ones fall out first. */
const mostResults = 50;

/** Remembers how local models did when tried, so that a model too slow for this machine is not chosen again. */
export class Trials {
  constructor(private readonly remembered: Remembered) {}

  /** The last result of a model at an origin. */
  result(origin: string, model: string): TrialResult | undefined {
    return parseResult(this.all()[name(origin, model)]);
  }

  /** Whether a try has shown that a model is too slow here or does not run. A model never tried is fit. */
  isUnfit(origin: string, model: string): boolean {
    const result = this.result(origin, model);
    return result !== undefined && ('failed' in result || result.firstTokenMs > firstTokenLimitMs);
  }

  /** Notes a result. A result that says the same as the last is not written again. */
  async note(origin: string, model: string, result: TrialResult): Promise<void> {
    const known = this.result(origin, model);
    if (known && verdict(known) === verdict(result)) return;
    const others = Object.entries(this.all()).filter(([other]) => other !== name(origin, model));
    await this.remembered.set(
      key,
      Object.fromEntries([...others.slice(1 - mostResults), [name(origin, model), result]]),
    );
  }

  private all(): Readonly<Record<string, unknown>> {
    const stored = this.remembered.get(key);
    return typeof stored === 'object' && stored !== null ? { ...stored } : {};
  }
}

function name(origin: string, model: string): string {
  return `${origin}|${model}`;
}

function verdict(result: TrialResult): 'failed' | 'slow' | 'spoke' {
  if ('failed' in result) return 'failed';
  return result.firstTokenMs > firstTokenLimitMs ? 'slow' : 'spoke';
}

function parseResult(stored: unknown): TrialResult | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  if ('failed' in stored) return { failed: true };
  if ('firstTokenMs' in stored && typeof stored.firstTokenMs === 'number') return { firstTokenMs: stored.firstTokenMs };
  return undefined;
}
