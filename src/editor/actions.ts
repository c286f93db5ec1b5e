import * as vscode from 'vscode';
import type { ProviderId } from '../core/contract/target';
import type { Engine } from '../core/engine';
import { isPullable } from '../core/providers/ollama/cloudModels';
import { parseActionId } from '../core/status/actions';
import type { ResolvedProvider } from '../core/providers/provider';
import type { LocalCommands } from './local/registerLocal';
import type { SetupUi } from './setup/ports';
import type { ClaudeCodeSteps } from './claudeCode/registerClaudeCode';
import type { Setup } from './setup/registerSetup';

/** What the buttons of the chat need. */
export interface ActionDeps {
  readonly engine: Engine;
  readonly setup: Setup;
  readonly claudeCode: ClaudeCodeSteps;
  readonly ui: SetupUi;
  readonly localCommands: Pick<LocalCommands, 'downloadModel'>;
  readonly settings: () => { readonly localOnly: boolean };
  /** Asks again whether code may be sent to a cloud while typing. */
  decideCompletions(provider: ResolvedProvider): Promise<unknown>;
}

/** Does what a button beside a failure or in the empty chat says. True when the ask behind it is worth repeating at once. */
export async function runAction(deps: ActionDeps, id: string): Promise<boolean> {
  const action = parseActionId(id);
  if (!action) return false;
  const { engine, setup, ui } = deps;
  const provider = engine.registry.resolved(action.provider);
  switch (action.verb) {
    case 'try-now':
      if (provider?.type === 'claude-code') engine.claudeCode.allowRenewal();
      engine.health.tryNow(action.provider);
      return true;
    case 'ask-again':
      return true;
    case 'set-key':
      return setup.setApiKey(action.provider);
    case 'choose-model':
      return chooseModel(deps, action.provider);
    case 'start-local':
      if (provider?.type === 'ollama') await setup.startOllama();
      return false;
    case 'update-local':
      ui.openExternal('https://ollama.com/download');
      return false;
    case 'pull-model':
      void deps.localCommands.downloadModel(nameToPull(action.model ?? provider?.chatModel));
      return false;
    case 'complete-with':
      if (action.model !== undefined) await setup.completeWith(action.provider, action.model);
      return false;
    case 'open-account':
      if (provider?.keyPage !== undefined) ui.openExternal(provider.keyPage);
      return false;
    case 'open-proxy-settings':
      ui.openSettings('http.proxy');
      return false;
    case 'open-provider-settings':
      ui.openSettings('understudy.providers');
      return false;
    case 'choose-provider':
      await vscode.commands.executeCommand('understudy.chooseProvider');
      return false;
    case 'use-route':
      engine.pins.unpin('chat');
      return true;
    case 'new-chat':
      await vscode.commands.executeCommand('understudy.newChat');
      return false;
    case 'open-log':
      await vscode.commands.executeCommand('understudy.openLog');
      return false;
    case 'add-provider':
      return setup.setApiKey();
    case 'allow-completions':
      if (provider) await deps.decideCompletions(provider);
      return false;
    case 'open-settings':
      // What follows the verb is a setting of ours, or it opens nothing.
      if (action.provider.startsWith('understudy.')) ui.openSettings(action.provider);
      return false;
    case 'rehearse':
      await vscode.commands.executeCommand('understudy.rehearseOutage');
      return false;
    case 'check-readiness':
      await vscode.commands.executeCommand('understudy.checkReadiness');
      return false;
    case 'log-in':
      await deps.claudeCode.logIn();
      return false;
    case 'use-claude-code':
      return deps.claudeCode.use(true);
    case 'look-login':
      deps.claudeCode.lookIntoKeychain();
      return false;
  }
}

/** A name that came back from the page and is none opens the list. */
function nameToPull(named: string | undefined): string | undefined {
  return named !== undefined && isPullable(named) ? named : undefined;
}

/** A pin on the provider follows the choice: the question would go to the model that is not wanted any more. */
async function chooseModel({ engine, setup }: ActionDeps, id: ProviderId): Promise<boolean> {
  if (!(await setup.chooseModel(id, 'chat'))) return false;
  const model = engine.registry.resolved(id)?.chatModel;
  if (model !== undefined && engine.pins.pinned('chat')?.provider === id) {
    engine.pins.pin({ provider: id, model, use: 'chat' });
  }
  return true;
}
