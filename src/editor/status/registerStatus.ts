import * as vscode from 'vscode';
import { lazily } from '../../core/base/async';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { StatusDeps } from './deps';
import { createNotices } from './notices';
import { createStatusBar } from './statusBar';

/** Shows the status bar item and registers `chooseProvider`, `showStatus` and `copyDiagnostics`, each loaded on first use. */
export function registerStatus(deps: StatusDeps): Disposable {
  const store = new DisposableStore();
  const report = lazily(async () => {
    const { StatusReport } = await import('./showStatus');
    return store.add(new StatusReport(deps));
  });
  const command = (id: string, run: () => unknown): void => {
    store.add(vscode.commands.registerCommand(id, run));
  };
  store.add(createStatusBar(deps.status, deps.clock));
  store.add(createNotices(deps));
  command('understudy.chooseProvider', async () => (await import('./picker')).openPicker(deps));
  command('understudy.showStatus', async () => (await report.get()).show());
  command('understudy.copyDiagnostics', async () => (await import('./copyDiagnostics')).copyDiagnostics(deps));
  return store;
}
