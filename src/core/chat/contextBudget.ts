import { t } from '../base/t';
import type { ChatAsk, ChatRequest, ContextItem, Message, Turn } from '../contract/ask';
import { carryOnTurns } from '../routing/seam';
import { renderContext, renderInstructions } from './contextBlocks';
import { estimateTokens, tokensPerMessage } from './tokenEstimate';

/** The window to render for. */
export interface RenderChatOptions {
  /** What the target reads and writes at most, in tokens. */
  readonly windowTokens: number;
  /** What is kept free for the answer, in tokens; never more than half of the window. */
  readonly maxOutputTokens: number;
}

/** A chat request that fits its target, or the news that even the least does not. */
export type RenderedChat = { readonly request: ChatRequest; readonly leftOut?: string } | { readonly tooLong: true };

/**
 * Renders a neutral ask for one target. Oldest turns go first, then the oldest context that is not pinned; system,
 * instructions, pinned files and the last question stay, and so does a cut answer that is being carried on. `leftOut` is
 * a ready part for "… were left out to fit Gemma 3.", to be said to the user.
 */
export function renderChat(ask: ChatAsk, options: RenderChatOptions): RenderedChat {
  const maxOutputTokens = Math.min(options.maxOutputTokens, Math.floor(options.windowTokens / 2));
  const system = [ask.system, ...ask.instructions.map(renderInstructions)].filter((part) => part !== '').join('\n\n');
  const room = options.windowTokens - maxOutputTokens - estimateTokens(system) - tokensPerMessage;
  const turns = latestContextOnly(ask.turns);
  const shortened = shortenTurns(turns, room) ?? shortenContext(from(turns, lastStart(turns)), room);
  if (!shortened) return { tooLong: true };
  const request: ChatRequest = {
    kind: 'chat',
    use: 'chat',
    system,
    messages: toMessages(shortened.turns),
    maxOutputTokens,
  };
  const leftOut = wordsFor(turns.length > shortened.turns.length, shortened.contextLeft);
  return { request, ...(leftOut ? { leftOut } : {}) };
}

/** What a request takes of a window, the answer it allows included, in tokens by our own estimate. */
export function tokensTaken({ system, messages, maxOutputTokens = 0 }: ChatRequest): number {
  const texts = [system, ...messages.map(({ text }) => text)];
  return texts.reduce((sum, text) => sum + estimateTokens(text) + tokensPerMessage, maxOutputTokens);
}

/** Turns that fit, and whether some of their context had to go. */
interface Shortened {
  readonly turns: readonly Turn[];
  readonly contextLeft: boolean;
}

/** Drops whole exchanges from the front until the rest fits. */
function shortenTurns(turns: readonly Turn[], room: number): Shortened | undefined {
  const least = lastStart(turns);
  const costs = turns.map(costOf);
  let cost = costs.reduce((sum, turn) => sum + turn, 0);
  for (const [start, turn] of turns.entries()) {
    if (start > least) break;
    if (start === 0 || turn.role === 'user') {
      const pinned = pinnedBefore(turns, start).reduce((sum, item) => sum + estimateTokens(renderContext(item)), 0);
      if (cost + pinned <= room) return { turns: from(turns, start), contextLeft: false };
    }
    cost -= costs[start] ?? 0;
  }
  return undefined;
}

/** Drops the unpinned context of the last exchange, the item added first going first. */
function shortenContext(exchange: readonly Turn[], room: number): Shortened | undefined {
  let turns = exchange;
  while (turns.reduce((sum, turn) => sum + costOf(turn), 0) > room) {
    const context = turns[0]?.context ?? [];
    const oldest = context.find((item) => !item.pinned);
    const [question, ...rest] = turns;
    if (!oldest || !question) return undefined;
    turns = [{ ...question, context: context.filter((item) => item !== oldest) }, ...rest];
  }
  return { turns, contextLeft: turns !== exchange };
}

/** The turns from `start` on. Pinned files of what came before go along with the first question that is kept. */
function from(turns: readonly Turn[], start: number): readonly Turn[] {
  const [question, ...rest] = turns.slice(start);
  const pinned = pinnedBefore(turns, start);
  if (!question || pinned.length === 0) return turns.slice(start);
  return [{ ...question, context: [...pinned, ...(question.context ?? [])] }, ...rest];
}

function pinnedBefore(turns: readonly Turn[], start: number): readonly ContextItem[] {
  return turns.slice(0, start).flatMap((turn) => (turn.context ?? []).filter((item) => item.pinned));
}

/**
 * Where the turns begin that must be sent: the last question, and with it the partial answer where a cut one is carried
 * on, whether by the carry-on prompt of `failover.md` §4 or natively by a trailing assistant turn.
 */
function lastStart(turns: readonly Turn[]): number {
  const last = turns.at(-1);
  const before = turns.at(-2);
  if (last?.role === 'assistant') return Math.max(0, turns.length - 2);
  const carriesOn = before?.role === 'assistant' && carryOnTurns(before.text).at(-1)?.text === last?.text;
  return Math.max(0, turns.length - (carriesOn ? 3 : 1));
}

/** A file that went along with several questions is sent once, as it was last. */
function latestContextOnly(turns: readonly Turn[]): readonly Turn[] {
  const seen = new Set<string>();
  return turns
    .toReversed()
    .map((turn): Turn => {
      if (!turn.context) return turn;
      const context = turn.context.filter((item) => !seen.has(item.id));
      for (const item of context) seen.add(item.id);
      return { ...turn, context };
    })
    .toReversed();
}

function costOf(turn: Turn): number {
  return estimateTokens(textOfTurn(turn)) + tokensPerMessage;
}

/** Templates of several local models insist on alternating roles that begin with the user. */
function toMessages(turns: readonly Turn[]): readonly Message[] {
  const messages: { role: Message['role']; text: string }[] = [];
  for (const turn of turns) {
    const previous = messages.at(-1);
    const text = textOfTurn(turn);
    if (previous?.role === turn.role) previous.text += `\n\n${text}`;
    else if (previous || turn.role === 'user') messages.push({ role: turn.role, text });
  }
  return messages;
}

function textOfTurn(turn: Turn): string {
  const context: readonly ContextItem[] = turn.context ?? [];
  return [...context.map(renderContext), turn.text].join('\n\n');
}

function wordsFor(turnsLeft: boolean, contextLeft: boolean): string | undefined {
  if (turnsLeft && contextLeft) return t('Older turns and some attached files');
  if (turnsLeft) return t('Older turns');
  return contextLeft ? t('Some attached files') : undefined;
}
