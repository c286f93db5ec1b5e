import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { piecesOf, type Pace } from './pace';

/** The TCP socket under a TLS one, which alone can be reset. */
export const socketsBelow = new WeakMap<object, Socket>();

/** Milliseconds for the client to read what was written before the connection is torn. */
const settleMs = 15;

/** The way back to one client: writes, waits, tears. Every wait ends when the client leaves, by a throw of `ClientLeft`. */
export class Line {
  private readonly left = new AbortController();
  /** Set when the simulator itself ended the connection. */
  isTorn = false;

  constructor(readonly response: ServerResponse) {
    response.on('close', () => this.left.abort());
    response.on('error', () => this.left.abort());
  }

  /** Whether the client went away before the end, without our doing. */
  get hasLeft(): boolean {
    return this.left.signal.aborted && !this.response.writableFinished && !this.isTorn;
  }

  head(status: number, headers: Readonly<Record<string, string>>): void {
    this.response.writeHead(status, headers);
    this.response.flushHeaders();
  }

  /** Writes bytes, split as the pace says, and waits until the socket has taken them. */
  async write(bytes: Buffer, split: Pace['split']): Promise<void> {
    for (const piece of piecesOf(bytes, split)) {
      this.check();
      if (!this.response.write(piece)) await this.drained();
      await nextTurn();
    }
  }

  /** Waits so long, or until the client leaves. */
  async wait(ms: number): Promise<void> {
    this.check();
    if (ms <= 0) return;
    await sleep(ms, undefined, { signal: this.left.signal }).catch(() => this.check());
  }

  /** Waits until the client leaves. */
  async waitForEver(): Promise<never> {
    for (;;) await this.wait(3_600_000);
  }

  end(text = ''): void {
    this.response.end(text);
  }

  /** Tears the connection: `reset` as a crashed peer does, `close` as one that was shut down. */
  async tear(how: 'reset' | 'close'): Promise<void> {
    await this.wait(settleMs);
    this.isTorn = true;
    const socket = this.response.socket;
    if (!socket) return;
    if (how === 'close') socket.destroy();
    else tearSocket(socketsBelow.get(socket) ?? socket);
  }

  private async drained(): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.response.off('drain', done);
        this.response.off('close', done);
        resolve();
      };
      this.response.on('drain', done);
      this.response.on('close', done);
    });
    this.check();
  }

  private check(): void {
    if (this.left.signal.aborted) throw new ClientLeft();
  }
}

/** What an answer is played on: a connection, or memory where a bench plays whole days. */
export type Voice = Pick<Line, 'head' | 'write' | 'wait' | 'waitForEver' | 'end' | 'tear'>;

/** Resets a TCP connection, or destroys what is not one. */
export function tearSocket(socket: Socket): void {
  socket.on('error', () => undefined);
  socket.resetAndDestroy();
}

/** The client closed the connection. */
export class ClientLeft extends Error {
  override readonly name = 'ClientLeft';
}
