import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Where and how a program runs; every line it prints goes to `say`. */
export interface Running {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly say?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Yields the processor to everything else. */
  readonly nice?: boolean;
}

/** How a program ended and what it printed on both streams. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program to its end; an abort ends it and all its children. Never throws for a non-zero code. */
export async function run(command: string, args: readonly string[], options: Running = {}): Promise<Ended> {
  options.signal?.throwIfAborted();
  const child = start(command, args, options);
  const lines: string[] = [];
  const stop = (): void => void stopTree(child);
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const closed = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    eachLine(child, (line) => {
      lines.push(line);
      options.say?.(line);
    });
    return { code: await closed, output: lines.join('\n') };
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}

/** Like {@link run}, but a non-zero code is an error that carries the last lines. */
export async function must(command: string, args: readonly string[], options: Running = {}): Promise<string> {
  const { code, output } = await run(command, args, options);
  options.signal?.throwIfAborted();
  if (code === 0) return output;
  throw new Error(
    `${command} ${args.slice(0, 3).join(' ')} ended with ${code}:\n${output.split('\n').slice(-15).join('\n')}`,
  );
}

/** Starts a program in a process group of its own, so that {@link stopTree} reaches its children too. */
export function start(command: string, args: readonly string[], options: Running = {}): ChildProcess {
  const niced = options.nice && process.platform !== 'win32';
  const settings: SpawnOptions = {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  };
  return niced ? spawn('nice', ['-n', '15', command, ...args], settings) : spawn(command, [...args], settings);
}

/** Hands on what a child prints, line by line, from both streams. */
export function eachLine(child: ChildProcess, say: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', say);
  }
}

/** Ends a program started here and everything it started: asks first, kills after three seconds. */
export async function stopTree(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    try {
      execFileSync('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    } catch {
      // Already gone.
    }
    return;
  }
  signalGroup(pid, 'SIGTERM');
  for (let tries = 0; tries < 60 && signalGroup(pid, 0); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  signalGroup(pid, 'SIGKILL');
}

function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false; // No process of that group is left.
  }
}
