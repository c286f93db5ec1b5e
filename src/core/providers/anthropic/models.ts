import type { Use } from '../../contract/target';

/** What a Claude model is sent beside the words. */
export interface ModelRules {
  readonly maxOutputTokens: number;
  readonly thinking?:
    | { readonly type: 'adaptive'; readonly display: 'summarized' }
    | { readonly type: 'between_tools' }
    | { readonly type: 'disabled' };
  readonly effort?: 'low' | 'medium';
}

interface ModelRow {
  readonly prefix: string;
  readonly maxOutputTokens: number;
  readonly chat: Omit<ModelRules, 'maxOutputTokens'>;
  readonly completion: Omit<ModelRules, 'maxOutputTokens'>;
}

/** Shows a summary of the thinking: the default shows nothing, so that a thinking model looks dead. */
const summarized = { type: 'adaptive', display: 'summarized' } as const;
const chat = { thinking: summarized, effort: 'medium' } as const;

/**
 * Per-model rules; breaking one is a 400 (`providers.md` §1.7). The first prefix that matches counts. No row sends sampling
 * fields or a prefilled answer: everything since 4.6 refuses them.
 */
const rows: readonly ModelRow[] = [
  {
    prefix: 'claude-haiku-5-5',
    maxOutputTokens: 32_000,
    chat,
    completion: { thinking: { type: 'disabled' }, effort: 'low' },
  },
  {
    prefix: 'claude-sonnet-5-5',
    maxOutputTokens: 32_000,
    chat,
    completion: { thinking: { type: 'between_tools' }, effort: 'low' },
  },
  // They do not think unless asked to, and know effort only in part.
  { prefix: 'claude-haiku-4-', maxOutputTokens: 32_000, chat: {}, completion: {} },
  { prefix: 'claude-sonnet-4-', maxOutputTokens: 32_000, chat: {}, completion: {} },
  { prefix: 'claude-opus-4-', maxOutputTokens: 32_000, chat: {}, completion: {} },
  // Fable, Opus and Mythos always think.
  { prefix: 'claude-', maxOutputTokens: 32_000, chat, completion: { thinking: summarized, effort: 'low' } },
  // Another vendor's model on this wire: the words alone.
  { prefix: '', maxOutputTokens: 4_096, chat: {}, completion: {} },
];

/** The rules for a model and a use. */
export function modelRules(model: string, use: Use): ModelRules {
  const row = rows.find((one) => model.startsWith(one.prefix));
  return { maxOutputTokens: row?.maxOutputTokens ?? 4_096, ...row?.[use] };
}
