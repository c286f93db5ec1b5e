import { Cancelled, sleep, throwIfCancelled } from '../base/async';
import type { Failure } from '../contract/failure';
import { toFailure } from '../providers/failure';
import type { Provider } from '../providers/provider';
import type { AskState } from './askState';
import { Attempt } from './attempt';
import { firstEventLimit } from './deadlines';
import type { Rendered } from './errand';
import { hedged, type IsEnough } from './hedge';
import { isDoubtful, judged } from './leaving';
import type { Live } from './live';
import type { AttemptMode, Candidate } from './plan';
import { raceProbe } from './race';
import type { RouteTarget } from './route';

type ReadyRequest = Rendered & { readonly t: 'request' };

/**
 * Opens an attempt and gives the one that is to be followed: beside a probe a warm local stand-in may have won, beside a
 * late cloud completion the local one. `undefined` if the target cannot be asked after all. Throws `Cancelled` when the ask
 * is stopped.
 */
export async function openAttempt(state: AskState, candidate: Candidate): Promise<Live | undefined> {
  const { errand, signal } = state.start;
  const first = await open(state, candidate, candidate.mode);
  if (!first) return undefined;
  state.live = first;
  if (candidate.mode === 'probe' && mayStandIn(state)) await openBesideProbe(state, candidate, first);
  else if (errand.isEnough && isHedged(candidate) && mayStandIn(state))
    await hedgeCloud(state, candidate, first, errand.isEnough);
  throwIfCancelled(signal);
  if (state.live !== first) {
    state.plan.take(state.live.entry);
    state.stopCloudClock();
  }
  return state.live;
}

async function openBesideProbe(state: AskState, candidate: Candidate, probe: Live): Promise<void> {
  const { clock, durations } = state.start.sources;
  const entry = state.plan.standIn(candidate, (target) => state.start.sources.health.isWarm(target));
  const standIn = entry && (await open(state, entry, 'normal'));
  if (!standIn) return;
  const onFailed = (failure: Failure): Promise<Failure> => noteLost(state, probe, failure);
  const onStandInFailed = (failure?: Failure): void => noteEnded(state, standIn, failure);
  state.live = await raceProbe(probe, standIn, clock, durations.probeHeadStartMs, onFailed, onStandInFailed);
}

/** A cloud that is asked in the ordinary way; one asked as the last resort has nobody beside it. */
function isHedged({ provider, mode }: Candidate): boolean {
  return !provider.local && mode === 'normal';
}

async function hedgeCloud(state: AskState, candidate: Candidate, first: Live, isEnough: IsEnough): Promise<void> {
  const { clock, durations, health } = state.start.sources;
  const { target } = candidate;
  state.live = await hedged(first, {
    usualMs: Math.min(health.p95Ttft(target) ?? durations.hedgeMaxMs, durations.hedgeMaxMs),
    isOverdue: state.start.errand.isOverdue === true,
    isEnough,
    clock,
    openStandIn: async () => {
      const entry = state.plan.hedge(candidate, (one) => health.isWarm(one));
      return entry && open(state, entry, 'normal');
    },
    onFailed: (failure) => {
      void noteLost(state, first, failure).then((found) =>
        first.permit.settle({ t: 'failure', failure: found, left: true }),
      );
    },
    onStandInEnded: (standIn, failure) => noteEnded(state, standIn, failure),
    onLate: (ttftMs) => health.firstToken(target, ttftMs),
  });
}

/** The one that was asked first has failed while another was asked beside it. Never rejects. */
async function noteLost(state: AskState, lost: Live, failure: Failure): Promise<Failure> {
  state.plan.leave(lost.entry.target, failure);
  const found = isDoubtful(failure, lost.entry) ? await judged(state, failure, lost.entry) : failure;
  state.noteFailed(lost, found, true);
  return found;
}

