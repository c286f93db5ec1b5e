import path from 'node:path';
import { ROOT } from '../rig/paths';
import { GHOST_TEXT_SETTINGS } from '../rig/settings';
import { EditorWindow, type WindowOptions } from '../rig/window';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator/simulator';
import { ChatPage } from './chatPage';

/** The status bar item, as VS Code names it. */
export const statusId = 'understudy.understudy.understudy.status';

type UserSettings = Readonly<Record<string, unknown>>;

/** How a test's stage differs from the usual one. */
export interface StageOptions {
  /** Laid over the usual settings; `undefined` takes one away. A function gets the addresses from the simulator. */
  readonly settings?: UserSettings | ((simulator: Simulator) => UserSettings);
  readonly files?: WindowOptions['files'];
  readonly env?: WindowOptions['env'] | ((simulator: Simulator) => WindowOptions['env']);
  readonly openFile?: string;
  readonly workspaceFile?: string;
  readonly simulator?: SimulatorOptions;
  /**
   * How Claude is spoken to, `http` unless given. With `https` the simulator's authority is trusted by the machine and by
   * Node; VS Code goes by the machine unless `http.systemCertificates` is off.
   */
  readonly scheme?: 'http' | 'https';
  /** The local model that stands in; what is chosen otherwise depends on the memory of the machine. */
  readonly standIn?: string;
  /** Breaks things before the window opens. */
  readonly before?: (simulator: Simulator) => void;
}

/** A real VS Code with the packaged extension, and the simulator behind its proxy. */
export interface Stage {
  readonly simulator: Simulator;
  readonly window: EditorWindow;
  readonly chat: ChatPage;
  /** The usual user settings of this stage, to be changed by `window.changeSettings`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the status bar shows, its icon left out. */
  status(): Promise<string>;
  /** Waits until the status bar shows this. */
  statusBecomes(text: string | RegExp, limitMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** The packaged extension that UI tests install, as a user would. */
export function packagedExtension(): string {
  const given = process.env['UNDERSTUDY_VSIX'];
  return given ?? path.join(ROOT, 'understudy-0.1.0.vsix');
}

/** Opens the stage: Claude as a cloud name behind `http.proxy`, Ollama on its own loopback port. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const simulator = await startSimulator({ pace: { msPerChunk: 4, charsPerChunk: 24 }, ...options.simulator });
  options.before?.(simulator);
  const settings: Record<string, unknown> = {
    'http.proxy': simulator.proxyUrl,
    'workbench.colorTheme': 'Dark Modern',
    'understudy.providers': {
      claude: { baseUrl: simulator.cloudUrl('claude', options.scheme) },
      ollama: { baseUrl: simulator.url('ollama'), ...(options.standIn ? { chatModel: options.standIn } : {}) },
    },
    ...GHOST_TEXT_SETTINGS,
    ...(typeof options.settings === 'function' ? options.settings(simulator) : options.settings),
  };
  try {
    const window = await EditorWindow.open({
      packages: [packagedExtension()],
      settings,
      env: {
        ANTHROPIC_API_KEY: simulator.key('claude'),
        ...(options.scheme === 'https'
          ? { NODE_EXTRA_CA_CERTS: simulator.ca.path, SSL_CERT_FILE: simulator.ca.path }
          : {}),
        ...(typeof options.env === 'function' ? options.env(simulator) : options.env),
      },
      files: options.files ?? { 'a.ts': 'export function add(a: number, b: number) {\n  return a + b;\n}\n\n' },
      ...(options.openFile ? { openFile: options.openFile } : {}),
      ...(options.workspaceFile ? { workspaceFile: options.workspaceFile } : {}),
    });
    const { workbench } = window;
    const status = (): Promise<string> => workbench.statusText(statusId);
    await workbench.statusItem(statusId).waitFor({ timeout: 60_000 });
    return {
      simulator,
      window,
      settings,
      chat: new ChatPage(workbench),
      status,
      statusBecomes: (text, limitMs = 20_000) =>
        workbench.statusItem(statusId).filter({ hasText: text }).waitFor({ timeout: limitMs }),
      close: async () => {
        await window.close();
        await simulator.stop();
      },
    };
  } catch (error) {
    await simulator.stop();
    throw error;
  }
}
