import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import { renderDiagnostics } from '../../core/status/diagnostics';
import type { StatusDeps } from './deps';

/** Puts on the clipboard what a bug report needs. */
export async function copyDiagnostics(deps: Pick<StatusDeps, 'status' | 'clock' | 'diagnostics'>): Promise<void> {
  const text = renderDiagnostics({ ...deps.diagnostics(), at: deps.clock.now(), snapshot: deps.status.current });
  await vscode.env.clipboard.writeText(text);
  void vscode.window.showInformationMessage(t('Diagnostics copied. They hold no prompt, no code and no key.'));
}
