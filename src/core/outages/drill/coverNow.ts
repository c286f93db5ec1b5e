import type { LocalStatus } from '../../contract/status';
import type { MemorySize } from '../../local/memorySize';
import { suggestModel } from '../../local/suggestModel';
import type { Settings } from '../../settings/snapshot';
import type { SnapshotEntry } from '../../status/snapshot';
import type { Use } from '../../contract/target';
import type { CoverFacts, CoverTarget } from './cover';
import { localRemedy } from './localRemedy';

/** Where cover is read from when nobody is asked. */
export interface CoverSources {
  entries(use: Use): readonly SnapshotEntry[];
  settings(): Settings;
  readonly memory: MemorySize;
  /** How the local servers on the routes stand, as far as that was learnt. */
  localStates(): readonly LocalStatus[];
}

/** Cover by what health knows at this instant; a target nobody has asked yet counts as able. */
export function coverNow(sources: CoverSources): CoverFacts & { targets(use: Use): readonly CoverTarget[] } {
  return {
    settings: sources.settings(),
    targets: (use) =>
      sources
        .entries(use)
        .filter(({ setUp, skipped }) => setUp && skipped === undefined)
        .map(({ target, provider, health: { state } }) => ({
          target,
          provider,
          canAnswer: state === 'closed' || state === 'unknown',
        })),
    localRemedy: (use) =>
      localRemedy(
        use,
        sources.entries(use).map(({ provider, setUp, skipped, health }) => ({
          provider,
          isMissing: sources
            .localStates()
            .some((known) => known.provider === provider.id && known.state === 'not-installed'),
          trouble: skipped ?? (setUp ? health.reason : 'not-set-up'),
        })),
        suggestModel(sources.memory.totalBytes()),
      ),
  };
}
