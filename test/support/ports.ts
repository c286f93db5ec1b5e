import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** A port of loopback that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Asks `url` until it answers 2xx; throws `late` after `limitMs`, or what `gone` reports. */
export async function untilAnswers(
  url: string,
  options: { limitMs: number; late: () => string; gone?: () => string | undefined; signal?: AbortSignal },
): Promise<void> {
  const deadline = Date.now() + options.limitMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const trouble = options.gone?.();
    if (trouble !== undefined) throw new Error(trouble);
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    if (Date.now() > deadline) throw new Error(options.late());
    await wait(50);
  }
}
