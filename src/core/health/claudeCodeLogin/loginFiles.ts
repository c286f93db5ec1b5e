/** Everything the login is read from. Texts are handed in, read once and dropped: no token outlives the reading. */
export interface LoginFiles {
  /** `.credentials.json`; absent where there is none. */
  readonly credentials?: string;
  /** The user's `settings.json` of Claude Code: its `env` beats the shell's, and it may name a helper. */
  readonly settings?: string;
  /** `.claude.json`, where a login by the Console keeps its key. */
  readonly account?: string;
  /** Which of these environment variables hold something; their values are not looked at. */
  readonly variables: ReadonlySet<LoginVariable>;
  /** This machine keeps logins in a keychain, which is not opened unasked (macOS). */
  readonly keychain: boolean;
  /** What a look into the keychain that the user allowed has found, as the text that stands there. */
  readonly keychainEntry?: string;
}

/** The environment variables that decide which login counts (`claude-code.md` §B.3). */
export const loginVariables = [
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'CLAUDE_CODE_USE_BEDROCK',
  'CLAUDE_CODE_USE_VERTEX',
  'CLAUDE_CODE_USE_FOUNDRY',
] as const;

/** One of them. */
export type LoginVariable = (typeof loginVariables)[number];

/** What Claude Code is on this machine at an instant; by `platform/claudeCode`. */
export interface ClaudeCodeFacts {
  /** The program, where it was found. */
  readonly program?: { readonly version?: string };
  readonly files: LoginFiles;
  /** When the credentials were written last (epoch ms). */
  readonly writtenAt?: number;
  /** Sessions of the program are open, seen from the names of the files that it keeps for each. */
  readonly running: boolean;
  /** When the program last wrote down something of its use (epoch ms). */
  readonly usedAt?: number;
}

/** How the login is looked at; never through the program itself. */
export interface ClaudeCodePort {
  /** Reads the files. `openKeychain` only where the user has just asked for it. Never rejects. */
  look(options: { readonly openKeychain: boolean }, signal: AbortSignal): Promise<ClaudeCodeFacts>;
  /** Tells that one of the files may have changed; the result ends it. */
  watch(listener: () => void): { dispose(): void };
}
