import * as vscode from 'vscode';
import { completionSchemes } from '../../core/completions/fileFilter';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { CompletionPipeline } from '../../core/completions/pipeline';
import { actionCommand } from '../drill/actionCommand';
import { acceptedCommand } from './acceptedCommand';
import type { CompletionsDeps } from './deps';
import type { InlineProvider } from './inlineProvider';
import { toggleCommand } from './toggleCommand';

/** Documents that completions are offered for; an allow-list, since `**` also matches other extensions' chat boxes. */
const completionSelector: vscode.DocumentSelector = completionSchemes.map((scheme) => ({ scheme }));

/** Registers inline completions, their command and their language status item; all goes with the disposable. */
export function registerCompletions(deps: CompletionsDeps): Disposable {
  const { logger } = deps;
  const store = new DisposableStore();
  let pipeline: CompletionPipeline | undefined;
  const load = async (): Promise<CompletionPipeline> => {
    const { createPipeline } = await import('./createPipeline');
    // Several calls may have waited for the same file.
    pipeline ??= createPipeline(deps, store, { selector: completionSelector, actionCommand });
    return pipeline;
  };
  store.add(deps.onDidChangeRules(() => pipeline?.forget()));
  const onShown = (document: vscode.TextDocument): void => {
    Promise.all([import('./assistantsHint'), import('./toggle')])
      .then(([{ hintAtOtherAssistants }, { switchOffEverywhere }]) =>
        hintAtOtherAssistants(deps.remembered, document.languageId, switchOffEverywhere),
      )
      .catch((error: unknown) => logger.error('completion.hint', { error: String(error) }));
  };
  let hasFailed = false;
  const onLoadFailed = (error: unknown): undefined => {
    if (!hasFailed) logger.error('completion.load', { error: String(error) });
    hasFailed = true;
  };
  let provider: InlineProvider | undefined;
  const provide: vscode.InlineCompletionItemProvider['provideInlineCompletionItems'] = (...call) => {
    if (provider) return provider.provideInlineCompletionItems(...call);
    return import('./inlineProvider').then((module) => {
      provider ??= new module.InlineProvider(load, () => deps.settings(), onShown, onLoadFailed);
      return provider.provideInlineCompletionItems(...call);
    }, onLoadFailed);
  };
  const registered = { provideInlineCompletionItems: provide };
  store.add(vscode.languages.registerInlineCompletionItemProvider(completionSelector, registered));
  const toggle = async (scope?: unknown): Promise<void> => (await import('./toggle')).toggleCompletions(deps, scope);
  store.add(vscode.commands.registerCommand(toggleCommand, toggle));
  store.add(
    vscode.commands.registerCommand(acceptedCommand, (mark: unknown) =>
      pipeline?.noteAccepted(typeof mark === 'string' ? mark : undefined),
    ),
  );
  import('./languageStatus').then(
    ({ showLanguageStatus }) => store.add(showLanguageStatus(deps, completionSelector)),
    (error: unknown) => logger.error('completion.languageStatus', { error: String(error) }),
  );
  return store;
}
