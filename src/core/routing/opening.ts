import { throwIfCancelled } from '../base/async';
import type { Failure } from '../contract/failure';
import { toFailure } from '../providers/failure';
import type { Provider } from '../providers/provider';
import type { AskState } from './askState';
import { Attempt } from './attempt';
import { firstEventLimit } from './deadlines';
import type { Rendered } from './errand';
import { isDoubtful, judged } from './leaving';
import type { Live } from './live';
import type { AttemptMode, Candidate } from './plan';
import { raceProbe } from './race';
import type { RouteTarget } from './route';

type ReadyRequest = Rendered & { readonly t: 'request' };

/**
 * Opens an attempt, or a probe beside a warm local stand-in, and gives the one that is to be followed; `undefined` if the
 * target cannot be asked after all. Throws `Cancelled` when the ask is stopped.
 */
export async function openAttempt(state: AskState, candidate: Candidate): Promise<Live | undefined> {
  const probe = await open(state, candidate, candidate.mode);
  if (!probe) return undefined;
  state.live = probe;
  if (candidate.mode === 'probe' && mayStandIn(state)) await openStandIn(state, candidate, probe);
  return state.live;
}

async function openStandIn(state: AskState, candidate: Candidate, probe: Live): Promise<void> {
  const { clock, durations, health } = state.start.sources;
  const entry = state.plan.standIn(candidate, (target) => health.isWarm(target));
  const standIn = entry && (await open(state, entry, 'normal'));
  if (!standIn) return;
  const noteProbe = async (failure: Failure): Promise<Failure> => {
    state.plan.leave(probe.entry.target, failure);
    const found = isDoubtful(failure, probe.entry) ? await judged(state, failure, probe.entry) : failure;
    state.noteFailed(probe, found, true);
    return found;
  };
  state.live = await raceProbe(probe, standIn, clock, durations.probeHeadStartMs, noteProbe);
  throwIfCancelled(state.start.signal);
  if (state.live === standIn) {
    state.plan.take(standIn.entry);
    state.stopCloudClock();
  }
}

/** Where the user wants to be asked before a move, nobody stands beside a probe unasked. */
function mayStandIn({ start: { sources, memory, errand } }: AskState): boolean {
  return sources.settings().failoverMode !== 'ask' || memory.hasAccepted('failover', errand.use);
}

async function open(state: AskState, entry: RouteTarget, mode: AttemptMode): Promise<Live | undefined> {
  const { sources, errand, signal } = state.start;
  const { clock, durations, health } = sources;
  const provider = sources.provider(entry.target.provider);
  if (!provider) return undefined;
  const rendered = await render(state, entry, provider);
  if (!rendered) return undefined;
  const refusal = sources.refusal(provider.info, entry.target.use);
  if (refusal) {
    state.plan.refuse(entry, refusal);
    return undefined;
  }
  const permit = health.acquire(entry.target, entry.provider, mode);
  if (!permit) return undefined;
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
      limits: { firstEventMs: firstEventLimit(entry, durations, facts), noProgressMs: durations.noProgressMs },
      open: (own) => errand.open(provider, entry, rendered.request, own),
      classify: (evidence) => toFailure(evidence, entry.provider, clock.now()),
      isRehearsed: sources.rehearsing(entry.target.provider),
      emptyIsFailure: errand.use === 'chat' && !state.carriesOn(entry),
    },
    signal,
  );
  return { entry, attempt, permit, ...(rendered.leftOut ? { leftOut: rendered.leftOut } : {}) };
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
  }
  return rendered.t === 'request' ? rendered : undefined;
}
