/** The options every run needs; without one of them the program would use tools, or keep what was asked. */
const required = [
  '--print',
  '--output-format',
  '--verbose',
  '--include-partial-messages',
  '--tools',
  '--strict-mcp-config',
  '--no-session-persistence',
  '--system-prompt',
] as const;

/** The options of a version of the program, read from its own help. */
export interface ProgramOptions {
  /** Options that every run needs and this version has not: it is too old. */
  readonly missing: readonly string[];
  /** Leaves out hooks, plugins, skills and the user's instructions (from 2.1.200 on; not yet in 2.0.77). */
  readonly safeMode: boolean;
  readonly noSlashCommands: boolean;
  readonly noChrome: boolean;
}

/** Reads the options out of `claude --help`. */
export function readOptions(help: string): ProgramOptions {
  const has = (option: string): boolean => new RegExp(`(^|[\\s,])${option}(?![\\w-])`, 'm').test(help);
  return {
    missing: required.filter((option) => !has(option)),
    safeMode: has('--safe-mode'),
    noSlashCommands: has('--disable-slash-commands'),
    noChrome: has('--no-chrome'),
  };
}

/** The model that stands for the program's own choice. */
export const ownModel = 'default';

/**
 * The command line of an ask: answers once, without tools, MCP servers, hooks, project instructions or a stored session.
 * `--restricted` would leave out the user's settings too, and with them the key or helper that may be their login.
 */
export function askArguments(options: ProgramOptions, model: string, systemFile: string): readonly string[] {
  return [
    '--print',
    ...['--output-format', 'stream-json', '--verbose', '--include-partial-messages'],
    ...['--tools', ''],
    '--strict-mcp-config',
    '--no-session-persistence',
    ...(options.safeMode ? ['--safe-mode'] : ['--settings', '{"disableAllHooks":true}']),
    ...(options.noSlashCommands ? ['--disable-slash-commands'] : []),
    ...(options.noChrome ? ['--no-chrome'] : []),
    ...['--system-prompt-file', systemFile],
    ...(model === ownModel ? [] : ['--model', model]),
  ];
}

/**
 * What a run is told beside the user's own environment. Its own tries are none: they would hide an outage for three minutes
 * (`claude-code.md` §A.4). It asks nothing that an answer does not need, and does not renew itself meanwhile.
 */
export const askVariables: Readonly<Record<string, string>> = {
  CLAUDE_CODE_MAX_RETRIES: '0',
  CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK: '1',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
};
