import { setTimeout as wait } from 'node:timers/promises';

/** Reads again and again until `isDone` holds, and gives what was read; throws with the last reading when it never does. */
export async function until<T>(
  read: () => T | Promise<T>,
  isDone: (value: T) => boolean,
  limitMs = 20_000,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = await read();
    if (isDone(value)) return value;
    if (Date.now() > deadline) throw new Error(`Still this after ${limitMs} ms: ${JSON.stringify(value)}`);
    await wait(50);
  }
}
