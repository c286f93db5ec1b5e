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
  const [major = 2, minor = 1] = (claudeCode.known?.program?.version ?? '').split('.').map(Number);
  const hasCommand = major > 2 || (major === 2 && minor >= 1) || Number.isNaN(major);
  ui.runInTerminal('Claude Code', hasCommand ? `${name} auth login` : name);
}
