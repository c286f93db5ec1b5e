import type { Random } from '../base/clock';
import type { Failure } from '../contract/failure';
import type { ResolvedProvider } from '../providers/provider';
import type { Standing } from '../routing/plan';
import type { Durations } from '../routing/durations';
import type { MarkReason } from './effect';
import { gapMs } from './schedule';

/**
 * How a mark ends. `check`: a free request is tried beside an ask and must pass first. `ask`: after the same gaps a real ask
 * is the only proof. `instant`: the time is known or guessed. `event`: only a change by the user (key, login, address).
 */
export type WayBack =
  | { readonly t: 'check' | 'ask'; readonly tries: number; readonly nextAt: number }
  | { readonly t: 'instant'; readonly at: number; readonly named: boolean }
  | { readonly t: 'event' };

/** What holds a whole provider back. Plain data. */
export interface Mark {
  readonly reason: MarkReason;
  readonly since: number;
  readonly wayBack: WayBack;
  /** `open`: one real ask may try (half-open). `running`: one does. Only its answer takes the mark away. */
  readonly trial: 'none' | 'open' | 'running';
  /** The free check refused as well, so that it is fair to speak of a bad key. */
  readonly confirmed: boolean;
}

/** What a new mark depends on. */
export interface MarkContext {
  readonly now: number;
  readonly durations: Durations;
  readonly random: Random;
}

/**
 * The mark a failure leaves on its provider. After a trial that failed the schedule goes on where it was: only a real
 * answer sets it back, so that a check that always passes cannot make every ask try in vain.
 */
export function createMark(
  reason: MarkReason,
  failure: Failure,
  provider: ResolvedProvider,
  previous: Mark | undefined,
  context: MarkContext,
): Mark {
  const same = previous?.reason === reason ? previous : undefined;
  const since = same?.since ?? context.now;
  return {
    reason,
    since,
    wayBack: wayBackOf(reason, failure, provider, same, context),
    trial: 'none',
    confirmed: same?.confirmed ?? false,
  };
}

/** A standing together with the next try where that is our own plan, which is not to be told as the provider's word. */
export type HeldStanding = Standing & { readonly nextTryAt?: number };

/** What a mark lets happen at this instant. `until` is given only where the provider itself named the instant. */
export function markStanding(mark: Mark, now: number): HeldStanding {
  const { reason, since: openedAt, wayBack } = mark;
  if (mark.trial === 'open' || (mark.trial === 'none' && hasComeBack(wayBack, now)))
    return { kind: 'due', openedAt, reason };
  const nextTryAt = wayBack.t === 'instant' ? wayBack.at : wayBack.t === 'event' ? undefined : wayBack.nextAt;
  if (mark.trial === 'running' || nextTryAt === undefined || nextTryAt <= now)
    return { kind: 'blocked', reason, openedAt };
  const named = wayBack.t === 'instant' && wayBack.named;
  return { kind: 'blocked', reason, openedAt, nextTryAt, ...(named ? { until: nextTryAt } : {}) };
}

/** Whether the free check of a mark may be made now. */
export function isCheckDue(mark: Mark, now: number): boolean {
  return mark.wayBack.t === 'check' && mark.trial === 'none' && now >= mark.wayBack.nextAt;
}

/** The mark after its free check: one that passed opens a trial, any other moves the schedule on. */
export function afterCheck(mark: Mark, verdict: 'passed' | 'refused' | 'unclear', context: MarkContext): Mark {
  const moved = { ...mark, wayBack: movedOn(mark, context) };
  if (verdict === 'passed') return { ...moved, trial: 'open', confirmed: false };
  return { ...moved, confirmed: verdict === 'refused' || mark.confirmed };
}

/**
 * The mark after sleep, or after the clock was set back by so much: what was only guessed may be tried again; the key and
 * named instants are as they were, and our own schedule goes by the clock as it is now.
 */
export function afterWake(mark: Mark, setBackMs: number): Mark {
  const { wayBack } = mark;
  const isGuessed = mark.reason === 'intercepted' || (wayBack.t === 'instant' && !wayBack.named);
  return {
    ...mark,
    since: mark.since - setBackMs,
    wayBack: 'nextAt' in wayBack ? { ...wayBack, nextAt: wayBack.nextAt - setBackMs } : wayBack,
    trial: isGuessed ? 'open' : mark.trial,
  };
}

function wayBackOf(
  reason: MarkReason,
  failure: Failure,
  provider: ResolvedProvider,
  same: Mark | undefined,
  { now, durations, random }: MarkContext,
): WayBack {
  switch (reason) {
    case 'login-lost':
    case 'wrong-address':
      return { t: 'event' };
    case 'quota': {
      const named = failure.until !== undefined && failure.until > now;
      const guess = now + durations.quotaMinMs + random() * (durations.quotaMaxMs - durations.quotaMinMs);
      return { t: 'instant', at: named ? failure.until : guess, named };
    }
    case 'auth':
    case 'forbidden':
    case 'intercepted': {
      // Free checks are made of clouds that have an address; a real ask at a local server costs nothing either.
      const isCloud = !provider.local && provider.baseUrl !== '';
      const isChecked = isCloud && (reason === 'intercepted' || provider.keyCheck !== undefined);
      const how = isChecked ? 'check' : 'ask';
      const before = same?.wayBack;
      // A check has moved its own schedule on; where a real ask was the check, its failure does.
      const tries = before?.t === 'check' ? before.tries : before?.t === 'ask' ? before.tries + 1 : 0;
      return { t: how, tries, nextAt: now + gap(tries, reason, durations) };
    }
  }
}

function movedOn(mark: Mark, { now, durations }: MarkContext): WayBack {
  const { wayBack } = mark;
  if (wayBack.t !== 'check') return wayBack;
  const tries = wayBack.tries + 1;
  return { ...wayBack, tries, nextAt: now + gap(tries, mark.reason, durations) };
}

function gap(tries: number, reason: MarkReason, durations: Durations): number {
  return gapMs(reason === 'intercepted' ? durations.gateTriesMs : durations.authTriesMs, tries);
}

function hasComeBack(wayBack: WayBack, now: number): boolean {
  return (wayBack.t === 'ask' && now >= wayBack.nextAt) || (wayBack.t === 'instant' && now >= wayBack.at);
}
