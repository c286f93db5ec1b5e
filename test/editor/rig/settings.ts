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
  // No extension of ours or of theirs runs in the browser; starting that host costs every window a second.
  'extensions.webWorker': false,
  // It would ask npm's registry for types.
  'typescript.disableAutomaticTypeAcquisition': true,
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

/** Built-in extensions that talk to somebody. */
const TALKING = ['GitHub.copilot-chat', 'vscode.github', 'vscode.tunnel-forwarding'];

/** Built-in extensions that start with every window, have nothing to do with us, and are half of what a window costs. */
const IDLE = [
  'vscode.git',
  'vscode.git-base',
  'vscode.github-authentication',
  'vscode.microsoft-authentication',
  'vscode.debug-auto-launch',
  'vscode.emmet',
  'vscode.merge-conflict',
  'vscode.npm',
  'vscode.terminal-suggest',
  'vscode.typescript-language-features',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
];

/** Environment of the server: no gallery, and none of the built-in extensions that talk. */
export const QUIET_ENVIRONMENT: Readonly<Record<string, string>> = {
  EXTENSIONS_GALLERY: '{}',
  VSCODE_SKIP_BUILTIN_EXTENSIONS: TALKING.join(','),
  // The Ollama of whoever runs the tests is none of theirs.
  OLLAMA_HOST: '',
};

/** Laid over the quiet environment for windows that are opened by the dozen: only such built-in extensions as edit text. */
export const LEAN_ENVIRONMENT: Readonly<Record<string, string>> = {
  VSCODE_SKIP_BUILTIN_EXTENSIONS: [...TALKING, ...IDLE].join(','),
};
