import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ProgramCall, ProgramEnd, ProgramRun, StartableProgram } from '../../core/providers/claudeCode/program';
import type { FoundProgram } from './findClaude';

/** A group that was asked to end is ended for good after this. */
const killAfterMs = 2_000;

/** The program itself gives up on a silent token host after thirty seconds (`claude-code.md` §0). */
const renewalMs = 32_000;

/** The last of the error output that is worth keeping, in characters. */
const longestSaid = 500;

/** What starting the program needs. */
export interface ProgramSources {
  readonly find: (signal: AbortSignal) => Promise<FoundProgram | undefined>;
  /** The environment of the user; read at each start. */
  readonly env: () => NodeJS.ProcessEnv;
}

/** The user's own `claude` program as a process. Each run has a folder of its own, empty but for itself, which goes with it. */
export function createClaudeProgram({ find, env }: ProgramSources): StartableProgram {
  const helps = new Map<string, string>();
  return {
    help: async (signal) => {
      const found = await find(signal);
      if (!found || signal.aborted) return undefined;
      const known = helps.get(found.stamp);
      if (known !== undefined) return known;
      const help = await readHelp(found, env(), signal);
      if (help !== undefined) helps.set(found.stamp, help);
      return help;
    },
    start: async (call, signal) => {
      const found = await find(signal);
      if (!found) return neverStarted('ENOENT');
      const room = await makeRoom(call.system);
      if (signal.aborted) {
        await removeRoom(room);
        return neverStarted('ECANCELED');
      }
      return runIn(room, found, call, env());
    },
  };
}

interface Room {
  readonly root: string;
  /** Where the program runs: nothing is there for it to read. */
  readonly work: string;
  readonly system: string;
}

/** The prompt's file is readable by its user alone, like the folder above it. */
async function makeRoom(systemPrompt: string): Promise<Room> {
  const root = await mkdtemp(join(tmpdir(), 'understudy-claude-'));
  const room = { root, work: join(root, 'empty'), system: join(root, 'system.txt') };
  await mkdir(room.work);
  await writeFile(room.system, systemPrompt, { mode: 0o600 });
  return room;
}

/** What cannot be removed lies in the machine's own folder for such things, which it empties. */
function removeRoom({ root }: Room): Promise<void> {
  return rm(root, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}

function runIn(room: Room, found: FoundProgram, call: ProgramCall, env: NodeJS.ProcessEnv): ProgramRun {
  const child = spawn(found.command, [...found.args, ...call.args(room.system)], {
    cwd: room.work,
    env: { ...env, ...call.variables },
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that whatever it starts ends with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-longestSaid);
  });
  const ended = new Promise<ProgramEnd>((resolve) => {
    const end = (how: Omit<ProgramEnd, 'said'>): void => {
      void removeRoom(room);
      resolve({ ...how, said });
    };
    child.once('error', (error: NodeJS.ErrnoException) => end({ errno: error.code ?? 'ENOENT' }));
    child.once('close', (code) => end(code === null ? {} : { code }));
  });
  // A program that ends before it has read its prompt breaks the pipe; how it ended says more.
  child.stdin.on('error', () => undefined);
  child.stdin.end(call.stdin);
  let stopping = false;
  return {
    // Nothing is read before somebody asks for it: lines that come earlier would be lost.
    lines: {
      [Symbol.asyncIterator]: () =>
        createInterface({ input: child.stdout, crlfDelay: Infinity })[Symbol.asyncIterator](),
    },
    ended,
    stop: ({ gently } = { gently: false }) => {
      if (stopping) return;
      stopping = true;
      if (gently) stopAfterRenewal(child);
      else stopGroup(child);
      // What nobody reads any more would hold back the end.
      child.stdout.resume();
    },
  };
}

function neverStarted(errno: string): ProgramRun {
  return {
    lines: (async function* () {})(),
    ended: Promise.resolve({ errno, said: '' }),
    stop: () => undefined,
  };
}

/** Lets a renewal of the login come to its end: whatever the program says of its request comes after it. */
function stopAfterRenewal(child: ChildProcessWithoutNullStreams): void {
  const timer = setTimeout(() => stopGroup(child), renewalMs).unref();
  child.stdout.on('data', (bytes: Buffer) => {
    if (!/"(stream_event|assistant|result|api_retry)"/.test(bytes.toString('latin1'))) return;
    clearTimeout(timer);
    stopGroup(child);
  });
}

/** Asks the group to end, and makes it after a while. Whoever has ended already leaves others of its group behind. */
function stopGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on('error', () => {
      child.kill();
    });
    return;
  }
  signalGroup(pid, 'SIGTERM');
  setTimeout(() => signalGroup(pid, 'SIGKILL'), killAfterMs).unref();
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // No process of that group is left.
  }
}

/** What `claude --help` prints. Measured (2.1.330): it opens no connection and writes no file. */
function readHelp(found: FoundProgram, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(found.command, [...found.args, '--help'], {
      cwd: tmpdir(),
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
      signal,
      windowsHide: true,
    });
    let help = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (help += text));
    child.once('error', () => resolve(undefined));
    child.once('close', () => resolve(help === '' ? undefined : help));
  });
}
