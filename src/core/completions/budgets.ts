/** How much of the text around the cursor a target is sent, in characters, and how much it may answer, in tokens. */
export interface PromptBudget {
  readonly prefixChars: number;
  readonly suffixChars: number;
  /** For pieces of other files, before the prefix. */
  readonly contextChars: number;
  readonly singleLineTokens: number;
  readonly multilineTokens: number;
}

/** 2 048 tokens at four characters each; 60 % before the cursor, 10 % after it (Cody's shares). */
const cloudChars = 2_048 * 4;
const cloudPrefix = Math.floor(cloudChars * 0.6);

/**
 * A local FIM server keeps the start of the prompt in its cache and reads everything behind the cursor again at each key:
 * a long prefix is nearly free, a long suffix is not (reference §2.1).
 */
const localFim: PromptBudget = {
  prefixChars: 10_000,
  suffixChars: 100,
  contextChars: 2_500,
  singleLineTokens: 64,
  multilineTokens: 256,
};

const cloud: PromptBudget = {
  prefixChars: cloudPrefix,
  suffixChars: Math.floor(cloudChars * 0.1),
  // What the other two leave.
  contextChars: Math.floor(cloudChars * 0.3),
  singleLineTokens: 96,
  multilineTokens: 320,
};

/** A local chat model reads rules and tags too, and is slower at it: the cloud's prefix, a suffix of a few lines. */
const localHoleFiller: PromptBudget = { ...cloud, suffixChars: 200, contextChars: 1_200 };

/** How freely a local model picks its words when it fills a hole: what most others use (reference §2.1); servers' own is 0.8. */
export const fillTemperature = 0.2;

/** The budget for a kind of request to a kind of target. */
export function promptBudget(local: boolean, kind: 'fim' | 'hole'): PromptBudget {
  if (!local) return cloud;
  return kind === 'fim' ? localFim : localHoleFiller;
}
