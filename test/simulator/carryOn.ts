import { characterStart } from './pace';
import type { PromptMessage } from './wire';

/** How a stand-in answers a carry-on prompt. */
export type CarryOnWay = 'exact' | 'repeat' | 'fence' | 'preamble' | 'restart';

/** The five ways, in the order of the control page. */
export const carryOnWays: readonly CarryOnWay[] = ['exact', 'repeat', 'fence', 'preamble', 'restart'];

/** What a prompt says about carrying on. */
export type CarryOn =
  | { readonly t: 'none' }
  /** A well-formed carry-on: `partial` is how far the answer had come. */
  | { readonly t: 'asked'; readonly partial: string }
  /** It means to carry on but is not of the shape of `failover.md` §4. */
  | { readonly t: 'malformed'; readonly problems: readonly string[] };

/** What the reader of a carry-on prompt must know of the answers given before. */
export interface KnownAnswers {
  /** Whether a text is the beginning of an answer, but not the whole. */
  isBeginning(text: string): boolean;
  /** Whether a text is a whole answer: one of which only the proof of its end was lost is carried on as well. */
  isWhole(text: string): boolean;
  /** Whether an answer was cut where this text ends. */
  wasCut(text: string): boolean;
}

/**
 * Looks for the carry-on prompt of `failover.md` §4 at the end of a conversation: the partial answer as the last turn
 * but one, and a user turn that says so. A cut answer that stands there without the right user turn is malformed too.
 */
export function readCarryOn(messages: readonly PromptMessage[], known: KnownAnswers): CarryOn {
  const last = messages.at(-1);
  const before = messages.at(-2);
  if (last?.role !== 'user' || before?.role !== 'assistant') return { t: 'none' };
  const isMeant = /interrupted/i.test(last.text) && /continue/i.test(last.text);
  const isBeginning = known.isBeginning(before.text);
  if (!isMeant && !(isBeginning && known.wasCut(before.text))) return { t: 'none' };
  const problems = shapeProblems(messages, before.text, last.text);
  if (!isBeginning && !known.isWhole(before.text))
    problems.push('the assistant turn is not the beginning of the answer that was cut');
  return problems.length > 0 ? { t: 'malformed', problems } : { t: 'asked', partial: before.text };
}

function shapeProblems(messages: readonly PromptMessage[], partial: string, user: string): string[] {
  const problems: string[] = [];
  if (messages.at(-3)?.role !== 'user') problems.push('no user turn stands before the partial answer');
  if (partial.trim() === '') problems.push('the partial answer is empty');
  if (partial !== partial.trimEnd()) problems.push('the partial answer ends with white space');
  if (!/interrupted/i.test(user)) problems.push('the user turn does not say that the answer was interrupted');
  if (!/continue from exactly there/i.test(user)) problems.push('the user turn does not say where to continue');
  if (!/only the remaining text/i.test(user)) problems.push('the user turn does not ask for only the remaining text');
  problems.push(...quoteProblems(partial, user));
  return problems;
}

function quoteProblems(partial: string, user: string): string[] {
  const quote = /ended with "([\s\S]*)"\.? *Continue/i.exec(user)?.[1];
  if (quote === undefined) return ['the user turn does not quote the end of the partial answer'];
  if (!partial.endsWith(quote)) return ['the quoted end is not the end of the partial answer'];
  const whole = quote.length === partial.length;
  if (quote.length > 200 || (quote.length < 60 && !whole))
    return [`the quoted end has ${quote.length} characters, not 60 to 200`];
  return [];
}

/** What the stand-in says after `partial` of `text`, in one of the five ways. */
export function carryOn(text: string, partial: string, way: CarryOnWay, repeatChars: number): string {
  const rest = text.slice(partial.length);
  switch (way) {
    case 'exact':
      return rest;
    case 'repeat':
      return partial.slice(characterStart(partial, Math.max(0, partial.length - repeatChars))) + rest;
    case 'fence':
      return reopenFence(partial, rest);
    case 'preamble':
      return `Sure, here is the remaining text, continuing from where it was interrupted:\n\n${rest}`;
    default:
      return text;
  }
}

/** Opens the fence again with its language and a new line, where one is open; else this is the exact way. */
function reopenFence(partial: string, rest: string): string {
  const fences = partial.match(/^```.*$/gm) ?? [];
  const open = fences.length % 2 === 1 ? fences.at(-1) : undefined;
  return open === undefined ? rest : `${open}\n${rest}`;
}
