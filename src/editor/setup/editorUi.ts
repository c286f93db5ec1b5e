import * as vscode from 'vscode';
import { Cancelled } from '../../core/base/async';
import type { Logger } from '../../core/base/logger';
import type { SetupUi, ToldAction } from './ports';

/** Set-up's dialogues in the editor's own widgets. */
export function createEditorUi(logger: Logger): SetupUi {
  return {
    // Dialogues come after a click: what they are made of is loaded with the first.
    pick: async (question) => (await import('./questions')).pick(question),
    askSecret: async (question) => (await import('./questions')).ask(question, true),
    askText: async (question) => (await import('./questions')).ask(question, false),
    progress: async (title, work) =>
      vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title, cancellable: true },
        async (progress, token) => {
          const controller = new AbortController();
          const listener = token.onCancellationRequested(() => controller.abort());
          try {
            let shown = 0;
            return await work(controller.signal, (message, share) => {
              // The editor's bar only takes steps forward; what was lost on the way shows in the words.
              const increment = share === undefined ? 0 : Math.max(0, share * 100 - shown);
              shown += increment;
              progress.report(share === undefined ? { message } : { message, increment });
            });
          } catch (error) {
            if (error instanceof Cancelled || controller.signal.aborted) return undefined;
            throw error;
          } finally {
            listener.dispose();
          }
        },
      ),
    tell: (kind, sentence, action) => {
      tell(kind, sentence, action).catch((error: unknown) =>
        logger.error('setup.actionFailed', { error: String(error) }),
      );
    },
    openExternal: (url) => void vscode.env.openExternal(vscode.Uri.parse(url, true)),
    openSettings: (key) => void vscode.commands.executeCommand('workbench.action.openSettings', `@id:${key}`),
    runInTerminal: (name, commandLine, env = {}) => {
      const terminal = vscode.window.createTerminal({ name, env: { ...env } });
      terminal.show();
      terminal.sendText(commandLine);
    },
  };
}

async function tell(kind: 'info' | 'problem', sentence: string, action: ToldAction | undefined): Promise<void> {
  const labels = action ? [action.label] : [];
  const clicked =
    kind === 'info'
      ? await vscode.window.showInformationMessage(sentence, ...labels)
      : await vscode.window.showWarningMessage(sentence, ...labels);
  if (action && clicked === action.label) await action.run();
}
