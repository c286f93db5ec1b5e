import * as vscode from 'vscode';
import { Cancelled } from '../../core/base/async';
import type { Logger } from '../../core/base/logger';
import type { Choice, InputRemark, SetupUi, ToldAction } from './ports';

/** Set-up's dialogues in the editor's own widgets. */
export function createEditorUi(logger: Logger): SetupUi {
  return {
    pick: async ({ title, placeholder, choices }) => {
      const picked = await vscode.window.showQuickPick(grouped(choices), {
        title,
        placeHolder: placeholder,
        ignoreFocusOut: true,
        matchOnDescription: true,
        matchOnDetail: true,
      });
      return picked?.choice?.value;
    },
    askSecret: async ({ title, prompt, remark }) => ask({ title, prompt, password: true }, remark),
    askText: async ({ title, prompt, remark }) => ask({ title, prompt }, remark),
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
    runInTerminal: (name, commandLine) => {
      const terminal = vscode.window.createTerminal({ name });
      terminal.show();
      terminal.sendText(commandLine);
    },
  };
}

/** A line of a list; headings have no choice. */
interface PickLine<T> extends vscode.QuickPickItem {
  readonly choice?: Choice<T>;
}

function grouped<T>(choices: readonly Choice<T>[]): readonly PickLine<T>[] {
  return choices.flatMap((choice, index): readonly PickLine<T>[] => {
    const { label, description, detail, group } = choice;
    const line = { label, ...(description ? { description } : {}), ...(detail ? { detail } : {}), choice };
    const isNew = group !== undefined && group !== choices[index - 1]?.group;
    return isNew ? [{ label: group, kind: vscode.QuickPickItemKind.Separator }, line] : [line];
  });
}

function ask(
  options: vscode.InputBoxOptions,
  remark: (text: string) => InputRemark | undefined,
): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    ...options,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const found = remark(text);
      return found && { message: found.sentence, severity: severities[found.severity] };
    },
  });
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
