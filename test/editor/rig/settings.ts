/** User settings that keep the workbench still: no telemetry, no updates, no tips, no look-ups outside. */
export const QUIET_SETTINGS: Readonly<Record<string, unknown>> = {
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  // Settings open in a tab like any other file.
  'workbench.editor.useModal': 'off',
  'update.mode': 'none',
  'git.openRepositoryInParentFolders': 'never',
  // Every server on loopback counts as one to forward; past twenty a toast covers the chat.
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
};

/** Keeps the suggestion popup away: it competes with ghost text, which then shows only five times in six. */
export const GHOST_TEXT_SETTINGS: Readonly<Record<string, unknown>> = {
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'editor.wordBasedSuggestions': 'off',
};

/** Environment of the server: no gallery, and none of the built-in extensions that talk. */
export const QUIET_ENVIRONMENT: Readonly<Record<string, string>> = {
  EXTENSIONS_GALLERY: '{}',
  VSCODE_SKIP_BUILTIN_EXTENSIONS: 'GitHub.copilot-chat,vscode.github,vscode.tunnel-forwarding',
  // The Ollama of whoever runs the tests is none of theirs.
  OLLAMA_HOST: '',
};
