import * as vscode from 'vscode';
import { lazily } from '../../core/base/async';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { actionCommand } from './actionCommand';
import type { DrillDeps } from './deps';

/** Registers `rehearseOutage` and `checkReadiness`; what is behind them is loaded with the first of them. */
export function registerDrill(deps: DrillDeps): Disposable {
  const store = new DisposableStore();
  const drill = lazily(async () => {
    const { Drill } = await import('./drill');
    return store.add(new Drill(deps));
  });
  const command = (id: string, run: (argument: unknown) => unknown): void => {
    store.add(vscode.commands.registerCommand(id, run));
  };
  command('understudy.rehearseOutage', async (argument) => {
    if (argument === 'stop') deps.rehearsal.stop();
    else await (await drill.get()).rehearse();
  });
  command('understudy.checkReadiness', async () => (await drill.get()).checkReadiness());
  command(actionCommand, async (id) => {
    if (typeof id === 'string') await deps.runAction(id);
  });
  return store;
}
