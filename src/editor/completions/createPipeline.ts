import * as vscode from 'vscode';
import type { DisposableStore } from '../../core/base/disposable';
import { CompletionPipeline } from '../../core/completions/pipeline';
import { completionTimings } from '../../core/completions/timings';
import { EditorContext } from './context/editorContext';
import type { CompletionsDeps } from './deps';

/** The pipeline with the editor around it; it ends with the store. What is only needed once somebody types is loaded with it. */
export function createPipeline(deps: CompletionsDeps, store: DisposableStore): CompletionPipeline {
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
