import { throwIfCancelled } from '../../base/async';
import type { Clock } from '../../base/clock';
import { toDisposable } from '../../base/disposable';
import { thoughtTokens } from '../../completions/holeFiller';
import { renderCompletion } from '../../completions/render';
import { sampleHole } from '../../completions/sampleHole';
import type { CompletionRequest } from '../../contract/ask';
import { isWholeFill, judgeFill, type HoleVerdict } from '../../local/tryHole';
import type { Failure } from '../../contract/failure';
import type { Target } from '../../contract/target';
import { toFailure } from '../../providers/failure';
import type { Provider } from '../../providers/provider';
import { Attempt, type Sleep } from '../../routing/attempt';
import { firstEventLimit } from '../../routing/deadlines';
import type { Durations } from '../../routing/durations';
import { openRequest } from '../../routing/errand';

/** What a tiny request came to. */
export type TinyAnswer =
  | {
      readonly t: 'answered';
      readonly firstTokenMs: number;
      /** How the known hole was filled; of completions only. */
      readonly hole?: HoleVerdict;
    }
  | { readonly t: 'failed'; readonly failure: Failure };

/** What asking needs. */
export interface TinyAskDeps {
  readonly clock: Clock;
  readonly durations: Durations;
  /** Whether a failure of this kind is that of an outage which is only rehearsed. */
  isRehearsed(kind: Failure['kind']): boolean;
  /** The model is in memory. Where that cannot be seen it has the time to load. */
  readonly warm: boolean;
}

/** Sleep that falls into a check of a few seconds may well make it fail: it is made again with a click. */
const unnoticed: Sleep = { look: () => undefined, onDidWake: () => toDisposable(() => undefined) };

/** Enough for a word; nothing that is generated is looked at. */
const wordTokens = 16;

/**
 * Asks a target for a word, as a real ask of its use would be asked: same wire, same key, same deadlines. A chat request ends
 * with the first token, since the rest would only cost; of a completion the fill of a known hole is judged. It takes no permit and tells health nothing: no ask leaves a target
 * for it, so that a failure must not trip anything, and a word of sixteen tokens is no proof that would end an episode
 * (`failover.md` §2: a probe is one real ask). Throws `Cancelled` when the signal aborts.
 */
export async function tinyAsk(
  provider: Provider,
  target: Target,
  deps: TinyAskDeps,
  signal: AbortSignal,
): Promise<TinyAnswer> {
  const request = await requestFor(provider, target, signal);
  throwIfCancelled(signal);
  const { clock, durations } = deps;
  const facts = {
    mode: 'normal',
    warm: deps.warm,
    medianTtftMs: undefined,
    remainingMs: durations.askFirstEventMs,
  } as const;
  const attempt = new Attempt(
    {
      clock,
      sleep: unnoticed,
      limits: {
        firstEventMs: firstEventLimit({ target, provider: provider.info }, durations, facts),
        noProgressMs: durations.noProgressMs,
      },
      open: (own) => openRequest(provider, target, request, own),
      classify: (evidence) => toFailure(evidence, provider.info, clock.now()),
      isRehearsed: (kind) => deps.isRehearsed(kind),
      emptyIsFailure: target.use === 'chat',
    },
    signal,
  );
  const beganAt = clock.now();
  let said = '';
  try {
    for (;;) {
      const event = await attempt.next();
      throwIfCancelled(signal);
      if (!event || event.t === 'usage') continue;
      if (event.t === 'failure') return { t: 'failed', failure: event.failure };
      const tookMs = clock.now() - beganAt;
      const answered = { t: 'answered', firstTokenMs: attempt.ttftMs ?? tookMs } as const;
      if (target.use === 'chat') return answered;
      if (event.t === 'text') said += event.text;
      if (event.t === 'end' || isWholeFill(said, target.model, request))
        return { ...answered, hole: judgeFill(said, target.model, request, tookMs) };
    }
  } finally {
    attempt.abort();
  }
}

async function requestFor(provider: Provider, target: Target, signal: AbortSignal): Promise<CompletionRequest> {
  if (target.use === 'completion') return renderCompletion(sampleHole, target, provider, signal);
  const maxOutputTokens = provider.info.thinksUnseen ? thoughtTokens : wordTokens;
  const messages = [{ role: 'user', text: 'Reply with OK.' }] as const;
  return { kind: 'chat', use: 'chat', system: '', messages, maxOutputTokens };
}
