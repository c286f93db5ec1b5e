import assert from 'node:assert/strict';
import { findClaude, type ClaudeSearch } from '../../../src/platform/claudeCode/findClaude';

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env?: ClaudeSearch['env'];
  /** Files that can be run. */
  readonly programs?: readonly string[];
  readonly links?: Readonly<Record<string, string>>;
  readonly texts?: Readonly<Record<string, string>>;
}

/** A machine whose file system is this; that of Windows knows no case. */
function machine({ platform, home, env = {}, programs = [], links = {}, texts = {} }: Machine): ClaudeSearch {
  const name = (path: string): string => (platform === 'win32' ? path.toLowerCase() : path);
  const there = new Set([...programs, ...Object.keys(links)].map(name));
  return {
    ...{ platform, home, env },
    canRun: (path) => Promise.resolve(there.has(name(path))),
    realPath: (path) => Promise.resolve(links[path] ?? (there.has(name(path)) ? path : undefined)),
    readText: (path) => Promise.resolve(texts[path]),
    stampOf: (path) => Promise.resolve(`stamp of ${path}`),
  };
}

const find = (of: Machine) => findClaude(new AbortController().signal, machine(of));
const manifest = (version: string): string => JSON.stringify({ name: '@anthropic-ai/claude-code', version }, null, 2);

describe('Claude Code is found', () => {
  const linux = { platform: 'linux', home: '/home/me' } as const;

  it('on Linux by the native installer, whose link names the version', async () => {
    const link = '/home/me/.local/bin/claude';
    const real = '/home/me/.local/share/claude/versions/2.1.330';
    assert.deepEqual(await find({ ...linux, env: { PATH: '/usr/bin' }, links: { [link]: real } }), {
      command: link,
      args: [],
      version: '2.1.330',
      stamp: `${real} stamp of ${real}`,
    });
  });

  it('on PATH before the usual places, and never in a folder that is not absolute', async () => {
    const programs = ['/opt/x/claude', 'tools/claude', '/home/me/.local/bin/claude'];
    const env = { PATH: 'tools:.:/opt/x' };
    assert.equal((await find({ ...linux, env, programs }))?.command, '/opt/x/claude');
  });

  it('by npm, whose package says the version', async () => {
    const folder = '/usr/lib/node_modules/@anthropic-ai/claude-code';
    const found = await find({
      ...linux,
      env: { PATH: '/usr/bin' },
      links: { '/usr/bin/claude': `${folder}/bin/claude.exe` },
      texts: { [`${folder}/package.json`]: manifest('2.1.329') },
    });
    assert.equal(found?.version, '2.1.329');
  });

  it('without a version where another package lies around it', async () => {
    const texts = { '/opt/x/package.json': JSON.stringify({ name: 'other', version: '9.9.9' }) };
    const found = await find({ ...linux, env: { PATH: '/opt/x' }, programs: ['/opt/x/claude'], texts });
    assert.ok(found && !('version' in found));
  });

  it('on macOS by Homebrew, also where the dock has given no PATH, with the version of its cask', async () => {
    const link = '/opt/homebrew/bin/claude';
    const real = '/opt/homebrew/Caskroom/claude-code/2.1.330/claude';
    const found = await find({ platform: 'darwin', home: '/Users/me', links: { [link]: real } });
    assert.deepEqual([found?.command, found?.version], [link, '2.1.330']);
  });

  const windows = { platform: 'win32', home: 'C:\\Users\\me' } as const;
  const npm = 'C:\\Users\\me\\AppData\\Roaming\\npm';
  const inNpm = `${npm}\\node_modules\\@anthropic-ai\\claude-code`;

  it('on Windows by the native installer', async () => {
    const found = await find({ ...windows, programs: ['C:\\Users\\me\\.local\\bin\\claude.exe'] });
    assert.equal(found?.command, 'C:\\Users\\me\\.local\\bin\\claude.exe');
  });

  it('on Windows behind the script of npm, which no shell is started for', async () => {
    const found = await find({
      ...windows,
      env: { Path: `C:\\Windows;${npm}`, PATHEXT: '.COM;.EXE;.BAT;.CMD' },
      programs: [`${npm}\\claude.cmd`, `${inNpm}\\bin\\claude.exe`],
      texts: { [`${inNpm}\\package.json`]: manifest('2.1.330') },
    });
    assert.deepEqual([found?.command, found?.args, found?.version], [`${inNpm}\\bin\\claude.exe`, [], '2.1.330']);
  });

  it('on Windows as a script of an older version, run by Node itself; without Node it is not', async () => {
    const old = {
      ...windows,
      env: { APPDATA: 'C:\\Users\\me\\AppData\\Roaming', PATH: 'C:\\node' },
      texts: { [`${inNpm}\\package.json`]: manifest('1.0.128') },
    };
    const programs = [`${npm}\\claude.cmd`, `${inNpm}\\cli.js`];
    const found = await find({ ...old, programs: [...programs, 'C:\\node\\node.exe'] });
    assert.deepEqual([found?.command.toLowerCase(), found?.args], ['c:\\node\\node.exe', [`${inNpm}\\cli.js`]]);
    assert.equal(found?.version, '1.0.128');
    assert.equal(await find({ ...old, programs }), undefined);
  });

  it('in WSL among the programs of Linux alone', async () => {
    const env = { WSL_DISTRO_NAME: 'Ubuntu', PATH: '/mnt/c/Users/me/AppData/Roaming/npm:/mnt/d:/mnt/data/bin' };
    const foreign = ['/mnt/c/Users/me/AppData/Roaming/npm/claude', '/mnt/d/claude'];
    assert.equal(await find({ ...linux, env, programs: foreign }), undefined);
    const own = await find({ ...linux, env, programs: [...foreign, '/mnt/data/bin/claude'] });
    assert.equal(own?.command, '/mnt/data/bin/claude');
  });

  it('nowhere, where it is not, and not for somebody who has stopped', async () => {
    assert.equal(await find(linux), undefined);
    const stopped = machine({ ...linux, programs: ['/home/me/.local/bin/claude'] });
    assert.equal(await findClaude(AbortSignal.abort(), stopped), undefined);
  });
});
