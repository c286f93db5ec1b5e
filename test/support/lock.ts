import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Runs `work` while this process alone holds the lock file `file`, waiting for its turn.
 * The lock of a process that died is taken over.
 */
export async function withLock<T>(file: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  while (!(await take(file))) await wait(200, undefined, { signal });
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
    await dropIfDead(file);
    return false;
  }
}

async function dropIfDead(file: string): Promise<void> {
  if (await heldByTheLiving(file)) return;
  const aside = `${file}.${process.pid}`;
  try {
    await rename(file, aside);
  } catch {
    return; // Somebody else took it over between the two calls.
  }
  // A new owner may have moved in just before the rename: then it gets its lock back.
  if (await heldByTheLiving(aside)) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function heldByTheLiving(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  // A file without a number is being written at this moment.
  if (!/^\d+$/.test(text)) return text === '';
  try {
    process.kill(Number(text), 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
