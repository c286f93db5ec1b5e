import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';

/** A listener on loopback that keeps its port while it is shut and opened again. */
export class Door {
  private port: number;
  private change: Promise<void> = Promise.resolve();
  private isWanted = true;

  constructor(
    readonly server: Server,
    port: number,
  ) {
    this.port = port;
    // A slow reader of a stream must not be cut by Node's own limits: the faults decide.
    server.requestTimeout = 0;
    server.headersTimeout = 0;
    server.keepAliveTimeout = 60_000;
  }

  /** `http://127.0.0.1:port`; valid once `open` has resolved. */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Listens. @throws when the port is taken. */
  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port, '127.0.0.1', () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** Opens or shuts the door; `settled` tells when it is done. Shutting takes effect at once. */
  want(isOpen: boolean): void {
    if (isOpen === this.isWanted) return;
    this.isWanted = isOpen;
    if (!isOpen) this.shut();
    this.change = this.change.then(async () => {
      if (this.isWanted && !this.server.listening) await this.open();
      else if (!this.isWanted && this.server.listening) this.shut();
    });
  }

  /** Resolves when the last wish is fulfilled. */
  settled(): Promise<void> {
    return this.change;
  }

  /** How many connections are open. */
  connections(): Promise<number> {
    return promisify(this.server.getConnections.bind(this.server))();
  }

  /** Shuts for good, tearing what is open. */
  async stop(): Promise<void> {
    this.want(false);
    await this.change.catch(() => undefined);
  }

  /** Not one more request slips in: the listening socket is closed now, and with it every connection. */
  private shut(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
