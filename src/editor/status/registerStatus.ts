import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { StatusDeps } from './deps';
import { createNotices } from './notices';
import type { StatusReport } from './showStatus';
import { createStatusBar } from './statusBar';

/** Shows the status bar item and registers `chooseProvider`, `showStatus` and `copyDiagnostics`, each loaded on first use. */
export function registerStatus(deps: StatusDeps): Disposable {
  const store = new DisposableStore();
  let report: Promise<StatusReport> | undefined;
  const loadReport = (): Promise<StatusReport> => {
    report ??= import('./showStatus').then((loaded) => store.add(new loaded.StatusReport(deps)));
    return report;
  };
  const command = (id: string, run: () => unknown): void => {
    store.add(vscode.commands.registerCommand(id, run));
  };
  store.add(createStatusBar(deps.status, deps.clock));
  store.add(createNotices(deps));
  command('understudy.chooseProvider', async () => (await import('./picker')).openPicker(deps));
  command('understudy.showStatus', async () => (await loadReport()).show());
  command('understudy.copyDiagnostics', async () => (await import('./copyDiagnostics')).copyDiagnostics(deps));
  return store;
}
