import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort, untilAnswers } from '../../support/ports';
import { eachLine, must, start, stopTree } from '../../support/processes';
import { frontServer } from './front';
import { nodeEnvironment, nodeForTests, VSCODE } from './paths';
import { QUIET_ENVIRONMENT, QUIET_SETTINGS } from './settings';

const MAIN = path.join(VSCODE, 'out/server-main.js');
const START_LIMIT_MS = 60_000;

/** What a VS Code server is started with. */
export interface ServerOptions {
  /** User data, extensions and logs live here. */
  readonly dataFolder: string;
  /** User settings, laid over the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment of the server and so of the extension host; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Honours `extensionTestsPath` in the address. Hides notification toasts, so only for the mocha run. */
  readonly testDriver?: boolean;
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A running VS Code. */
export interface VsCodeServer {
  /** The address a browser opens; secrets survive a reload behind it. */
  readonly url: string;
  readonly dataFolder: string;
  readonly pid: number;
  /** Everything the server printed. */
  output(): string;
  /** The address of a file as the workbench names it. */
  remote(file: string): string;
  stop(): Promise<void>;
}

/** Starts a VS Code server on loopback and returns when it answers. */
export async function startServer(options: ServerOptions): Promise<VsCodeServer> {
  await seedSettings(options.dataFolder, options.settings ?? {});
  const inner = await freePort();
  const child = start(nodeForTests(), [MAIN, ...serverArguments(options, inner)], {
    env: { ...nodeEnvironment(), ...QUIET_ENVIRONMENT, ...options.env },
  });
  const lines: string[] = [];
  eachLine(child, (line) => {
    lines.push(line);
    options.say?.(line);
  });
  const told = (what: string): string => `VS Code ${what}:\n${lines.slice(-20).join('\n')}`;
  try {
    await untilAnswers(`http://127.0.0.1:${inner}/version`, {
      limitMs: START_LIMIT_MS,
      late: () => told('did not answer'),
      gone: () => (child.exitCode === null ? undefined : told(`ended with ${child.exitCode}`)),
      ...(options.signal && { signal: options.signal }),
    });
    const front = await frontServer(inner);
    return {
      url: `http://127.0.0.1:${front.port}`,
      dataFolder: options.dataFolder,
      pid: child.pid ?? 0,
      output: () => lines.join('\n'),
      remote: (file) => `vscode-remote://127.0.0.1:${front.port}${path.resolve(file)}`,
      async stop() {
        await front.stop();
        await stopTree(child);
      },
    };
  } catch (error) {
    await stopTree(child);
    throw error;
  }
}

/** Installs packaged extensions into a data folder, as *Install from VSIX* does. */
export async function installVsix(dataFolder: string, ...packages: readonly string[]): Promise<void> {
  const wanted = packages.flatMap((file) => ['--install-extension', path.resolve(file)]);
  const output = await must(nodeForTests(), [MAIN, ...folders(dataFolder), ...wanted, '--force'], {
    env: { ...nodeEnvironment(), ...QUIET_ENVIRONMENT },
  });
  if (!output.includes('successfully installed')) throw new Error(`VS Code refused ${packages.join(', ')}:\n${output}`);
}

/** The text of user settings, laid over the quiet ones. */
export function settingsText(settings: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2);
}

/** Writes user settings before any window is open: the watcher that would tell an open one fails as often as not. */
async function seedSettings(dataFolder: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const user = path.join(dataFolder, 'data/User');
  await mkdir(user, { recursive: true });
  await writeFile(path.join(user, 'settings.json'), settingsText(settings));
}

function serverArguments(options: ServerOptions, port: number): string[] {
  return [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--without-connection-token',
    '--accept-server-license-terms',
    '--disable-telemetry',
    '--disable-workspace-trust',
    '--disable-getting-started-override',
    ...folders(options.dataFolder),
    ...(options.testDriver ? ['--enable-smoke-test-driver'] : []),
  ];
}

function folders(dataFolder: string): string[] {
  return ['--server-data-dir', dataFolder, '--extensions-dir', path.join(dataFolder, 'extensions')];
}
