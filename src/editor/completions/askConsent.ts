import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import type { ConsentAnswer, ConsentBook } from '../../core/completions/consent';
import type { ResolvedProvider } from '../../core/providers/provider';

/** What the question needs: where answers are kept, and the setting that a *No* switches off. */
export interface ConsentDeps {
  readonly consent: ConsentBook;
  writeCompletionsEnabled(enabled: boolean): Promise<void>;
  onConsentChanged(): void;
}

/**
 * Asks once per provider and origin whether code around the cursor may be sent there while typing, and gives the answer
 * that holds. Leaving the question keeps it open: completions stay local. *No* also switches completions off for the user.
 * With `again` it is asked whatever was answered before.
 */
export async function askConsent(
  deps: ConsentDeps,
  provider: ResolvedProvider,
  again = false,
): Promise<ConsentAnswer | undefined> {
  const known = deps.consent.answer(provider);
  if (known && !again) return known;
  const choices: (vscode.QuickPickItem & { readonly answer: ConsentAnswer })[] = [
    {
      label: t('Yes'),
      detail: t('Code around the cursor goes to {0}, with excerpts of other open and imported files.', provider.label),
      answer: 'cloud',
    },
    { label: t('Only local'), detail: t('Only models on this machine complete code.'), answer: 'local' },
    { label: t('No'), detail: t('Nobody completes code while you type.'), answer: 'off' },
  ];
  const picked = await vscode.window.showQuickPick(choices, {
    title: t('Also complete code while typing? Code around the cursor is sent.'),
    placeHolder: t('Until you answer, only local models complete code.'),
    ignoreFocusOut: true,
  });
  if (!picked) return undefined;
  await deps.consent.record(provider, picked.answer);
  if (picked.answer === 'off') await deps.writeCompletionsEnabled(false);
  deps.onConsentChanged();
  return picked.answer;
}
