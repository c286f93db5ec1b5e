import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { openBrowser, windowAddress } from '../rig/browser';
import { ARTIFACTS, ROOT } from '../rig/paths';
import { startServer } from '../rig/server';
import { buildHostSuite } from './suite';

/** Within the limit of its step in `test/run/steps.ts`. */
const LIMIT_MS = 220_000;
/** Lines the workbench prints in any run. */
const NOISE = /spdlog|AgentHost|ChatModelSelection/;

/** Runs the host suite inside the real extension host of the rig's VS Code and returns its exit code. */
async function main(): Promise<number> {
  const suite = await buildHostSuite();
  const folder = await mkdtemp(path.join(tmpdir(), 'understudy-host-'));
  const workspace = path.join(folder, 'workspace');
  const output = path.join(folder, 'output.txt');
  await mkdir(workspace);
  writeFileSync(output, '');
  const server = await startServer({
    dataFolder: path.join(folder, 'vscode'),
    testDriver: true,
    env: { UNDERSTUDY_HOST_OUTPUT: output, UNDERSTUDY_REPORTER: suite.reporter, NO_COLOR: '1' },
  });
  const browser = await openBrowser(path.join(folder, 'browser'));
  const { page } = browser;
  const log: string[] = [];
  let shown = 0;
  const show = (): void => {
    const text = readFileSync(output, 'utf8');
    process.stdout.write(text.slice(shown));
    shown = text.length;
  };
  const showing = setInterval(show, 200);
  try {
    const ended = new Promise<number | string>((resolve) => {
      page.on('crash', () => resolve('the page crashed'));
      setTimeout(() => resolve(`no end after ${LIMIT_MS / 1000} s`), LIMIT_MS).unref();
      void page.exposeFunction('codeAutomationExit', resolve);
    });
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) =>
      log.push(`${type} ${format(...args)}`),
    );
    await page.goto(
      windowAddress(server, workspace, {
        extensionDevelopmentPath: server.remote(ROOT),
        extensionTestsPath: server.remote(suite.entry),
      }),
    );
    const code = await ended;
    show();
    if (code === 0) return 0;
    await page.screenshot({ path: path.join(ARTIFACTS, 'host-failure.png') }).catch(() => undefined);
    console.log(`ended with ${code}; the window's last lines:`);
    console.log(
      log
        .filter((line) => !NOISE.test(line))
        .slice(-30)
        .join('\n'),
    );
    return 1;
  } finally {
    clearInterval(showing);
    await browser.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    await rm(path.dirname(suite.entry), { recursive: true, force: true });
  }
}

void main().then((code) => process.exit(code));
