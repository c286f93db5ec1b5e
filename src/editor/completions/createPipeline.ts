import * as vscode from 'vscode';
import type { DisposableStore } from '../../core/base/disposable';
import { CompletionPipeline } from '../../core/completions/pipeline';
import { completionTimings } from '../../core/completions/timings';
import { EditorContext } from './context/editorContext';
import type { CompletionsDeps } from './deps';
import type { FillerStatusOptions } from './fillerStatus';

/** The pipeline with the editor around it; it ends with the store. What is only needed once somebody types is loaded with it. */
export function createPipeline(
  deps: CompletionsDeps,
  store: DisposableStore,
  status: FillerStatusOptions,
): CompletionPipeline {
  const { router, clock, logger } = deps;
  const context = store.add(
    new EditorContext({
      clock,
      logger,
      mayRead: (uri) => deps.mayRead(uri),
      againMs: completionTimings.lookAgainMs,
      giveUpMs: completionTimings.lookGiveUpMs,
    }),
  );
  store.add(deps.onDidChangeRules(() => context.forget()));
  void import('../setup/steps').then(
    ({ showFillerStatus }) => store.add(showFillerStatus(deps, status, completionTimings.trialPauseMs)),
    (error: unknown) => logger.error('completion.fillerStatus', { error: String(error) }),
  );
  return store.add(
    new CompletionPipeline({
      router,
      clock,
      logger,
      currentTarget: () => deps.status().completions.current,
      mayRead: (uri) => deps.mayRead(vscode.Uri.parse(uri, true)),
      context,
    }),
  );
}
