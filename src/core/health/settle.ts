import { isCounted, type Failure } from '../contract/failure';
import type { ResolvedProvider } from '../providers/provider';
import type { Outcome } from '../routing/live';
import type { BreakerToken } from './breaker';
import { effectOf, type Effect } from './effect';
import type { HealthParts, WatchedTarget } from './parts';
import type { MarkToken } from './providerMarks';
import { standingOf } from './standing';

/** An attempt under way, as its permit remembers it. */
export interface AttemptEntry {
  readonly watched: WatchedTarget;
  readonly provider: ResolvedProvider;
  readonly breaker: BreakerToken;
  readonly marks: MarkToken;
  /** Generations of what is known of the provider's models, and of the network. */
  readonly models: number;
  readonly network: number;
  /** Epoch ms. */
  readonly startedAt: number;
}

/** Takes the outcome of an attempt to the parts it is about. Called once per attempt. */
export function settle(parts: HealthParts, entry: AttemptEntry, outcome: Outcome): void {
  parts.firstTokens.noteEnded(entry.watched.target);
  switch (outcome.t) {
    case 'neutral':
      release(parts, entry);
      // No evidence that would trip, but a request that was not answered: it makes those that follow fewer.
      if (outcome.silent && parts.deps.clock.now() >= parts.quietUntil) entry.watched.throttle?.note(false);
      break;
    case 'success':
      succeed(parts, entry, outcome.ttftMs);
      break;
    case 'failure':
      fail(parts, entry, outcome.failure, outcome.left);
      break;
  }
}

/** The attempt told nothing: the permits of a probe are free again. */
function release(parts: HealthParts, entry: AttemptEntry): void {
  entry.watched.breaker.release(entry.breaker);
  parts.marks.release(entry.provider.id, entry.marks);
}

function succeed(parts: HealthParts, entry: AttemptEntry, ttftMs: number | undefined): void {
  const { watched, provider } = entry;
  const { target, breaker } = watched;
  const now = parts.deps.clock.now();
  if (ttftMs !== undefined && (watched.firstTokenAt ?? -1) < entry.startedAt) parts.firstTokens.add(target, ttftMs);
  watched.lastAnswerAt = now;
  breaker.succeed(entry.breaker, now);
  watched.throttle?.note(true);
  parts.marks.clear(provider.id, entry.marks);
  if (provider.local || !isLate(parts, entry, { on: 'model' })) parts.models.clear(target);
  if (provider.local) parts.warmth.noteLoaded(target, now + parts.deps.durations.keepAliveMs);
  else parts.gate.open();
  const standing = standingOf(parts, watched);
  if (standing.kind === 'ready') parts.episodes.noteAnswer(target);
  else if (breaker.state.t === 'open') parts.episodes.noteFailure(target, breaker.state.reason, true, now);
}

function fail(parts: HealthParts, entry: AttemptEntry, failure: Failure, left: boolean): void {
  const now = parts.deps.clock.now();
  const effect = effectOf(failure, entry.provider, now);
  if (effect.on === 'nothing' || (now < parts.quietUntil && isOfWaking(parts, entry, effect))) {
    release(parts, entry);
    return;
  }
  const late = isLate(parts, entry, effect);
  // The breaker sees for itself what is late; its throttle counts requests, late or not.
  if (!late || effect.on === 'breaker') apply(parts, entry, failure, left, effect);
  // Whatever was not marked or tripped has learnt nothing and must not keep the permit; for the rest this is late.
  release(parts, entry);
  const { watched } = entry;
  // Judged by what is known now and not by `left`: late news changes nothing and begins no episode.
  const lost = effect.on === 'local' || standingOf(parts, watched).kind !== 'ready';
  if (lost || !late) parts.episodes.noteFailure(watched.target, failure.kind, lost, now);
}

/**
 * What a network that is only half up may show: also a sign-in page, and a key refused by something in between. A wait that
 * was named is none: it was asked for by the service itself.
 */
function isOfWaking(parts: HealthParts, { provider }: AttemptEntry, effect: Effect): boolean {
  if (effect.on === 'breaker') return effect.forMs === undefined;
  if (effect.on !== 'provider') return effect.on === 'network';
  return effect.mark === 'intercepted' || (effect.mark === 'auth' && !parts.marks.isKeyRefused(provider.id));
}

/** Whether a failure is news of a time that is over for the part it is about. */
function isLate(parts: HealthParts, { watched, provider, ...tokens }: AttemptEntry, { on }: Effect): boolean {
  switch (on) {
    case 'breaker':
      return watched.breaker.isLate(tokens.breaker);
    case 'provider':
      return parts.marks.isLate(provider.id, tokens.marks);
    case 'model':
      return parts.models.generation(provider.id) !== tokens.models;
    case 'network':
      return parts.gate.generation !== tokens.network;
    case 'local':
    case 'nothing':
      return false;
  }
}

function apply(
  parts: HealthParts,
  { watched, provider, breaker: token, marks }: AttemptEntry,
  failure: Failure,
  left: boolean,
  effect: Exclude<Effect, { on: 'nothing' }>,
): void {
  const { target, breaker, throttle } = watched;
  const now = parts.deps.clock.now();
  switch (effect.on) {
    case 'breaker':
      throttle?.note(false);
      if (effect.forMs !== undefined && !left) watched.restsUntil = now + effect.forMs;
      if (effect.forMs !== undefined && left) breaker.failFor(token, failure.kind, effect.forMs, now);
      // What is not counted trips when the ask leaves, but a wait that was kept is no failure.
      else if (left || isCounted(failure.kind)) breaker.fail(token, failure.kind, left, now);
      break;
    case 'provider':
      parts.marks.mark(effect.mark, failure, provider, marks);
      break;
    case 'network':
      parts.gate.close(effect.reason);
      break;
    case 'model':
      parts.models.noteMissing(target, now);
      break;
    case 'local':
      parts.models.noteLocal(target, effect.trouble, now);
      if (effect.trouble === 'local-stopped' || effect.trouble === 'local-memory') parts.warmth.noteUnloaded(target);
      break;
  }
}
