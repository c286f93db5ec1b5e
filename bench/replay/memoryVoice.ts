import { Cancelled, sleep } from '../../src/core/base/async';
import type { Clock } from '../../src/core/base/clock';
import { ClientLeft, type Voice } from '../../test/simulator/line';

/** The client's end: a response once the head is there, or what broke the connection. */
export interface MemoryVoice extends Voice {
  readonly response: Promise<Response>;
}

/** Plays an answer into a `Response` in memory, on simulated time. `signal` is the client's: its abort closes the connection. */
export function createMemoryVoice(clock: Clock, signal: AbortSignal): MemoryVoice {
  let body: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isOver = false;
  let answer!: (response: Response) => void;
  let refuse!: (error: unknown) => void;
  const response = new Promise<Response>((resolve, reject) => ((answer = resolve), (refuse = reject)));
  // Whoever aborted may have gone before it could wait.
  response.catch(() => undefined);

  const breakOff = (error: unknown): void => {
    if (isOver) return;
    isOver = true;
    if (body) body.error(error);
    else refuse(error);
  };
  const leave = (): void => breakOff(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  const check = (): void => {
    if (signal.aborted || isOver) throw new ClientLeft();
  };
  const wait = async (ms: number): Promise<void> => {
    check();
    if (ms > 0) {
      await sleep(clock, ms, signal).catch((error: unknown) => {
        throw error instanceof Cancelled ? new ClientLeft() : error;
      });
    }
  };
  const close = (text?: string): void => {
    if (isOver) return;
    isOver = true;
    signal.removeEventListener('abort', leave);
    if (text !== undefined) body?.enqueue(Buffer.from(text));
    body?.close();
  };

  return {
    response,
    head(status, headers) {
      const source = {
        start: (controller: ReadableStreamDefaultController<Uint8Array>): void => void (body = controller),
        cancel: (): void => void (isOver = true),
      };
      answer(new Response(new ReadableStream<Uint8Array>(source), { status, headers: { ...headers } }));
    },
    async write(bytes) {
      check();
      body?.enqueue(bytes);
      await Promise.resolve();
    },
    wait,
    async waitForEver(): Promise<never> {
      for (;;) await wait(3_600_000);
    },
    end: close,
    tear(how) {
      const cause = Object.assign(new Error(how), { code: how === 'reset' ? 'ECONNRESET' : 'UND_ERR_SOCKET' });
      breakOff(new TypeError(body ? 'terminated' : 'fetch failed', { cause }));
      return Promise.resolve();
    },
  };
}
