import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { watch as watchFolder, type FSWatcher } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { toDisposable } from '../../core/base/disposable';
import type { ClaudeCodeFacts, ClaudeCodePort } from '../../core/health/claudeCodeLogin/loginFiles';
import { filledVariables } from '../../core/health/claudeCodeLogin/readLogin';
import type { FoundProgram } from './findClaude';

const credentialsName = '.credentials.json';
const settingsName = 'settings.json';

/** The user may take a while to answer the keychain's own question, in milliseconds. */
const keychainMs = 120_000;

/** What the reading of the files needs of the machine. */
export interface LoginFileSources {
  readonly find: (signal: AbortSignal) => Promise<FoundProgram | undefined>;
  readonly env: (name: string) => string | undefined;
  readonly platform: NodeJS.Platform;
  readonly home?: string;
  /** Runs the keychain's own program (macOS); its output, or nothing where there is no entry or the user refused. */
  readonly security?: (args: readonly string[]) => Promise<string | undefined>;
}

/**
 * Claude Code's own files, opened for reading and nothing else: its credentials, its settings, its account, and the names of
 * its sessions. The program is found, not started.
 */
export function createLoginFiles(sources: LoginFileSources): ClaudeCodePort {
  const { find, env, platform, home = homedir(), security = runSecurity } = sources;
  const folder = (): string => env('CLAUDE_CONFIG_DIR') ?? join(home, '.claude');
  const account = (): string => join(env('CLAUDE_CONFIG_DIR') ?? home, '.claude.json');
  const watched = createWatch(folder);
  return {
    look: async ({ openKeychain }, signal): Promise<ClaudeCodeFacts> => {
      watched.ensure();
      const path = join(folder(), credentialsName);
      const [program, credentials, settings, writtenAt, running, usedAt] = await Promise.all([
        find(signal),
        readText(path),
        readText(join(folder(), settingsName)),
        timeOf(path),
        hasSessions(join(folder(), 'sessions')),
        latest([timeOf(join(folder(), 'history.jsonl')), timeOf(account())]),
      ]);
      const keychain = platform === 'darwin';
      const entry = keychain && openKeychain ? await security(keychainQuery(env('CLAUDE_CONFIG_DIR'))) : undefined;
      // A large file with much that is none of our business; only a login by the Console is kept there.
      const ofAccount = credentials?.includes('accessToken') ? undefined : await readText(account());
      return {
        ...(program ? { program: program.version === undefined ? {} : { version: program.version } } : {}),
        files: {
          ...(credentials === undefined ? {} : { credentials }),
          ...(settings === undefined ? {} : { settings }),
          ...(ofAccount === undefined ? {} : { account: ofAccount }),
          ...(entry === undefined ? {} : { keychainEntry: entry }),
          variables: filledVariables(env),
          keychain,
        },
        ...(writtenAt === undefined ? {} : { writtenAt }),
        running,
        ...(usedAt === undefined ? {} : { usedAt }),
      };
    },
    watch: (listener) => watched.listen(listener),
  };
}

/** Watches the folder and not the files: each write puts another file in their place. Begins once there is a folder. */
function createWatch(folder: () => string) {
  const listeners = new Set<() => void>();
  let watcher: FSWatcher | undefined;
  const end = (): void => {
    watcher?.close();
    watcher = undefined;
  };
  const ensure = (): void => {
    if (watcher || listeners.size === 0) return;
    try {
      watcher = watchFolder(folder(), { persistent: false }, (_event, name) => {
        if (name !== null && name !== credentialsName && name !== settingsName) return;
        for (const listener of listeners) listener();
      });
      watcher.on('error', end);
    } catch {
      // There is no folder yet: the next look tries again, and the window's focus brings one.
    }
  };
  return {
    ensure,
    listen: (listener: () => void) => {
      listeners.add(listener);
      ensure();
      return toDisposable(() => {
        listeners.delete(listener);
        if (listeners.size === 0) end();
      });
    },
  };
}

/** Whatever cannot be read counts as absent: what is wrong with it is Claude Code's business. */
function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function timeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}

async function latest(times: readonly Promise<number | undefined>[]): Promise<number | undefined> {
  const known = (await Promise.all(times)).filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Each session has files named after its process; one of them is enough if that process lives. */
async function hasSessions(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  const pids = new Set(names.flatMap((name) => /^(\d+)\./.exec(name)?.[1] ?? []));
  return [...pids].some((pid) => isAlive(Number(pid)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Asks for the entry that Claude Code makes (`claude-code.md` §B.3). */
function keychainQuery(configFolder: string | undefined): readonly string[] {
  const suffix =
    configFolder === undefined ? '' : `-${createHash('sha256').update(configFolder).digest('hex').slice(0, 8)}`;
  return ['find-generic-password', '-a', userInfo().username, '-w', '-s', `Claude Code-credentials${suffix}`];
}

/** macOS asks the user, who has just asked for it. */
function runSecurity(args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('/usr/bin/security', args, { timeout: keychainMs }, (error, stdout) => {
      resolve(error ? undefined : stdout.trim());
    });
  });
}
