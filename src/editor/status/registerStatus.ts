import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { copyDiagnostics } from './copyDiagnostics';
import type { StatusDeps } from './deps';
import { createNotices } from './notices';
import { openPicker } from './picker';
import { StatusReport } from './showStatus';
import { createStatusBar } from './statusBar';

/** Shows the status bar item and registers `chooseProvider`, `showStatus` and `copyDiagnostics`. */
export function registerStatus(deps: StatusDeps): Disposable {
  const store = new DisposableStore();
  const report = store.add(new StatusReport(deps.status, deps.clock));
  const command = (id: string, run: () => unknown): void => {
    store.add(vscode.commands.registerCommand(id, run));
  };
  store.add(createStatusBar(deps.status, deps.clock));
  store.add(createNotices(deps));
  command('understudy.chooseProvider', () => openPicker(deps));
  command('understudy.showStatus', () => report.show());
  command('understudy.copyDiagnostics', () => copyDiagnostics(deps));
  return store;
}
