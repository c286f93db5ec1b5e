import type { ProviderId } from '../contract/target';
import type { ResolvedProvider } from '../providers/provider';
import type { SnapshotEntry, SnapshotUse } from './snapshot';

/** A provider whose status page is worth a look, and the models asked of it. */
export interface StatusPageNeed {
  readonly provider: ResolvedProvider;
  readonly models: readonly string[];
}

/**
 * Whose pages are worth a look now: of every cloud that may be asked and has a readable page, if `everything` is shown to the
 * user, else of those that are in trouble, a played one left out. Each provider once, in the order of the routes.
 */
export function statusPageNeeds(
  uses: readonly SnapshotUse[],
  everything: boolean,
  isRehearsed: (provider: ProviderId) => boolean = () => false,
): readonly StatusPageNeed[] {
  const clouds = uses.flatMap((use) =>
    [...use.entries, ...(use.pinned ? [use.pinned] : [])].filter(hasReadablePage).map((entry) => ({ entry, use })),
  );
  const ids = new Set(
    clouds
      .filter(({ entry, use }) => everything || (isInTrouble(entry, use) && !isRehearsed(entry.provider.id)))
      .map(({ entry }) => entry.provider.id),
  );
  return [...ids].flatMap((id) => {
    const own = clouds.filter(({ entry }) => entry.provider.id === id).map(({ entry }) => entry);
    const [first] = own;
    return first ? [{ provider: first.provider, models: [...new Set(own.map(({ target }) => target.model))] }] : [];
  });
}

function hasReadablePage({ provider, setUp, skipped }: SnapshotEntry): boolean {
  const feeds = provider.statusPage?.feeds ?? [];
  return setUp && skipped === undefined && !provider.local && feeds.length > 0;
}

/** A breaker or a mark is open, or asks still go elsewhere. A pause is the user's own wish. */
function isInTrouble({ provider, health }: SnapshotEntry, { episode }: SnapshotUse): boolean {
  return health.state === 'open' || health.state === 'half-open' || episode?.provider === provider.id;
}
