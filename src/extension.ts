import type * as vscode from 'vscode';
import type { Event } from './core/base/emitter';
import type { StatusSnapshot } from './core/contract/status';
import { Understudy } from './editor/compose/understudy';

/** What other extensions may read. Read-only: nobody spends the user's money through us without consent. */
export interface UnderstudyApi {
  readonly version: 1;
  /** Who answers and why, as it is now. */
  readonly status: StatusSnapshot;
  readonly onDidChangeStatus: Event<StatusSnapshot>;
}

let running: Understudy | undefined;

/** Registers everything and requests nothing: the first look at loopback comes two seconds later. */
export function activate(context: vscode.ExtensionContext): UnderstudyApi {
  const understudy = new Understudy(context);
  context.subscriptions.push(understudy);
  running = understudy;
  return {
    version: 1,
    get status() {
      return understudy.status.current;
    },
    onDidChangeStatus: understudy.status.onDidChange,
  };
}

/** Writes what is still unwritten before the host ends. */
export async function deactivate(): Promise<void> {
  await running?.flush();
}
