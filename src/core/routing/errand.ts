import { renderChat } from '../chat/contextBudget';
import type { ChatAsk, CompletionAsk, CompletionRequest, CutAnswer } from '../contract/ask';
import type { ProviderEvent } from '../contract/events';
import type { Target, Use } from '../contract/target';
import type { Provider } from '../providers/provider';
import type { IsEnough } from './hedge';
import type { RouteTarget } from './route';
import { carryOnTurns } from './seam';

/** A request rendered for one target, or that it cannot be made to fit. */
export type Rendered =
  | { readonly t: 'request'; readonly request: CompletionRequest; readonly leftOut?: string }
  | { readonly t: 'too-long' };

/** How a rendering is to be done. */
export interface RenderOptions {
  /** The text on screen that this target is to carry on; absent for a fresh start. */
  readonly partial?: string;
  /** What to budget for, in tokens. */
  readonly windowTokens: number;
}

/** What differs between chat and completions; the router's loop is the same for both. */
export interface Errand {
  readonly use: Use;
  /** One retry per ask in all; completions never retry. */
  readonly maxRetries: number;
  /** Whether a cut answer is carried on by the next target. */
  readonly joins: boolean;
  /** Whether the user can be asked a question in the answer. */
  readonly offers: boolean;
  /** Whether what a target has said will do; present where a cloud may be hedged by a local model. */
  readonly isEnough?: IsEnough;
  /** The cloud has had its usual time just before, so that its local twin need not wait for that again. */
  readonly isOverdue?: boolean;
  /** Who wrote the last answer of the conversation. */
  readonly lastBy?: Target;
  /** An answer that was cut before this ask and that it carries on. */
  readonly cut?: CutAnswer;
  /**
   * The user waits for the answer: no throttle holds it back, and when nobody else is left one who is open is asked. A
   * question that waits for somebody to be back can wait on, and nobody waits for what comes up while typing.
   */
  readonly isWaitedFor: boolean;
  /** It is a try of a question that waits. */
  readonly isPatient?: boolean;
  render(entry: RouteTarget, provider: Provider, options: RenderOptions, signal: AbortSignal): Promise<Rendered>;
  open(
    provider: Provider,
    entry: RouteTarget,
    request: CompletionRequest,
    signal: AbortSignal,
  ): AsyncIterable<ProviderEvent>;
}

/** How long an answer may get, in tokens; a quarter of a small window. */
export function maxOutputTokens(windowTokens: number): number {
  return Math.min(16_000, Math.floor(windowTokens / 4));
}

/** The errand of a chat ask. */
export function chatErrand(ask: ChatAsk): Errand {
  return {
    use: 'chat',
    maxRetries: 1,
    joins: true,
    offers: true,
    isWaitedFor: ask.whenBack !== true,
    ...(ask.lastBy ? { lastBy: ask.lastBy } : {}),
    ...(ask.cut ? { cut: ask.cut } : {}),
    ...(ask.whenBack ? { isPatient: true } : {}),
    render: async (entry, _provider, { partial, windowTokens }) => {
      const native = partial !== undefined && entry.provider.continuation !== 'none';
      const turns = partial === undefined ? [] : carryOnTurns(partial);
      const whole: ChatAsk = { ...ask, turns: [...ask.turns, ...(native ? turns.slice(0, 1) : turns)] };
      const rendered = renderChat(whole, { windowTokens, maxOutputTokens: maxOutputTokens(windowTokens) });
      if ('tooLong' in rendered) return { t: 'too-long' };
      const request = native ? { ...rendered.request, continueLast: true } : rendered.request;
      return { t: 'request', request, ...(rendered.leftOut ? { leftOut: rendered.leftOut } : {}) };
    },
    open: (provider, entry, request, signal) => {
      if (request.kind !== 'chat') throw new Error('a chat ask renders chat requests only');
      return provider.chat(request, entry.target, signal);
    },
  };
}

/** Renders a completion ask for one target; by `completions/`. */
export type RenderCompletion = (
  ask: CompletionAsk,
  entry: RouteTarget,
  provider: Provider,
  signal: AbortSignal,
) => Promise<CompletionRequest>;

/** The errand of a completion ask. */
export function completionErrand(ask: CompletionAsk, render: RenderCompletion, isEnough?: IsEnough): Errand {
  return {
    use: 'completion',
    maxRetries: 0,
    joins: false,
    offers: false,
    isWaitedFor: ask.explicit === true,
    ...(isEnough ? { isEnough } : {}),
    ...(ask.overdue ? { isOverdue: true } : {}),
    render: async (entry, provider, _options, signal) => {
      return { t: 'request', request: await render(ask, entry, provider, signal) };
    },
    open: (provider, entry, request, signal) => openRequest(provider, entry.target, request, signal),
  };
}

/** Sends a rendered completion by the way it was rendered for. Throws when the provider has no such way. */
export function openRequest(
  provider: Provider,
  target: Target,
  request: CompletionRequest,
  signal: AbortSignal,
): AsyncIterable<ProviderEvent> {
  if (request.kind === 'chat') return provider.chat(request, target, signal);
  if (!provider.complete) throw new Error(`${provider.info.id} has no way to fill a hole`);
  return provider.complete(request, target, signal);
}
