import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { actionCommand } from './actionCommand';
import type { DrillDeps } from './deps';
import type { Drill } from './drill';

/** Registers `rehearseOutage` and `checkReadiness`; what is behind them is loaded with the first of them. */
export function registerDrill(deps: DrillDeps): Disposable {
  const store = new DisposableStore();
  let loading: Promise<Drill> | undefined;
  const drill = (): Promise<Drill> => {
    loading ??= import('./drill').then((loaded) => store.add(new loaded.Drill(deps)));
    return loading;
  };
  const command = (id: string, run: (argument: unknown) => unknown): void => {
    store.add(vscode.commands.registerCommand(id, run));
  };
  command('understudy.rehearseOutage', async (argument) => {
    if (argument === 'stop') deps.rehearsal.stop();
    else await (await drill()).rehearse();
  });
  command('understudy.checkReadiness', async () => (await drill()).checkReadiness());
  command(actionCommand, async (id) => {
    if (typeof id === 'string') await deps.runAction(id);
  });
  return store;
}
