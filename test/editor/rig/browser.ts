import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { CHROMIUM_COMMAND, findChromium } from './chromium';
import type { VsCodeServer } from './server';

/** Sees nothing but this machine: every other name fails at once. */
const CLOSED_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

/** A browser with one profile, which holds the secrets of the workbench. */
export interface Browser {
  readonly page: Page;
  /** Addresses outside this machine that the page asked for; a test asserts that there are none. */
  readonly strays: readonly string[];
  /** A further page on the same profile. */
  openPage(): Promise<Page>;
  stop(): Promise<void>;
}

/** Opens a headless browser on the profile in `profileFolder`. */
export async function openBrowser(profileFolder: string): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error(`No Chromium is installed: ${CHROMIUM_COMMAND}`);
  const context: BrowserContext = await chromium.launchPersistentContext(profileFolder, {
    executablePath,
    args: CLOSED_ARGUMENTS,
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const openPage = async (known?: Page): Promise<Page> => {
    const page = known ?? (await context.newPage());
    page.setDefaultTimeout(20_000);
    return page;
  };
  const page = await openPage(context.pages()[0]);
  const strays: string[] = [];
  context.on('request', (request) => {
    const { protocol, hostname, href } = new URL(request.url());
    const inside = hostname === '127.0.0.1' || hostname.endsWith('.vscode-resource.vscode-cdn.net');
    if (/^(https?|wss?):$/.test(protocol) && !inside) strays.push(href);
  });
  return { page, strays, openPage: () => openPage(), stop: () => context.close() };
}

/** The address of a window on `folder`; `payload` adds what the workbench reads from it, such as `openFile`. */
export function windowAddress(
  server: VsCodeServer,
  folder: string,
  payload: Readonly<Record<string, string>> = {},
): string {
  const address = new URL(server.url);
  // A file with folders of its own opens as a workspace.
  address.searchParams.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', folder);
  const entries = Object.entries({ skipWelcome: 'true', skipReleaseNotes: 'true', ...payload });
  address.searchParams.set('payload', JSON.stringify(entries));
  return address.href;
}
