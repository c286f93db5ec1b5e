/** An extension that completes code too, and the settings that switch its completions off. */
interface Assistant {
  readonly label: string;
  readonly ids: readonly string[];
  readonly settings: readonly string[];
}

const assistants: readonly Assistant[] = [
  {
    label: 'GitHub Copilot',
    ids: ['GitHub.copilot', 'GitHub.copilot-chat'],
    settings: ['github.copilot.enable', 'github.copilot.editor.enableAutoCompletions'],
  },
  { label: 'Continue', ids: ['Continue.continue'], settings: ['continue.enableTabAutocomplete'] },
  { label: 'Cody', ids: ['sourcegraph.cody-ai'], settings: ['cody.autocomplete.enabled'] },
  { label: 'Tabnine', ids: ['TabNine.tabnine-vscode'], settings: [] },
  { label: 'Windsurf', ids: ['Codeium.codeium', 'Codeium.windsurfPyright'], settings: ['codeium.enableConfig'] },
  { label: 'Tabby', ids: ['TabbyML.vscode-tabby'], settings: ['tabby.inlineCompletion.triggerMode'] },
  { label: 'Supermaven', ids: ['supermaven.supermaven'], settings: ['supermaven.enable'] },
  { label: 'llama.vscode', ids: ['ggml-org.llama-vscode'], settings: ['llama-vscode.enabled'] },
  { label: 'Twinny', ids: ['rjmacarthy.twinny'], settings: ['twinny.enabled', 'twinny.autoSuggestEnabled'] },
];

/** Names the assistants whose completions run beside ours for a language, by what is installed and switched on. */
export function findOtherAssistants(
  isInstalled: (id: string) => boolean,
  readSetting: (key: string) => unknown,
  languageId: string,
): readonly string[] {
  return assistants
    .filter((assistant) => assistant.ids.some((id) => isInstalled(id)))
    .filter((assistant) => !assistant.settings.some((key) => isSwitchedOff(readSetting(key), languageId)))
    .map((assistant) => assistant.label);
}

/** `false`, `manual`, or a table by language as Copilot, Windsurf and Supermaven keep it. */
function isSwitchedOff(value: unknown, languageId: string): boolean {
  if (value === false || value === 'manual') return true;
  if (typeof value !== 'object' || value === null) return false;
  const table: Readonly<Record<string, unknown>> = { ...value };
  return (table[languageId] ?? table['*']) === false;
}
