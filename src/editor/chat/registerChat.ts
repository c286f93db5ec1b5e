import * as vscode from 'vscode';
import { lazily } from '../../core/base/async';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { registerCodeActions } from './codeActions';
import { chatCommands, chatViewId } from './contribution';
import type { ChatDeps } from './deps';

/** The chat as the window holds it. */
export interface RegisteredChat extends Disposable {
  /** Waits until every conversation is on disk; a chat that was never opened has nothing to write. */
  flush(): Promise<void>;
}

/**
 * Registers the chat's view, commands and code actions. What is behind them is loaded when the view is first shown or a
 * command first used, so that starting the editor does not pay for it.
 */
export function registerChat(deps: ChatDeps): RegisteredChat {
  const store = new DisposableStore();
  const chat = lazily(async () => {
    const [{ createChat }, ignore] = await Promise.all([import('./createChat'), deps.ignore()]);
    return store.add(createChat(deps, ignore));
  });
  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView: async (view) => (await chat.get()).resolveWebviewView(view),
  };
  store.add(vscode.window.registerWebviewViewProvider(chatViewId, provider));
  for (const id of chatCommands) {
    const run = async (...args: readonly unknown[]): Promise<void> => (await chat.get()).commands[id](...args);
    store.add(vscode.commands.registerCommand(id, run));
  }
  store.add(registerCodeActions());
  return {
    flush: async () => (await chat.begun)?.flush(),
    dispose: () => store.dispose(),
  };
}
