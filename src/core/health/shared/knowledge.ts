import { uses, type ProviderId, type Use } from '../../contract/target';
import type { ResolvedProvider } from '../../providers/provider';
import type { BreakerState } from '../breaker';
import type { HealthParts, WatchedTarget } from '../parts';
import { slots } from '../providerMarks';
import type { KeptBreaker, Knowledge } from './fact';

/** Everything that is to outlive the window. What a local server says of itself is not: it is looked at with every ask. */
export function knowledgeOf(parts: HealthParts): readonly Knowledge[] {
  const { gate, episodes } = parts;
  return [
    ...parts.all().map(breakerOf),
    ...parts.marks.providers().flatMap((provider) => marksOf(parts, provider)),
    ...modelsOf(parts),
    { k: 'network', state: gate.state.t === 'closed' ? gate.state : { t: 'clear' } },
    ...uses.flatMap((use): readonly Knowledge[] => {
      const known = episodes.known(use);
      return known ? [{ k: 'episode', use, ...known }] : [];
    }),
  ];
}

/** What of this window's own decides whether something learnt elsewhere says anything here. */
export interface OwnSide {
  resolved(id: ProviderId): ResolvedProvider | undefined;
  /** Who is first on the route of a use; `undefined` while nobody is, or something is pinned in its place. */
  first(use: Use): ProviderId | undefined;
}

/**
 * Takes over one thing that another window, or this one before a reload, has learnt. What was learnt at another address,
 * or of a provider that is not in the settings, says nothing here.
 */
export function adopt(parts: HealthParts, known: Exclude<Knowledge, { readonly k: 'page' }>, own: OwnSide): void {
  switch (known.k) {
    case 'breaker': {
      const provider = own.resolved(known.target.provider);
      if (provider?.origin === known.origin) adoptBreaker(parts.watch(known.target, provider), known.state);
      break;
    }
    case 'mark':
      parts.marks.adopt(known.provider, known.slot, known.mark);
      break;
    case 'pause':
      parts.marks.adoptPause(known.provider, known.since);
      break;
    case 'model':
      parts.models.adoptMissing(known, known.since);
      break;
    case 'network':
      parts.gate.adopt(known.state.t === 'clear' ? { t: 'unknown' } : known.state);
      break;
    case 'episode': {
      // A window that is local only has not lost whom it never asks, even before its first ask has told who is first.
      const first = own.first(known.use);
      if (first === undefined || first === known.first.provider)
        parts.episodes.adopt(known.use, known.first, known.episode);
      break;
    }
  }
}

function breakerOf({ target, origin, breaker }: WatchedTarget): Knowledge {
  return { k: 'breaker', target, origin, state: keptBreaker(breaker.state) };
}

function keptBreaker(state: BreakerState): KeptBreaker {
  switch (state.t) {
    case 'unknown':
    case 'closed':
      return { t: 'clear' };
    case 'open':
      return state;
    case 'half-open': {
      const { probing: _ours, ...kept } = state;
      return kept;
    }
  }
}

function adoptBreaker({ breaker }: WatchedTarget, state: KeptBreaker): void {
  const { state: own } = breaker;
  if (state.t === 'clear') breaker.adopt({ t: 'unknown' });
  else if (state.t === 'open') breaker.adopt(state);
  // A probe of this window that is under way goes on: that somebody else's has begun takes nothing away from it.
  else if (own.t !== 'half-open' || !own.probing) breaker.adopt({ ...state, probing: false });
}

function marksOf({ marks }: HealthParts, provider: ProviderId): readonly Knowledge[] {
  const since = marks.pausedSince(provider);
  return [
    { k: 'pause', provider, ...(since === undefined ? {} : { since }) },
    ...slots.map((slot): Knowledge => {
      const mark = marks.markOf(provider, slot);
      if (!mark) return { k: 'mark', provider, slot };
      // Whoever makes the trial, it is open to the next ask once that window is gone.
      return { k: 'mark', provider, slot, mark: mark.trial === 'running' ? { ...mark, trial: 'open' } : mark };
    }),
  ];
}

function modelsOf(parts: HealthParts): readonly Knowledge[] {
  const models = new Map(
    parts.all().map(({ target: { provider, model } }) => [`${provider}/${model}`, { provider, model }]),
  );
  return [...models.values()].map((model): Knowledge => {
    const since = parts.models.missingSince(model);
    return { k: 'model', ...model, ...(since === undefined ? {} : { since }) };
  });
}
