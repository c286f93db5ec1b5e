/** What a model is good for, as far as a user chooses by it. */
export type Ability = 'chat' | 'completions' | 'tools' | 'vision';

/** A model that can be downloaded, as its makers describe it (`providers.md` §3.8). */
export interface ModelOffer {
  readonly model: string;
  /** About how much is downloaded. */
  readonly sizeBytes: number;
  /** Tokens it reads at most. */
  readonly contextTokens: number;
  readonly abilities: readonly Ability[];
}

const gemma4: readonly Ability[] = ['chat', 'tools', 'vision'];
const gemma3: readonly Ability[] = ['chat', 'vision'];
/** They fill holes by themselves, and can hold a chat where there is nothing better. */
const coder: readonly Ability[] = ['completions', 'chat', 'tools'];
const k = 1_024;

/**
 * The models offered for download: Gemma to chat with, small models to complete code. Sizes of what Ollama downloads: those of
 * Gemma 4 are larger than Google's table of weights, since vision, audio and per-layer embeddings are in the file.
 */
export const modelOffers: readonly ModelOffer[] = [
  { model: 'gemma4:31b', sizeBytes: 20e9, contextTokens: 256 * k, abilities: gemma4 },
  { model: 'gemma4:26b', sizeBytes: 18e9, contextTokens: 256 * k, abilities: gemma4 },
  { model: 'gemma4:12b', sizeBytes: 8.1e9, contextTokens: 256 * k, abilities: gemma4 },
  { model: 'gemma4:e4b', sizeBytes: 9.6e9, contextTokens: 128 * k, abilities: gemma4 },
  { model: 'gemma4:e2b', sizeBytes: 7.2e9, contextTokens: 128 * k, abilities: gemma4 },
  { model: 'gemma3:27b', sizeBytes: 17e9, contextTokens: 128 * k, abilities: gemma3 },
  { model: 'gemma3:12b', sizeBytes: 8.1e9, contextTokens: 128 * k, abilities: gemma3 },
  { model: 'gemma3:4b', sizeBytes: 3.3e9, contextTokens: 128 * k, abilities: gemma3 },
  { model: 'gemma3:1b', sizeBytes: 0.8e9, contextTokens: 32 * k, abilities: ['chat'] },
  { model: 'gemma3:270m', sizeBytes: 0.3e9, contextTokens: 32 * k, abilities: ['chat'] },
  { model: 'qwen2.5-coder:3b', sizeBytes: 1.9e9, contextTokens: 32 * k, abilities: coder },
  { model: 'qwen2.5-coder:1.5b', sizeBytes: 0.99e9, contextTokens: 32 * k, abilities: coder },
  { model: 'qwen2.5-coder:0.5b', sizeBytes: 0.4e9, contextTokens: 32 * k, abilities: coder },
  { model: 'codegemma:2b', sizeBytes: 1.6e9, contextTokens: 8 * k, abilities: ['completions'] },
];

/** What is known of a model by its name before it is here. */
export function offerOf(model: string): ModelOffer | undefined {
  return modelOffers.find((offer) => offer.model === model);
}
