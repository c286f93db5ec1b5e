import type { ProviderId } from '../../core/contract/target';
import { findProvider, type SetUpDeps } from './deps';
import { useFiller } from './tellHowItFills';

/** Has a model complete code that a button named. The button came back from a page: only what is on the server is used. */
export async function completeWith(deps: SetUpDeps, id: ProviderId, model: string): Promise<void> {
  const server = findProvider(deps, id);
  const here = deps.local.models(id)?.models ?? [];
  if (!server?.local || !here.some((known) => known.id === model)) return;
  await useFiller(deps, server, model, here);
}
