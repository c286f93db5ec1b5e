import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { nodeEnvironment, nodeForTests, ROOT } from '../../editor/rig/paths';
import { setUpNode, setUpVsCode } from '../../editor/rig/setup';
import { RIG_FITS } from '../../editor/rig/paths';
import { must, start } from '../../support/processes';
import { openEditor } from './editor';
import { openStage, type Stage } from './stage';
import { findStandIn, type StandIn } from './standIn';
import { writeSample } from './workspace';

type Say = (line: string) => void;

/** Builds Understudy and opens it in a real VS Code before a simulated Claude; runs until Ctrl+C and returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { scripted: { type: 'boolean', default: false } } });
  const ended = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => ended.abort());
  const toStop: (() => Promise<unknown>)[] = [];
  try {
    await play(values.scripted, toStop, ended.signal);
    await new Promise((resolve) => ended.signal.addEventListener('abort', resolve, { once: true }));
    return 0;
  } catch (error) {
    if (ended.signal.aborted) return 130;
    console.error(`[start] ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    for (const stop of toStop.toReversed()) await stop();
  }
}

async function play(scripted: boolean, toStop: (() => Promise<unknown>)[], signal: AbortSignal): Promise<void> {
  const vsix = await buildPackage(sayAs('build'), signal);
  const stage = await openStage();
  toStop.push(() => stage.stop());
  const standIn = await findStandIn(stage, scripted, sayAs('stand-in'), signal);
  toStop.push(() => standIn.stop());
  signal.throwIfAborted();
  const folder = await mkdtemp(path.join(tmpdir(), 'understudy-start-'));
  toStop.push(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const editor = await openEditor({
    vsix,
    folder,
    workspace: await writeSample(path.join(folder, 'workspace')),
    settings: settingsFor(stage, standIn),
    env: { ANTHROPIC_API_KEY: claude(stage).key, NODE_EXTRA_CA_CERTS: stage.ca },
    signal,
  });
  toStop.push(() => editor.stop());
  tell(editor.url, stage.control, standIn.words);
  show(editor.url);
  show(stage.control);
}

async function buildPackage(say: Say, signal: AbortSignal): Promise<string> {
  await (RIG_FITS ? setUpVsCode(say, signal) : setUpNode(say, signal));
  say('packaging the extension');
  const env = nodeEnvironment();
  for (const script of [['esbuild.js', '--production'], ['test/package.mjs']]) {
    await must(nodeForTests(), script, { cwd: ROOT, env, signal });
  }
  const { name, version } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  return path.join(ROOT, `${name}-${version}.vsix`);
}

/** Claude stands under a cloud name behind the simulator's proxy, so that the product meets it as it would the real one. */
function settingsFor(stage: Stage, standIn: StandIn): Record<string, unknown> {
  return {
    'http.proxy': stage.proxy,
    // The status page has no other name than its real one, https: Node is told of the simulator's authority, the machine is not.
    'http.systemCertificates': false,
    'understudy.providers': { claude: { baseUrl: claude(stage).cloudUrl }, ...standIn.providers },
    'understudy.chat.route': standIn.route,
    'understudy.completions.route': standIn.route,
    // VS Code's own chat would stand in the place where ours is looked for.
    'chat.disableAIFeatures': true,
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
  };
}

function claude(stage: Stage): { key: string; cloudUrl?: string } {
  const service = stage.services['claude'];
  if (!service) throw new Error('The simulator plays no Claude.');
  return service;
}

function tell(editor: string | undefined, control: string, standIn: string): void {
  console.log('');
  console.log(`  Editor        ${editor ?? 'the VS Code window that opened'}`);
  console.log(`  Break Claude  ${control}`);
  console.log(`  Stand-in      ${standIn}`);
  console.log('');
  console.log('  Ctrl+C stops everything.');
}

/** Opens an address in the user's browser where there is a display. */
function show(url: string | undefined): void {
  if (url === undefined || process.env['CI']) return;
  const [program, ...args] = opener(url);
  if (!program) return;
  // Without a browser the addresses are on the terminal all the same.
  start(program, args).on('error', () => undefined);
}

function opener(url: string): readonly string[] {
  if (process.platform === 'darwin') return ['open', url];
  if (process.platform === 'win32') return ['cmd', '/c', 'start', '', url];
  return process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'] ? ['xdg-open', url] : [];
}

function sayAs(name: string): Say {
  return (line) => console.log(`[${name}] ${line}`);
}

void main(process.argv.slice(2)).then((code) => process.exit(code));
