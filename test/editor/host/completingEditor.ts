import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import type { Settings } from '../../../src/core/settings/snapshot';
import { InlineProvider } from '../../../src/editor/completions/inlineProvider';
import { systemClock } from '../../../src/platform/systemClock';
import { createFakeRouter, createPorts, targets, type FakeRouter } from '../../unit/completions/rig';
import { emptyWorkspace, writeFile } from './workspaceFiles';

/** A call of the editor: the document's text then, what it asked with, and what became of it. */
export interface EditorCall {
  readonly text: string;
  readonly languageId: string;
  readonly context: vscode.InlineCompletionContext;
  readonly token: vscode.CancellationToken;
  readonly answer: Promise<readonly vscode.InlineCompletionItem[]>;
}

/** The pipeline with a router that answers by hand, registered as the provider of a real editor. */
export interface CompletingEditor {
  readonly router: FakeRouter;
  readonly calls: readonly EditorCall[];
  run(command: string, ...args: unknown[]): Thenable<unknown>;
  type(text: string): Thenable<unknown>;
  /** Asks for an item; not awaited, since the command ends with the answer. */
  trigger(): void;
  /** Opens a file of its own with the cursor at its mark: the editor keeps what it knows of a name. */
  open(marked: string): Promise<vscode.TextEditor>;
  /** Answers the last request, once there are so many. */
  answer(text: string, asked?: number): Promise<void>;
  /** Repeats a command until the text has changed: the editor draws an item a little after it has it. */
  changes(editor: vscode.TextEditor, command: string): Promise<void>;
  /** Waits until the text is so; with a command, repeats that until it is. */
  becomes(editor: vscode.TextEditor, text: string, command?: string): Promise<void>;
  close(): Promise<void>;
}

/** Long enough for the editor to have asked if it were going to; what is awaited comes sooner. */
const limitMs = 12_000;

/** Puts a pipeline of its own behind the editor; `disabled` are languages that the user has switched off. */
export function openCompletingEditor(disabled: readonly string[] = []): CompletingEditor {
  const settings = { completionsEnabled: true, completionsDisabledLanguages: disabled } as unknown as Settings;
  const router = createFakeRouter(targets.ollama, { local: true, fim: 'suffix' });
  const pipeline = new CompletionPipeline({ ...createPorts(router, targets.ollama), clock: systemClock });
  const calls: EditorCall[] = [];
  const provider = new InlineProvider(
    () => Promise.resolve(pipeline),
    () => settings,
    () => undefined,
    () => undefined,
  );
  const registration = vscode.languages.registerInlineCompletionItemProvider(
    [{ scheme: 'file' }, { scheme: 'vscode-notebook-cell' }],
    {
      provideInlineCompletionItems: (document, position, context, token) => {
        const given = provider.provideInlineCompletionItems(document, position, context, token);
        const answer = Promise.resolve(given).then((items) => (Array.isArray(items) ? items : []));
        calls.push({ text: document.getText(), languageId: document.languageId, context, token, answer });
        return given;
      },
    },
  );
  const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
    vscode.commands.executeCommand(command, ...args);
  return {
    router,
    calls,
    run,
    type: (text) => run('type', { text }),
    trigger: () => void run('editor.action.inlineSuggest.trigger'),
    open: async (marked) => {
      const at = marked.indexOf('▮');
      const document = await vscode.workspace.openTextDocument(
        await writeFile(`${randomUUID()}.ts`, marked.replace('▮', '')),
      );
      const editor = await vscode.window.showTextDocument(document);
      const position = document.positionAt(at);
      editor.selections = [new vscode.Selection(position, position)];
      return editor;
    },
    answer: async (text, asked = 1) => {
      await until(() => router.asked.length >= asked, 'nobody was asked');
      router.last.text(text);
      router.last.done();
    },
    changes: async (editor, command) => {
      const before = editor.document.version;
      await until(async () => {
        if (editor.document.version === before) await run(command);
        return editor.document.version > before;
      }, 'nothing was taken');
    },
    becomes: async (editor, text, command) => {
      const before = editor.document.getText();
      await until(
        async () => {
          if (command && editor.document.getText() === before) await run(command);
          return editor.document.getText() === text;
        },
        () => `the text is ${JSON.stringify(editor.document.getText())}`,
      );
    },
    close: async () => {
      registration.dispose();
      pipeline.dispose();
      await run('workbench.action.files.revert');
      await run('workbench.action.closeAllEditors');
      await emptyWorkspace();
    },
  };
}

/** Waits for what an editor does in its own time. @throws `otherwise` when it has not come within twelve seconds. */
export async function until(isSo: () => boolean | Promise<boolean>, otherwise: string | (() => string)): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(typeof otherwise === 'string' ? otherwise : otherwise());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
