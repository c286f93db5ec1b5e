import type { Failure } from '../contract/failure';
import type { ProviderId } from '../contract/target';
import type { LocalModel } from './localModel';
import { tryModel, type TrialDeps } from './tryModel';

/** How the search for a model that speaks in time ended. */
export type Speaking =
  | { readonly t: 'spoke'; readonly model: string }
  /** The server runs and has nothing that can chat. */
  | { readonly t: 'no-model' }
  /** Every model was too slow or did not run; this one is used all the same. */
  | { readonly t: 'slow'; readonly model: string }
  | { readonly t: 'failure'; readonly failure: Failure };

/** More tries than this would keep the user waiting for the sake of a choice. */
const mostTries = 4;

/**
 * Tries the models of a server in the order of choice until one speaks its first token in time, and remembers how each
 * did. For a click of the user's only: trying is a real ask. Throws `Cancelled` when the signal aborts.
 */
export async function findSpeaking(
  id: ProviderId,
  local: LocalModel,
  deps: TrialDeps,
  onTrying: (model: string) => void,
  signal: AbortSignal,
): Promise<Speaking> {
  const looked = await local.refresh(id, signal);
  if (!looked.ok) return { t: 'failure', failure: looked.failure };
  const tried = new Set<string>();
  for (let model = local.modelFor(id, 'chat'); ; model = local.modelFor(id, 'chat')) {
    if (model === undefined) return { t: 'no-model' };
    if (tried.has(model) || tried.size === mostTries) return { t: 'slow', model };
    tried.add(model);
    onTrying(model);
    const trial = await tryModel(model, deps, signal);
    if (!trial.ok) return { t: 'failure', failure: trial.failure };
    await local.noteOutcome({ provider: id, model, use: 'chat' }, trial.result);
    if (!local.trialResults.isUnfit(looked.value.origin, model)) return { t: 'spoke', model };
  }
}
