import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import { completionSchemes } from '../../core/completions/fileFilter';
import { areCompletionsEnabled } from '../../core/settings/snapshot';
import type { CompletionsDeps } from './deps';
import { folderOf } from './documents';

const key = 'understudy.completions.enabled';

/** The editor's own pause of all inline suggestions; it asks for how long. */
const snoozeCommand = 'editor.action.inlineSuggest.snooze';

interface ToggleChoice extends vscode.QuickPickItem {
  run(): Promise<void>;
}

/**
 * Offers to switch completions on or off in the user settings, everywhere or for the active editor's language, and to give
 * or take back the consent of the clouds on the route. `scope` skips the question, for keybindings.
 */
export async function toggleCompletions(deps: CompletionsDeps, scope?: unknown): Promise<void> {
  const document = activeDocument();
  if (scope === 'everywhere') return switchEverywhere(!userValue().everywhere);
  if (scope === 'language' && document) return switchLanguage(document.languageId);
  const canSnooze = (await vscode.commands.getCommands(true)).includes(snoozeCommand);
  const rows = [...choices(deps, document), ...(canSnooze ? [snoozeChoice] : [])];
  const picked = await vscode.window.showQuickPick(rows, {
    title: t('Inline completions'),
    placeHolder: isOffByWorkspace(deps, document)
      ? t('This workspace switches completions off; only it can switch them on again.')
      : t('Written to your user settings'),
  });
  await picked?.run();
}

/** Switches completions off everywhere. */
export async function switchOffEverywhere(): Promise<void> {
  await switchEverywhere(false);
}

const snoozeChoice: ToggleChoice = {
  label: t('Snooze…'),
  detail: t('The editor pauses the inline suggestions of all extensions for a while.'),
  run: async () => void (await vscode.commands.executeCommand(snoozeCommand)),
};

function choices(deps: CompletionsDeps, document: vscode.TextDocument | undefined): readonly ToggleChoice[] {
  const { everywhere } = userValue();
  const list: ToggleChoice[] = [
    {
      label: everywhere ? t('Switch off') : t('Switch on'),
      description: t('everywhere'),
      run: async () => switchEverywhere(!everywhere),
    },
  ];
  if (document) {
    const { languageId } = document;
    const isOn = userValue(languageId).here;
    list.push({
      label: isOn ? t('Switch off for {0}', languageId) : t('Switch on for {0}', languageId),
      run: async () => switchLanguage(languageId),
    });
  }
  return [...list, ...consentChoices(deps)];
}

function consentChoices(deps: CompletionsDeps): readonly ToggleChoice[] {
  const { targets, skipped } = deps.route();
  const ids = [
    ...targets.map((entry) => entry.target.provider),
    ...skipped.filter((entry) => entry.why === 'no-consent').map((entry) => entry.provider),
  ];
  return [...new Set(ids)].flatMap((id): readonly ToggleChoice[] => {
    const provider = deps.resolved(id);
    if (!provider || provider.local) return [];
    const may = deps.consent.mayComplete(provider);
    return [
      {
        label: may ? t('Stop completing with {0}', provider.label) : t('Complete with {0} too', provider.label),
        detail: may
          ? t('Only local models complete code.')
          : t('Code around the cursor and excerpts of related files are sent to {0}.', provider.origin),
        run: async () => {
          await deps.consent.record(provider, may ? 'local' : 'cloud');
          deps.onConsentChanged();
        },
      },
    ];
  });
}

function activeDocument(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document && completionSchemes.includes(document.uri.scheme) ? document : undefined;
}

/** What the user's own settings say, whatever the workspace adds. */
function userValue(languageId?: string): { readonly everywhere: boolean; readonly here: boolean } {
  const scope = languageId === undefined ? undefined : { languageId };
  const found = vscode.workspace.getConfiguration(undefined, scope).inspect<unknown>(key);
  const everywhere = found?.globalValue !== false;
  const here = typeof found?.globalLanguageValue === 'boolean' ? found.globalLanguageValue : everywhere;
  return { everywhere, here };
}

/** On is the default: switching on takes the entry out instead of adding one. */
async function switchEverywhere(enabled: boolean): Promise<void> {
  const value = enabled ? undefined : false;
  await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}

async function switchLanguage(languageId: string): Promise<void> {
  const { everywhere, here } = userValue(languageId);
  const value = !here === everywhere ? undefined : !here;
  const configuration = vscode.workspace.getConfiguration(undefined, { languageId });
  await configuration.update(key, value, vscode.ConfigurationTarget.Global, true);
}

function isOffByWorkspace(deps: CompletionsDeps, document: vscode.TextDocument | undefined): boolean {
  if (!document) return false;
  const isOn = areCompletionsEnabled(deps.settings(), document.languageId, folderOf(document));
  return !isOn && userValue(document.languageId).here;
}
