import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Logger } from '../../core/base/logger';
import { t } from '../../core/base/t';
import type { ProviderId, Use } from '../../core/contract/target';
import type { SetUpDeps } from './deps';
import type * as stepsModule from './steps';
import type { StartOllamaDeps } from './startOllama';

/** What other parts begin by a button: the empty chat, an error's action, the picker. Nothing here rejects. */
export interface Setup extends Disposable {
  /** Resolves to whether the provider has a key now. */
  setApiKey(id?: string): Promise<boolean>;
  /** Resolves to whether a model was chosen for this use. */
  chooseModel(id: ProviderId | undefined, use: Use): Promise<boolean>;
  startOllama(): Promise<void>;
  /** Has a model that is on a local server complete code, and tells how it does. */
  completeWith(id: ProviderId, model: string): Promise<void>;
}

/** The steps themselves, loaded with the first of them. */
const steps = (): Promise<typeof stepsModule> => import('./steps');

/** Registers the commands of set-up. Every step begins with an act of the user's. */
export function registerSetup(deps: SetUpDeps & StartOllamaDeps & { readonly logger: Logger }): Setup {
  const store = new DisposableStore();
  const begin = async <T>(name: string, otherwise: T, step: () => Promise<T>): Promise<T> => {
    try {
      return await step();
    } catch (error) {
      deps.logger.error('setup.failed', { step: name, error: String(error) });
      const openLog = { label: t('Open log'), run: () => vscode.commands.executeCommand('understudy.openLog') };
      deps.ui.tell('problem', t('That did not work; the log says why.'), openLog);
      return otherwise;
    }
  };
  const setup: Setup = {
    setApiKey: (id) => begin('setApiKey', false, async () => (await steps()).setApiKey(deps, id)),
    chooseModel: (id, use) =>
      begin('chooseModel', false, async () => (await (await steps()).chooseModel(deps, id, use)) !== undefined),
    startOllama: () => begin('startOllama', undefined, async () => (await steps()).startOllama(deps)),
    completeWith: (id, model) =>
      begin('completeWith', undefined, async () => (await steps()).completeWith(deps, id, model)),
    dispose: () => store.dispose(),
  };
  const textOrNothing = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  store.add(
    vscode.commands.registerCommand('understudy.setApiKey', (id: unknown) => setup.setApiKey(textOrNothing(id))),
  );
  store.add(
    vscode.commands.registerCommand('understudy.removeApiKey', () =>
      begin('removeApiKey', undefined, async () => (await steps()).removeApiKey(deps)),
    ),
  );
  return setup;
}
