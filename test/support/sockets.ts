import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';

/** Waits so many milliseconds of real time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until something is so. @throws `otherwise` when it is not within so many milliseconds. */
export async function within(ms: number, isSo: () => boolean, otherwise: string): Promise<void> {
  const end = Date.now() + ms;
  while (!isSo()) {
    assert.ok(Date.now() < end, otherwise);
    await pause(5);
  }
}

/** Requests that undici has sent and whose response has neither ended nor been given up, so that their socket is busy. */
export function countSockets(): { busy(): number; stop(): void } {
  const busy = new Set<unknown>();
  const add = (message: unknown): void => void busy.add((message as { request: unknown }).request);
  const remove = (message: unknown): void => void busy.delete((message as { request: unknown }).request);
  const watched = [
    ['undici:request:create', add],
    ['undici:request:trailers', remove],
    ['undici:request:error', remove],
  ] as const;
  for (const [name, listen] of watched) channel(name).subscribe(listen);
  return {
    busy: () => busy.size,
    stop: () => {
      for (const [name, listen] of watched) channel(name).unsubscribe(listen);
    },
  };
}
