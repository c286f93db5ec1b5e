import { access, constants, readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { findProgram, type ProgramSearch } from '../process';

/** The program as it is started: never through a shell, which Windows would need for a `.cmd`. */
export interface FoundProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** As its package or its installer names it; absent where neither does. */
  readonly version?: string;
  /** Changes whenever another version takes its place. */
  readonly stamp: string;
}

/** What the search reads of the machine. */
export interface ClaudeSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly canRun: (path: string) => Promise<boolean>;
  /** Where a link leads in the end. */
  realPath(path: string): Promise<string | undefined>;
  readText(path: string): Promise<string | undefined>;
  /** Size and time of a file, as a text. */
  stampOf(path: string): Promise<string>;
}

/**
 * The user's `claude`: on PATH, else where its installers put it (native, npm, Homebrew, the older local one). Nothing is
 * started. In WSL the programs of Windows on PATH are passed over: they have another home and another login.
 */
export async function findClaude(
  signal: AbortSignal,
  search: ClaudeSearch = thisMachine(),
): Promise<FoundProgram | undefined> {
  const onPath: ProgramSearch = { env: withoutWindows(search), platform: search.platform, canRun: search.canRun };
  const path = (await findProgram('claude', signal, onPath)) ?? (await firstOf(usualPlaces(search), search));
  if (path === undefined || signal.aborted) return undefined;
  return resolve(path, search, signal);
}

/** The machine this runs on, as it is now. */
function thisMachine(): ClaudeSearch {
  return {
    env: process.env,
    platform: process.platform,
    home: homedir(),
    canRun: (path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
    realPath: (path) => realpath(path).catch(() => undefined),
    readText: (path) => readFile(path, 'utf8').catch(() => undefined),
    stampOf: (path) =>
      stat(path).then(
        ({ size, mtimeMs }) => `${size} ${mtimeMs}`,
        () => '',
      ),
  };
}

function withoutWindows({ env }: ClaudeSearch): ClaudeSearch['env'] {
  if (env['WSL_DISTRO_NAME'] === undefined) return env;
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => !/^\/mnt\/[a-z](\/|$)/.test(folder));
  return { ...env, PATH: folders.join(':') };
}

function usualPlaces({ platform, home, env }: ClaudeSearch): readonly string[] {
  if (platform === 'win32') {
    const roaming = env['APPDATA'];
    return [
      win32.join(home, '.local', 'bin', 'claude.exe'),
      ...(roaming === undefined ? [] : [win32.join(roaming, 'npm', 'claude.cmd')]),
      win32.join(home, '.claude', 'local', 'claude.cmd'),
    ];
  }
  return [
    posix.join(home, '.local/bin/claude'),
    posix.join(home, '.claude/local/claude'),
    '/opt/homebrew/bin/claude',
    '/usr/local/bin/claude',
    posix.join(home, '.npm-global/bin/claude'),
    posix.join(home, '.bun/bin/claude'),
    posix.join(home, '.volta/bin/claude'),
  ];
}

async function firstOf(paths: readonly string[], search: ClaudeSearch): Promise<string | undefined> {
  for (const path of paths) if (await search.canRun(path)) return path;
  return undefined;
}

async function resolve(path: string, search: ClaudeSearch, signal: AbortSignal): Promise<FoundProgram | undefined> {
  const { platform } = search;
  const isScript = platform === 'win32' && /\.(cmd|bat|ps1)$/i.test(path);
  if (!isScript) {
    const real = (await search.realPath(path)) ?? path;
    return withFacts(path, [], real, search);
  }
  const packageFolder = win32.join(win32.dirname(path), 'node_modules', '@anthropic-ai', 'claude-code');
  const native = win32.join(packageFolder, 'bin', 'claude.exe');
  if (await search.canRun(native)) return withFacts(native, [], native, search);
  // Versions before 2.1 are a script for Node, which npm's own `.cmd` would start.
  const script = win32.join(packageFolder, 'cli.js');
  const node = await findProgram('node', signal, { ...search });
  return node !== undefined && (await search.canRun(script)) ? withFacts(node, [script], script, search) : undefined;
}

async function withFacts(
  command: string,
  args: readonly string[],
  real: string,
  search: ClaudeSearch,
): Promise<FoundProgram> {
  const version = await versionOf(real, search);
  const stamp = `${real} ${await search.stampOf(real)}`;
  return { command, args, stamp, ...(version === undefined ? {} : { version }) };
}

/** The native installer names the file after its version, Homebrew its folder; npm's package says it one or two above. */
async function versionOf(real: string, search: ClaudeSearch): Promise<string | undefined> {
  const path = search.platform === 'win32' ? win32 : posix;
  for (const name of [path.basename(real), path.basename(path.dirname(real))]) {
    const named = /^(\d+\.\d+\.\d+[\w.-]*?)(\.exe)?$/.exec(name);
    if (named) return named[1];
  }
  for (const folder of [path.dirname(real), path.dirname(path.dirname(real))]) {
    const text = await search.readText(path.join(folder, 'package.json'));
    const found = /"name":\s*"@anthropic-ai\/claude-code[\w-]*"/.test(text ?? '')
      ? /"version":\s*"([\w.-]+)"/.exec(text ?? '')
      : null;
    if (found) return found[1];
  }
  return undefined;
}
