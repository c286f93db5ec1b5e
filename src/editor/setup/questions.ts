import * as vscode from 'vscode';
import type { Choice, InputRemark } from './ports';

/** Lets the user pick one line of a list, under its headings; `undefined` when he leaves. */
export async function pick<T>(question: {
  readonly title: string;
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
}): Promise<T | undefined> {
  const picked = await vscode.window.showQuickPick(grouped(question.choices), {
    title: question.title,
    placeHolder: question.placeholder,
    ignoreFocusOut: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.choice?.value;
}

/** Asks for a text, hidden while typed where it is a secret; `undefined` when the user leaves. */
export async function ask(
  question: {
    readonly title: string;
    readonly prompt: string;
    readonly remark: (text: string) => InputRemark | undefined;
  },
  isSecret: boolean,
): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: question.title,
    prompt: question.prompt,
    password: isSecret,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const found = question.remark(text);
      return found && { message: found.sentence, severity: severities[found.severity] };
    },
  });
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

const severities = {
  error: vscode.InputBoxValidationSeverity.Error,
  warning: vscode.InputBoxValidationSeverity.Warning,
} as const;
