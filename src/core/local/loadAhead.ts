import { throwIfCancelled } from '../base/async';
import type { FailureKind } from '../contract/failure';
import type { LocalModels } from '../providers/provider';

/** A model to be loaded before anybody asks it. */
export interface AheadLoad {
  readonly model: string;
  readonly models: LocalModels;
  /** Models of the user's own routes, which are no strangers. */
  readonly known: readonly string[];
  /** Whether the model is thought to find room beside these strangers. */
  fits(strangers: readonly string[]): Promise<boolean>;
  /** The user wants it loaded whatever is in memory. */
  readonly insists: boolean;
}

/** What became of it. `strangers` are models that somebody loaded for something else. */
export type LoadedAhead =
  | { readonly t: 'failed'; readonly why: FailureKind }
  /** It was not loaded, since it would push these out. */
  | { readonly t: 'no-room'; readonly strangers: readonly string[] }
  | { readonly t: 'loaded'; readonly wasThere: boolean; readonly evicted: readonly string[] };

/**
 * Loads a model ahead of need, but not at the cost of one that somebody loaded for something else: a question that really
 * comes may do that, a guess may not. Throws `Cancelled` when the signal aborts.
 */
export async function loadAhead(load: AheadLoad, signal: AbortSignal): Promise<LoadedAhead> {
  const { model, models } = load;
  const before = await inMemory(models, signal);
  const strangers = before.filter((id) => id !== model && !load.known.includes(id));
  const wasThere = before.includes(model);
  if (!wasThere && strangers.length > 0 && !load.insists && !(await load.fits(strangers)))
    return { t: 'no-room', strangers };
  const loaded = await models.load(model, signal);
  throwIfCancelled(signal);
  if (!loaded.ok) return { t: 'failed', why: loaded.failure.kind };
  return { t: 'loaded', wasThere, evicted: await evictedOf(strangers, models, signal) };
}

/** Tells which of these models have left the memory, if any have. */
export async function tellEvicted(
  strangers: readonly string[],
  models: LocalModels,
  tell: (evicted: readonly string[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const evicted = await evictedOf(strangers, models, signal);
  if (evicted.length > 0) tell(evicted);
}

/** None where the server does not say. */
async function evictedOf(
  strangers: readonly string[],
  models: LocalModels,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (strangers.length === 0) return [];
  const after = await models.loaded(signal);
  throwIfCancelled(signal);
  return after.ok ? strangers.filter((id) => !after.value.includes(id)) : [];
}

async function inMemory(models: LocalModels, signal: AbortSignal): Promise<readonly string[]> {
  const loaded = await models.loaded(signal);
  throwIfCancelled(signal);
  return loaded.ok ? loaded.value : [];
}