/** Who has had its say beside another was asked: this ask does not come back to it. */
function noteEnded(state: AskState, standIn: Live, failure?: Failure): void {
  state.plan.take(standIn.entry);
  if (!failure) return;
  state.plan.leave(standIn.entry.target, failure);
  state.noteFailed(standIn, failure, true);
}

/** Where the user wants to be asked before a move, nobody stands beside a probe unasked. */
function mayStandIn({ start: { sources, memory, errand } }: AskState): boolean {
  return sources.settings().failoverMode !== 'ask' || memory.hasAccepted('failover', errand.use);
}

async function open(state: AskState, entry: RouteTarget, mode: AttemptMode): Promise<Live | undefined> {
  const { sources, errand, signal } = state.start;
  const { clock, durations, health } = sources;
  const provider = sources.provider(entry.target.provider);
  if (!provider) {
    state.plan.refuse(entry, 'unknown-provider');
    return undefined;
  }
  if (!errand.isWaitedFor && state.plan.throttles(entry, mode)) return undefined;
  const restMs = health.restMs(entry.target);
  if (restMs > 0) await sleep(clock, restMs, signal);
  const rendered = await render(state, entry, provider);
  if (!rendered) return undefined;
  const refusal = await sources.refusal(provider.info, entry.target.use);
  if (refusal) {
    state.plan.refuse(entry, refusal);
    return undefined;
  }
  if (rendered.leftOut !== undefined && fitsElsewhere(state, entry, mode)) {
    state.plan.refuse(entry, 'too-long');
    return undefined;
  }
  const permit = await sources.permit(entry, mode);
  if (!permit) {
    state.plan.holdBack(entry);
    return undefined;
  }
  if (signal.aborted) {
    permit.settle({ t: 'neutral' });
    throw new Cancelled();
  }
  const facts = {
    mode,
    warm: health.isWarm(entry.target),
    medianTtftMs: health.medianTtft(entry.target),
    remainingMs: state.budget.remainingMs,
  };
  if (!entry.provider.local) state.stopCloudClock = state.budget.startCloudAttempt();
  const attempt = new Attempt(
    {
      clock,
      sleep: sources.sleep,
      limits: { firstEventMs: firstEventLimit(entry, durations, facts), noProgressMs: durations.noProgressMs },
      open: (own) => errand.open(provider, entry, rendered.request, own),
      classify: (evidence) => toFailure(evidence, entry.provider, clock.now()),
      isRehearsed: sources.rehearsing(entry.target.provider),
      emptyIsFailure: errand.use === 'chat' && !state.carriesOn(entry),
    },
    signal,
  );
  return {
    entry,
    attempt,
    permit,
    request: rendered.request,
    ...(rendered.leftOut ? { leftOut: rendered.leftOut } : {}),
  };
}

/**
 * Back to the first choice only with a conversation that fits it, while somebody else has room for all of it (§2, *Return*):
 * no probe is made with the half of one, nor does one that is with a roomier stand-in leave it for a probe another one made.
 */
function fitsElsewhere({ plan, start: { errand } }: AskState, entry: RouteTarget, mode: AttemptMode): boolean {
  if (mode === 'probe') return plan.hasRoomier(entry);
  return errand.lastBy !== undefined && plan.returnsFromRoomier(entry, errand.lastBy);
}

/** Budgets and writes the request for this very target; one that does not fit it leaves the target. */
async function render(state: AskState, entry: RouteTarget, provider: Provider): Promise<ReadyRequest | undefined> {
  const { errand, sources, signal } = state.start;
  const partial = state.carriesOn(entry) ? state.telling.text : undefined;
  const options = { windowTokens: state.windowTokens(entry), partial };
  const rendered = await errand.render(entry, provider, options, signal);
  throwIfCancelled(signal);
  if (rendered.t === 'too-long') {
    state.noteLeft(entry.target, { kind: 'too-long', scope: 'ask', evidence: { phase: 'connect' } });
    state.plan.requireLargerWindow(sources.windowTokens(entry));
    return undefined;
  }
  return rendered;
}
