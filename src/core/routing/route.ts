import type { SkippedEntry } from '../contract/events';
import type { FailureKind } from '../contract/failure';
import { isSameTarget, type ProviderId, type Target, type Use } from '../contract/target';
import { listedName } from '../providers/ollama/modelNames';
import type { ResolvedProvider } from '../providers/provider';
import type { Settings } from '../settings/snapshot';
import type { Gate } from './gate';

/** A target of a route together with its provider. */
export interface RouteTarget {
  readonly target: Target;
  readonly provider: ResolvedProvider;
}

/** The user's order for one use after the gate: what may be asked at all, before health has its say. */
export interface Route {
  readonly targets: readonly RouteTarget[];
  readonly skipped: readonly SkippedEntry[];
  /** Nobody stands in for the one target: it is pinned, or no failover is wanted. */
  readonly alone: boolean;
  readonly pinned?: boolean;
}

/** Why a provider has no model to use: its server was never looked at, could not be asked, or has none that would do. */
export type ModelLack = 'not-looked' | 'no-model' | FailureKind;

/** Where a route's facts come from; all are read at the moment of the ask. */
export interface RouteSources {
  /** Whether there is anything behind a provider at all that the user could set up; yes where nothing is said. */
  isOffered?(provider: ResolvedProvider): boolean;
  settings(): Settings;
  resolved(id: ProviderId): ResolvedProvider | undefined;
  /** The model a local provider would use now, where neither settings nor row name one. */
  modelFor(id: ProviderId, use: Use): string | undefined;
  /** Why `modelFor` knows none. */
  whyNoModel(id: ProviderId): ModelLack;
  pinned(use: Use): Target | undefined;
  readonly gate: Gate;
}

/** Splits a route entry at its first slash: `id` or `id/model`. */
export function parseRouteEntry(entry: string): { readonly id: ProviderId; readonly model?: string } {
  const slash = entry.indexOf('/');
  if (slash < 0) return { id: entry.trim() };
  const model = entry.slice(slash + 1).trim();
  return { id: entry.slice(0, slash).trim(), ...(model ? { model } : {}) };
}

/**
 * The ordered targets for a use. Duplicates are dropped, unknown and closed entries are skipped with their reason. With a
 * pin, the pinned target alone; with `failover.mode: off`, the first allowed target alone; completions under
 * `failover.mode: ask` keep the first choice and local targets, since nobody could answer a question while typing.
 */
export function routeFor(use: Use, sources: RouteSources): Route {
  const settings = sources.settings();
  const pinned = sources.pinned(use);
  const entries = pinned
    ? [`${pinned.provider}/${pinned.model}`]
    : use === 'chat'
      ? settings.chatRoute
      : settings.completionsRoute;
  const targets: RouteTarget[] = [];
  const skipped: SkippedEntry[] = [];
  for (const entry of entries) {
    const found = resolveEntry(entry, use, sources);
    if (!found) continue;
    if ('why' in found) skipped.push(found);
    else if (!targets.some((known) => isSameTarget(known.target, found.target))) targets.push(found);
  }
  return {
    targets: pinned ? targets : keepAllowed(targets, use, settings.failoverMode),
    skipped,
    alone: Boolean(pinned) || settings.failoverMode === 'off',
    ...(pinned ? { pinned: true } : {}),
  };
}

/** Whom `failover.mode` leaves of the targets that may be asked: without failover the first, while typing no other cloud unasked. */
export function keepAllowed<T extends RouteTarget>(
  targets: readonly T[],
  use: Use,
  mode: Settings['failoverMode'],
): readonly T[] {
  if (mode === 'off') return targets.slice(0, 1);
  if (mode === 'ask' && use === 'completion')
    return targets.filter((entry, index) => index === 0 || entry.provider.local);
  return targets;
}

/** The target of an entry, or why it is skipped; nothing for one that nobody could set up, of which there is nothing to say. */
function resolveEntry(entry: string, use: Use, sources: RouteSources): RouteTarget | SkippedEntry | undefined {
  const { id, model: named } = parseRouteEntry(entry);
  const provider = sources.resolved(id);
  if (!provider) return { provider: id, why: 'unknown-provider' };
  if (sources.isOffered?.(provider) === false) return undefined;
  const refusal = sources.gate.refusal(provider, use);
  if (refusal) return { provider: id, why: refusal };
  const fromSettings = use === 'chat' ? provider.chatModel : provider.completionModel;
  const model = named ?? fromSettings ?? sources.modelFor(id, use);
  if (!model) {
    const lack = sources.whyNoModel(id);
    return { provider: id, why: lack === 'not-looked' ? 'no-model' : lack };
  }
  return { target: targetOf(provider, model, use), provider };
}

/** A model under the one name it has from here on: memory, turns and health are kept by it, and Ollama lists it with its tag. */
export function targetOf({ id, type }: ResolvedProvider, model: string, use: Use): Target {
  return { provider: id, model: type === 'ollama' ? listedName(model) : model, use };
}
