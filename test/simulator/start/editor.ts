import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath } from '@vscode/test-electron';
import { windowAddress } from '../../editor/rig/browser';
import { RIG_FITS, ROOT } from '../../editor/rig/paths';
import { installVsix, startServer } from '../../editor/rig/server';
import { QUIET_SETTINGS } from '../../editor/rig/settings';
import { start, stopTree } from '../../support/processes';
import { FIRST_FILE } from './workspace';

/** What the editor of `npm start` is opened with. */
export interface EditorOptions {
  /** The packaged extension. */
  readonly vsix: string;
  readonly folder: string;
  readonly workspace: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The editor that was opened. */
export interface Editor {
  /** Its address, where it is shown in a browser. */
  readonly url: string | undefined;
  stop(): Promise<void>;
}

/** Opens a real VS Code with the extension installed: in the browser on Linux, the desktop one elsewhere. */
export function openEditor(options: EditorOptions): Promise<Editor> {
  return RIG_FITS ? openInBrowser(options) : openOnDesktop(options);
}

async function openInBrowser({ vsix, folder, workspace, settings, env, signal }: EditorOptions): Promise<Editor> {
  const dataFolder = path.join(folder, 'vscode');
  await installVsix(dataFolder, vsix);
  const server = await startServer({ dataFolder, settings, env, signal });
  const openFile = server.remote(path.join(workspace, FIRST_FILE));
  return { url: windowAddress(server, workspace, { openFile }), stop: () => server.stop() };
}

async function openOnDesktop({ vsix, folder, workspace, settings, env }: EditorOptions): Promise<Editor> {
  const program = await downloadAndUnzipVSCode({ cachePath: path.join(ROOT, '.vscode-test') });
  const [cli, ...cliArguments] = resolveCliArgsFromVSCodeExecutablePath(program);
  if (!cli) throw new Error('The downloaded VS Code has no command line.');
  const own = ['--user-data-dir', path.join(folder, 'data'), '--extensions-dir', path.join(folder, 'extensions')];
  await mkdir(path.join(folder, 'data/User'), { recursive: true });
  await writeFile(
    path.join(folder, 'data/User/settings.json'),
    JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2),
  );
  execFileSync(
    cli,
    [
      ...cliArguments.filter((argument) => !/^--(user-data|extensions)-dir/.test(argument)),
      ...own,
      '--install-extension',
      vsix,
    ],
    {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    },
  );
  const child = start(program, [...own, '--disable-workspace-trust', workspace, path.join(workspace, FIRST_FILE)], {
    env,
  });
  return { url: undefined, stop: () => stopTree(child) };
}
