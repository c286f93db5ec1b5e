/** Every length of time the completion pipeline uses, in milliseconds, in one table. */
export interface CompletionTimings {
  /** Tabby's adaptive debounce (`reference/completions.md` §2.1). */
  readonly debounceMinMs: number;
  readonly debounceMaxMs: number;
  readonly keyGapStartMs: number;
  readonly keyGapMinMs: number;
  readonly keyGapMaxMs: number;
  /** A request nobody waits for is closed after this: the next key would have claimed it long before. */
  readonly orphanMs: number;
  /** From the first text on; after this the next whole line is shown as it is. */
  readonly hurryMs: number;
}

/** The product's timings. */
export const completionTimings: CompletionTimings = {
  debounceMinMs: 100,
  debounceMaxMs: 1_000,
  keyGapStartMs: 200,
  keyGapMinMs: 100,
  keyGapMaxMs: 400,
  orphanMs: 300,
  hurryMs: 1_200,
};
