import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import type { Answer } from '../../core/chat/conversation';
import { nameOf, type ProviderLookup } from '../../core/chat/knownProviders';
import { answeredSentence } from '../../core/status/waitingWords';

/** The one quiet notice that a question which had waited is answered, for a user who looks elsewhere. */
export function tellOfLateAnswer(answer: Answer, lookup: ProviderLookup, show: () => Promise<void>): void {
  const author = answer.authors.at(-1)?.target;
  if (!author) return;
  const open = t('Show');
  void vscode.window.showInformationMessage(answeredSentence(nameOf(lookup, author)), open).then(async (chosen) => {
    if (chosen === open) await show();
  });
}
