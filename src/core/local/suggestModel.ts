import { offerOf } from './modelOffers';

/** A model to pull, and about how much that is. */
export interface Suggestion {
  readonly model: string;
  readonly sizeBytes: number;
}

/** The models for a machine: one to chat with, and one to complete code where there is room for two. */
export interface Recommendation {
  readonly chat: Suggestion;
  readonly completion?: Suggestion;
}

/** Total memory from which models are good first ones (`providers.md` §3.8), largest first. */
const table: readonly { readonly fromGiB: number; readonly chat: string; readonly completion?: string }[] = [
  { fromGiB: 32, chat: 'gemma4:26b', completion: 'qwen2.5-coder:3b' },
  { fromGiB: 16, chat: 'gemma4:e4b', completion: 'qwen2.5-coder:1.5b' },
  { fromGiB: 12, chat: 'gemma4:e2b', completion: 'qwen2.5-coder:1.5b' },
  { fromGiB: 8, chat: 'gemma3:4b', completion: 'qwen2.5-coder:0.5b' },
];

const smallest = { chat: 'gemma3:1b' } as const;

/** What to download first on a machine with this much memory, in bytes. */
export function recommend(memoryBytes: number): Recommendation {
  // Firmware keeps a little for itself: a "16 GB" machine reports somewhat less.
  const gib = (memoryBytes / 2 ** 30) * 1.07;
  const { chat, completion }: { chat: string; completion?: string } =
    table.find((row) => gib >= row.fromGiB) ?? smallest;
  return { chat: suggestionOf(chat), ...(completion === undefined ? {} : { completion: suggestionOf(completion) }) };
}

/** The Gemma to pull first on a machine with this much memory, in bytes. */
export function suggestModel(memoryBytes: number): string {
  return suggestion(memoryBytes).model;
}

/** The same together with its size. */
export function suggestion(memoryBytes: number): Suggestion {
  return recommend(memoryBytes).chat;
}

function suggestionOf(model: string): Suggestion {
  return { model, sizeBytes: offerOf(model)?.sizeBytes ?? 0 };
}
