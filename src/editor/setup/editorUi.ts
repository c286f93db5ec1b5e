import * as vscode from 'vscode';
import { Cancelled } from '../../core/base/async';
import type { Logger } from '../../core/base/logger';
import type { SetupUi, ToldAction } from './ports';

/** Set-up's dialogues in the editor's own widgets. */
export function createEditorUi(logger: Logger): SetupUi {
  return {
    pick: async ({ title, placeholder, choices }) => {
      const picked = await vscode.window.showQuickPick(
        choices.map((choice) => ({ ...choice })),
        { title, placeHolder: placeholder, ignoreFocusOut: true, matchOnDescription: true },
      );
      return picked?.value;
    },
    askSecret: async ({ title, prompt, remark }) =>
      vscode.window.showInputBox({
        title,
        prompt,
        password: true,
        ignoreFocusOut: true,
        validateInput: (text) => {
          const found = remark(text);
          return found && { message: found.sentence, severity: severities[found.severity] };
        },
      }),
    progress: async (title, work) =>
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        async (progress, token) => {
          const controller = new AbortController();
          const listener = token.onCancellationRequested(() => controller.abort());
          try {
            return await work(controller.signal, (message) => progress.report({ message }));
          } catch (error) {
            if (error instanceof Cancelled || controller.signal.aborted) return undefined;
            throw error;
          } finally {
            listener.dispose();
          }
        },
      ),
    tell: (kind, sentence, action) => {
      tell(kind, sentence, action).catch((error: unknown) => logger.error('action-failed', { error: String(error) }));
    },
    openExternal: (url) => void vscode.env.openExternal(vscode.Uri.parse(url, true)),
    openSettings: (key) => void vscode.commands.executeCommand('workbench.action.openSettings', `@id:${key}`),
    runInTerminal: (name, commandLine) => {
      const terminal = vscode.window.createTerminal({ name });
      terminal.show();
      terminal.sendText(commandLine);
    },
  };
}

const severities = {
  error: vscode.InputBoxValidationSeverity.Error,
  warning: vscode.InputBoxValidationSeverity.Warning,
} as const;

async function tell(kind: 'info' | 'problem', sentence: string, action: ToldAction | undefined): Promise<void> {
  const labels = action ? [action.label] : [];
  const clicked =
    kind === 'info'
      ? await vscode.window.showInformationMessage(sentence, ...labels)
      : await vscode.window.showWarningMessage(sentence, ...labels);
  if (action && clicked === action.label) await action.run();
}
