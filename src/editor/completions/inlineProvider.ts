import * as vscode from 'vscode';
import type { Position } from '../../core/completions/documentView';
import type { CompletionInput, CompletionPipeline } from '../../core/completions/pipeline';
import type { SelectedEntry } from '../../core/completions/snapshot';
import type { Suggestion } from '../../core/completions/suggestion';
import { areCompletionsEnabled, type Settings } from '../../core/settings/snapshot';
import { acceptedCommand } from './acceptedCommand';
import { earlierCells, editorOf, folderOf, indentationOf, viewDocument } from './documents';

/**
 * Hands the editor's calls to the pipeline and its answers back. What is known already goes back without a promise. The
 * pipeline is loaded with the first call, so that starting the editor does not pay for it.
 */
export class InlineProvider implements vscode.InlineCompletionItemProvider {
  private pipeline: CompletionPipeline | undefined;
  private hasFailed = false;

  constructor(
    private readonly load: () => Promise<CompletionPipeline>,
    private readonly settings: () => Settings,
    private readonly onShown: (document: vscode.TextDocument) => void,
    private readonly onLoadFailed: (error: unknown) => void,
  ) {}

  provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): vscode.ProviderResult<vscode.InlineCompletionItem[]> {
    const { pipeline } = this;
    if (!pipeline) {
      return this.load().then(
        (loaded) => {
          this.pipeline = loaded;
          return token.isCancellationRequested
            ? []
            : this.provideInlineCompletionItems(document, position, context, token);
        },
        (error: unknown) => this.noteFailed(error),
      );
    }
    const controller = new AbortController();
    if (token.isCancellationRequested) controller.abort();
    const answer = pipeline.provide(this.input(document, position, context), controller.signal);
    if (!(answer instanceof Promise)) return this.items(answer, document);
    const listener = token.onCancellationRequested(() => controller.abort());
    return answer.then((suggestion) => this.items(suggestion, document)).finally(() => listener.dispose());
  }

  /** Every key tries again; the log hears of it once. */
  private noteFailed(error: unknown): undefined {
    if (!this.hasFailed) this.onLoadFailed(error);
    this.hasFailed = true;
  }

  private input(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
  ): CompletionInput {
    const editor = editorOf(document);
    const { selectedCompletionInfo } = context;
    return {
      view: viewDocument(document),
      position,
      indentation: indentationOf(editor),
      earlierCells: earlierCells(document),
      explicit: context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke,
      cursors: editor?.selections.length ?? 1,
      enabled: areCompletionsEnabled(this.settings(), document.languageId, folderOf(document)),
      ...(selectedCompletionInfo ? { selected: toSelected(selectedCompletionInfo) } : {}),
    };
  }

  private items(suggestion: Suggestion | undefined, document: vscode.TextDocument): vscode.InlineCompletionItem[] {
    if (!suggestion) return [];
    this.onShown(document);
    return [toItem(suggestion)];
  }
}

function toItem(suggestion: Suggestion): vscode.InlineCompletionItem {
  const range = new vscode.Range(toPosition(suggestion.start), toPosition(suggestion.end));
  return new vscode.InlineCompletionItem(suggestion.insertText, range, {
    command: acceptedCommand,
    title: '',
    arguments: [suggestion.acceptedMark],
  });
}

function toPosition(position: Position): vscode.Position {
  return new vscode.Position(position.line, position.character);
}

function toSelected(info: vscode.SelectedCompletionInfo): SelectedEntry {
  return { text: info.text, start: info.range.start, end: info.range.end };
}
