import * as vscode from 'vscode';
import type { Clock } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { t } from '../../core/base/t';
import type { StatusSnapshot } from '../../core/contract/status';
import { loudness, spokenStatus } from '../../core/status/situations';
import type { StatusPort } from './deps';
import { buildTooltip } from './tooltip';

/** High enough to stay visible beside the language and the line number in a narrow window. */
const priority = 100;

/** The one status bar item: who would answer the next chat ask, and why. One item and one subscription per window. */
export function createStatusBar(status: StatusPort, clock: Clock): Disposable {
  const store = new DisposableStore();
  const item = store.add(
    vscode.window.createStatusBarItem('understudy.status', vscode.StatusBarAlignment.Right, priority),
  );
  item.name = t('Understudy');
  const show = (snapshot: StatusSnapshot): void => {
    item.text = snapshot.text;
    item.tooltip = buildTooltip(snapshot, clock.now());
    item.backgroundColor = backgroundOf(snapshot);
    item.accessibilityInformation = { label: spokenStatus(snapshot), role: 'button' };
    // Nothing can be picked before something is set up; the empty chat has the buttons for that.
    item.command = snapshot.situation === 'not-set-up' ? 'understudy.openChat' : 'understudy.chooseProvider';
  };
  show(status.current);
  store.add(status.onDidChange(show));
  item.show();
  return store;
}

function backgroundOf({ situation }: StatusSnapshot): vscode.ThemeColor | undefined {
  const loud = loudness(situation);
  return loud === 'none' ? undefined : new vscode.ThemeColor(`statusBarItem.${loud}Background`);
}
