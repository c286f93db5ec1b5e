import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openBrowser, windowAddress, type Browser } from './browser';
import { killExtensionHosts } from './extensionHost';
import { putInstalled } from './installed';
import { settingsText, startServer, type VsCodeServer } from './server';
import { LEAN_ENVIRONMENT } from './settings';
import { Workbench } from './workbench';

/** What a window is opened with. */
export interface WindowOptions {
  /** Packaged extensions to install first. */
  readonly packages: readonly string[];
  /** Files of the workspace folder by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A file of the workspace to show at once. */
  readonly openFile?: string;
  /** A `.code-workspace` file among `files`, opened instead of the folder. */
  readonly workspaceFile?: string;
}

/** A real VS Code with extensions installed, shown in a browser: what a UI test drives. */
export class EditorWindow {
  private constructor(
    readonly workspace: string,
    readonly server: VsCodeServer,
    readonly browser: Browser,
    readonly workbench: Workbench,
    private readonly folder: string,
    private readonly address: string,
  ) {}

  /** Installs the packages in a fresh profile and opens the workspace. Everything lives in one folder of its own. */
  static async open(options: WindowOptions): Promise<EditorWindow> {
    const folder = await mkdtemp(path.join(tmpdir(), 'understudy-ui-'));
    const dataFolder = path.join(folder, 'vscode');
    const workspace = path.join(folder, 'workspace');
    await writeFiles(workspace, options.files ?? {});
    if (options.packages.length > 0) await putInstalled(dataFolder, options.packages);
    const { settings } = options;
    const env = { ...LEAN_ENVIRONMENT, ...options.env };
    const server = await startServer({ dataFolder, env, ...(settings && { settings }) });
    let browser: Browser | undefined;
    try {
      browser = await openBrowser(path.join(folder, 'browser'));
      const payload: Record<string, string> = {};
      if (options.openFile) payload['openFile'] = server.remote(path.join(workspace, options.openFile));
      const workbench = new Workbench(browser.page);
      const window = new EditorWindow(
        workspace,
        server,
        browser,
        workbench,
        folder,
        windowAddress(server, path.join(workspace, options.workspaceFile ?? ''), payload),
      );
      await window.reload();
      return window;
    } catch (error) {
      // A browser that is left open keeps this process alive, deaf to a request to end.
      await browser?.stop();
      await server.stop();
      throw error;
    }
  }

  /** Loads the window anew, as *Reload Window* does; secrets and user data stay. */
  async reload(): Promise<void> {
    await this.browser.page.goto(this.address);
    await this.workbench.ready();
  }

  /** Opens a second window on the same workspace, with an extension host of its own; `close` closes it too. */
  async openBeside(): Promise<Workbench> {
    const page = await this.browser.openPage();
    await page.goto(this.address);
    const workbench = new Workbench(page);
    await workbench.ready();
    return workbench;
  }

  /** Kills the extension host in the middle of whatever it does. */
  killExtensionHost(): void {
    if (killExtensionHosts(this.server.pid).length === 0)
      throw new Error('No extension host of this server was found.');
  }

  /** Replaces the user settings, in the editor, as a user does who knows his way about. */
  async changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await this.workbench.replaceFile('settings.json', 'Preferences: Open User Settings (JSON)', settingsText(settings));
  }

  /** Adds or replaces files of the workspace. */
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    await writeFiles(this.workspace, files);
  }

  /** Closes the browser and the server and removes the folder. */
  async close(): Promise<void> {
    await this.browser.stop();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
