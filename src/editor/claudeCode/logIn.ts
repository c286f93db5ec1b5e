import type { ClaudeCodeDeps } from './deps';

/**
 * Opens a terminal with the program's own way to log in: it is the user's login, and we never see it. Versions before 2.1
 * have no command for it and ask as soon as they start.
 */
export async function logIn({
  claudeCode,
  commandName,
  ui,
}: Pick<ClaudeCodeDeps, 'claudeCode' | 'commandName' | 'ui'>): Promise<void> {
  const name = await commandName();
  ui.runInTerminal('Claude Code', hasLoginCommand(claudeCode.known?.program?.version) ? `${name} auth login` : name);
}

/** A version that is not known, as behind a script of the user's, is taken for a present one. */
function hasLoginCommand(version: string | undefined): boolean {
  const found = /^(\d+)\.(\d+)/.exec(version ?? '');
  return !found || Number(found[1]) > 2 || (found[1] === '2' && found[2] !== '0');
}
