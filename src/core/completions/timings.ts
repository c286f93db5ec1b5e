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
  /**
   * The least a key waits for a cloud that has said nothing yet to what was typed before; then it asks anew. A cloud's usual
   * first token comes sooner: with 200 ms a session of `bench/completions` made a fifth more requests and showed less.
   */
  readonly silentWaitMs: number;
  /**
   * A request that was ended counts as closed after this, whatever its provider does. A local server's next one waits for
   * that, and a stream of ours closes within milliseconds: one that does not is broken.
   */
  readonly closedByMs: number;
  /** From the first text on; after this the next whole line is shown as it is. */
  readonly hurryMs: number;
  /** How long an ask waits, after its debounce, for excerpts of other files. */
  readonly contextWaitMs: number;
  /** After a pause this long the excerpts before a prefix are taken anew. */
  readonly contextKeptMs: number;
  /** The signatures of a file's imports are looked for again after this: a language server may only have begun to work. */
  readonly lookAgainMs: number;
  /** A look of the editor's symbol providers for them is given up after this; what it finds later is dropped. */
  readonly lookGiveUpMs: number;
  /** So long nobody asks anything before a local model is tried on a known hole. */
  readonly trialPauseMs: number;
}

/** The product's timings. */
export const completionTimings: CompletionTimings = {
  debounceMinMs: 100,
  debounceMaxMs: 1_000,
  keyGapStartMs: 200,
  keyGapMinMs: 100,
  keyGapMaxMs: 400,
  orphanMs: 300,
  silentWaitMs: 600,
  closedByMs: 1_000,
  hurryMs: 1_200,
  contextWaitMs: 100,
  contextKeptMs: 60_000,
  lookAgainMs: 3_000,
  lookGiveUpMs: 10_000,
  trialPauseMs: 3_000,
};
