import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import type { LoginStatus } from '../../core/contract/status';
import { lostLoginSentence } from '../../core/status/loginWords';
import { carryOnLocally } from './carryOnLocally';
import type { ClaudeCodeDeps } from './deps';
import { logIn } from './logIn';

/** Which lost login was told of last; shared by the windows of a host, so that one of them tells. */
const toldKey = 'lostLoginTold';

/** Says once that the login is lost, and offers the three ways on. */
export async function noticeLostLogin(login: LoginStatus, deps: ClaudeCodeDeps): Promise<void> {
  // Each loss leaves its own time in the file; one that live traffic showed has the time of the file it was refused with.
  const name = String(login.writtenAt ?? 'gone');
  if (deps.remembered.get(toldKey) === name) return;
  await deps.remembered.set(toldKey, name);
  deps.logger.info('claudeCode.lost', { told: true });
  const again = t('Log in again');
  const key = t('Use an API key');
  const local = t('Carry on with Gemma');
  const answer = await vscode.window.showInformationMessage(lostLoginSentence(login), again, key, local);
  if (answer === again) await logIn(deps);
  if (answer === key) await deps.setApiKey('claude');
  if (answer === local) await carryOnLocally(deps);
}
