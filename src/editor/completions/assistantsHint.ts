import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import type { Remembered } from '../../core/settings/remembered';
import { findOtherAssistants } from './otherAssistants';

const rememberedKey = 'otherAssistantsHint';

/**
 * Says once ever that another assistant completes code too: the editor shows whichever is first, so two of them swap ghost
 * text under the cursor (vscode#257325). Settings of other extensions are the user's; nothing is changed for him.
 */
export async function hintAtOtherAssistants(
  remembered: Remembered,
  languageId: string,
  switchOff: () => unknown,
): Promise<void> {
  if (remembered.get(rememberedKey) === true) return;
  const isInstalled = (id: string): boolean => vscode.extensions.getExtension(id) !== undefined;
  const readSetting = (key: string): unknown => vscode.workspace.getConfiguration().get<unknown>(key);
  const names = findOtherAssistants(isInstalled, readSetting, languageId);
  if (names.length === 0) return;
  // Remembered before it is shown: two windows, or one closed too soon, must not make it twice.
  await remembered.set(rememberedKey, true);
  const off = t('Switch ours off');
  const clicked = await vscode.window.showInformationMessage(
    t('{0} completes code while you type, too. The editor shows whichever answers first.', names.join(', ')),
    off,
    t("Don't show again"),
  );
  if (clicked === off) await switchOff();
}
