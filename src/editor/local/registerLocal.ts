import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { t } from '../../core/base/t';
import { isPullable } from '../../core/providers/ollama/cloudModels';
import type { LocalModelDeps } from './deps';

/** What other parts begin by a button. Nothing here rejects. */
export interface LocalCommands extends Disposable {
  /** Asks which model unless one is named. */
  downloadModel(model?: string): Promise<void>;
}

/** Registers the commands about models on this machine, and offers to go on with a download that a reload has ended. */
export function registerLocal(deps: LocalModelDeps): LocalCommands {
  const store = new DisposableStore();
  let underWay: string | undefined;
  const downloadModel = async (model?: string): Promise<void> => {
    if (underWay !== undefined) {
      deps.ui.tell('info', t('{0} is being downloaded already.', underWay));
      return;
    }
    underWay = model ?? t('A model');
    try {
      const steps = await import('./steps');
      await steps.downloadModel(deps, model);
    } catch (error) {
      deps.logger.error('local.downloadFailed', { error: String(error) });
      const openLog = { label: t('Open log'), run: () => vscode.commands.executeCommand('understudy.openLog') };
      deps.ui.tell('problem', t('That did not work; the log says why.'), openLog);
    } finally {
      underWay = undefined;
    }
  };
  store.add(
    // Anybody may run a command: what is no name, or that of a model at ollama.com, opens the list.
    vscode.commands.registerCommand('understudy.downloadModel', (model: unknown) =>
      downloadModel(typeof model === 'string' && isPullable(model) ? model : undefined),
    ),
  );
  store.add(
    deps.clock.schedule(deps.durations.firstLookMs, () => {
      // Nothing is loaded for this in a window that has nothing to go on with.
      if (deps.remembered.get('unfinishedDownloads') === undefined) return;
      void import('./steps').then(({ offerToResume }) => offerToResume(deps, downloadModel));
    }),
  );
  return { downloadModel, dispose: () => store.dispose() };
}
