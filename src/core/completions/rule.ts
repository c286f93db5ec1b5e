import type { Snapshot } from './snapshot';

/** How an answer was asked for: by the model's own fill-in-the-middle, or as a chat answer in a tag. */
export type AnswerKind = 'fim' | 'hole';

/** What an answer is read against. */
export interface ReadingContext {
  readonly snapshot: Snapshot;
  readonly kind: AnswerKind;
  readonly model: string;
  readonly multiline: boolean;
  readonly stopStrings: readonly string[];
}

/** What a rule may look at; `atEnd` means that no more text will come. */
export interface RuleContext extends ReadingContext {
  readonly atEnd: boolean;
  /** A chat model's answer that came without the tag it was asked for; such a one may be talk. */
  readonly untagged?: boolean;
}

/**
 * One rule on the way from a model's answer to the ghost text. Rules are data, so that each can be named in a table of cases
 * and switched off to see that its cases need it.
 */
export interface TextRule {
  readonly name: string;
  apply(text: string, context: RuleContext): string;
}

/** Applies rules in their order. */
export function applyRules(text: string, rules: readonly TextRule[], context: RuleContext): string {
  return rules.reduce((said, rule) => rule.apply(said, context), text);
}
