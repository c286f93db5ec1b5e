import { t } from '../../core/base/t';
import { UnfinishedDownloads } from '../../core/local/download/unfinished';
import type { LocalModelDeps } from './deps';

/**
 * Asks once whether to go on with a download that ended with this window, by a reload or a crash. Nobody else is asked anything
 * before the click.
 */
export async function offerToResume(
  deps: LocalModelDeps,
  downloadModel: (model: string) => Promise<void>,
): Promise<void> {
  const unfinished = new UnfinishedDownloads(deps.remembered);
  const begun = unfinished.brokenOffIn(deps.window);
  if (!begun || begun.origin !== deps.resolved('ollama')?.origin) return;
  await unfinished.pause(begun);
  const resume = { label: t('Resume'), run: () => downloadModel(begun.model) };
  deps.ui.tell('info', t('The download of {0} was interrupted. What is here is kept.', begun.model), resume);
}
