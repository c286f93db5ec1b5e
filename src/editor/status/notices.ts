import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { t } from '../../core/base/t';
import type { StatusSnapshot } from '../../core/contract/status';
import { episodeNotice } from '../../core/status/episodeNotice';
import type { StatusDeps } from './deps';

/** Where *Don't show again* is kept. */
const mutedKey = 'noticesMuted';

/**
 * One quiet notice per episode of chat, in the window where it happened. Recovery is silent, and so is everything that is
 * about completions only.
 */
export function createNotices(deps: Pick<StatusDeps, 'status' | 'remembered' | 'logger'>): Disposable {
  let told: string | undefined;
  const look = (snapshot: StatusSnapshot): void => {
    const notice = episodeNotice(snapshot);
    if (!notice || notice.episode === told || deps.remembered.get(mutedKey) === true) return;
    told = notice.episode;
    show(notice.sentence, deps).catch((error: unknown) =>
      deps.logger.warn('status.noticeFailed', { message: String(error) }),
    );
  };
  look(deps.status.current);
  return deps.status.onDidChange(look);
}

async function show(sentence: string, { remembered }: Pick<StatusDeps, 'remembered'>): Promise<void> {
  const details = t('Details');
  const mute = t("Don't show again");
  const answer = await vscode.window.showInformationMessage(sentence, details, mute);
  if (answer === details) await vscode.commands.executeCommand('understudy.openOutageLog');
  if (answer === mute) await remembered.set(mutedKey, true);
}
