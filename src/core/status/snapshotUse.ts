import type { SkipReason } from '../contract/events';
import type { Episode } from '../contract/status';
import type { ProviderId, Target, Use } from '../contract/target';
import type { HealthMonitor } from '../health/monitor';
import type { ResolvedProvider } from '../providers/provider';
import { parseRouteEntry, targetOf, type RouteSources } from '../routing/route';
import type { SnapshotEntry, SnapshotUse } from './snapshot';

/** Where a use's part of a snapshot comes from. */
export interface SnapshotSources extends RouteSources {
  isSetUp(provider: ResolvedProvider): boolean;
  readonly health: Pick<HealthMonitor, 'health' | 'episode'>;
  /** Whether it is fair to call a key bad (`Engine.isKeyRefused`). */
  isKeyRefused(provider: ProviderId): boolean;
}

/** What is known of one use: every entry of the user's order that could answer, also those that are not set up or may not be asked. */
export function snapshotUse(use: Use, sources: SnapshotSources): SnapshotUse {
  const settings = sources.settings();
  const route = use === 'chat' ? settings.chatRoute : settings.completionsRoute;
  const pinned = sources.pinned(use);
  const pinnedEntry = pinned && snapshotEntry(pinned.provider, pinned.model, use, sources);
  const episode: Episode | undefined = sources.health.episode(use);
  return {
    entries: route.flatMap((entry) => {
      const { id, model } = parseRouteEntry(entry);
      return snapshotEntry(id, model, use, sources) ?? [];
    }),
    ...(pinnedEntry ? { pinned: pinnedEntry } : {}),
    ...(episode ? { episode } : {}),
  };
}

function snapshotEntry(
  id: string,
  named: string | undefined,
  use: Use,
  sources: SnapshotSources,
): SnapshotEntry | undefined {
  const provider = sources.resolved(id);
  // A line that nobody can set up leads nowhere.
  if (!provider || sources.isOffered?.(provider) === false) return undefined;
  const given = use === 'chat' ? provider.chatModel : provider.completionModel;
  const model = named ?? given ?? sources.modelFor(id, use);
  const refusal = sources.gate.refusal(provider, use);
  const skipped = refusal ?? (model === undefined ? lackOf(id, sources) : undefined);
  const target: Target = model === undefined ? { provider: id, model: '', use } : targetOf(provider, model, use);
  return {
    target,
    provider,
    setUp: sources.isSetUp(provider),
    ...(skipped ? { skipped } : {}),
    health: sources.health.health(target, provider),
    ...(sources.isKeyRefused(id) ? { keyRefused: true } : {}),
  };
}

/** A server nobody has looked at yet counts as usable, like every target of which nothing is known. */
function lackOf(id: string, sources: SnapshotSources): SkipReason | undefined {
  const lack = sources.whyNoModel(id);
  return lack === 'not-looked' ? undefined : lack;
}
