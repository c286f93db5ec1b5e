import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { FaultAct } from '../../src/core/outages/faults/fault';
import { faultById } from '../../src/core/outages/faults';
import type { Authority } from './certificates';
import { socketsBelow, tearSocket } from './line';
import type { Via } from './serve';

/** One thing that came to the proxy, whether it passed or not. */
export interface ProxyEntry {
  readonly at: number;
  readonly method: string;
  readonly host: string;
  /** Empty for a CONNECT. */
  readonly path: string;
  readonly passed: boolean;
}

/** How the network behind the proxy is. */
export type ProxyMode =
  | { readonly kind: 'open' }
  /** `destroy`: connections die at once; `refuse`: nobody listens. */
  | { readonly kind: 'offline'; readonly how: 'destroy' | 'refuse' }
  /** Somebody answers in the provider's place with this status. */
  | { readonly kind: 'intercepted'; readonly how: 200 | 302 | 407 | 511 }
  /** Every TLS connection is opened by somebody in between. */
  | { readonly kind: 'foreign-certificate' };

/** What the proxy needs of the rest. */
export interface ProxyPorts {
  readonly authority: Authority;
  /** Serves a request to this host; `undefined` for hosts that the simulator does not play. */
  handler(host: string): ((via: Via, request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Whether this host shows a foreign certificate now. */
  isForeign(host: string): boolean;
  /** Whether connections to this host are refused now. */
  isRefused(host: string): boolean;
  now(): number;
}

const interceptions: Readonly<Record<number, string>> = {
  200: 'portal',
  302: 'portal-redirect',
  407: 'proxy-login',
  511: 'network-login',
};

/** The forward proxy of `testing.md`: known hosts are served here, all others are refused; everything is logged. */
export class ForwardProxy {
  readonly log: ProxyEntry[] = [];
  readonly server: Server;
  private current: ProxyMode = { kind: 'open' };
  /** Serves what comes out of tunnels. */
  private readonly inner: Server;
  private readonly tunnels = new WeakMap<object, string>();
  private readonly openSockets = new Set<Duplex>();
  private readonly listeners: (() => void)[] = [];

  constructor(private readonly ports: ProxyPorts) {
    this.server = createServer((request, response) => this.onRequest(request, response));
    this.server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.onConnect(request, socket, head),
    );
    this.server.on('connection', (socket: Socket) => {
      if (this.current.kind === 'offline') tearSocket(socket);
    });
    this.inner = createServer((request, response) => this.onTunnelled(request, response));
    this.inner.on('clientError', (_error, socket) => socket.destroy());
  }

  get mode(): ProxyMode {
    return this.current;
  }

  /** Changes the network. Going offline tears what is open. */
  setMode(mode: ProxyMode): void {
    this.current = mode;
    if (mode.kind === 'offline') this.closeAll();
    for (const listener of this.listeners) listener();
  }

  /** Called after every change of the mode. */
  onDidChangeMode(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Tears every connection. */
  closeAll(): void {
    this.server.closeAllConnections();
    this.inner.closeAllConnections();
    for (const socket of this.openSockets) socket.destroy();
  }

  private note(method: string, host: string, path: string, passed: boolean): void {
    this.log.push({ at: this.ports.now(), method, host, path, passed });
  }

  /** A request in absolute form: plain HTTP. */
  private onRequest(request: IncomingMessage, response: ServerResponse): void {
    const url = parseAbsolute(request.url);
    const host = url?.hostname ?? '';
    const handler = url ? this.ports.handler(host) : undefined;
    const interception = this.interception();
    this.note(request.method ?? '', host, url?.pathname ?? request.url ?? '', handler !== undefined && !interception);
    if (interception) return sendPage(response, interception);
    if (!url || !handler) return sendText(response, 502, `The simulator's proxy knows no ${host || 'such host'}.`);
    if (this.ports.isRefused(host)) return tearSocket(request.socket);
    request.url = url.pathname + url.search;
    handler('proxy', request, response);
  }

  private onConnect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.openSockets.add(socket);
    socket.on('close', () => this.openSockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const host = (request.url ?? '').replace(/:\d+$/, '');
    const isKnown = this.ports.handler(host) !== undefined;
    const interception = this.interception();
    this.note('CONNECT', host, '', isKnown && !interception);
    if (interception && interception.status !== 200) return void socket.end(rawPage(interception));
    if (!isKnown) return void socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    if (this.ports.isRefused(host)) return socket instanceof Socket ? tearSocket(socket) : void socket.destroy();
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    this.enter(host, socket);
  }

  /** Looks at the first byte: a TLS handshake begins with 0x16, anything else is plain HTTP. */
  private enter(host: string, socket: Duplex): void {
    socket.once('readable', () => {
      const first: Buffer | null = socket.read();
      if (first === null) {
        socket.destroy();
        return;
      }
      socket.unshift(first);
      const isForeign =
        this.current.kind === 'foreign-certificate' || this.interception() !== undefined || this.ports.isForeign(host);
      const inside = first[0] === 0x16 ? this.terminate(socket, isForeign) : socket;
      this.tunnels.set(inside, host);
      this.inner.emit('connection', inside);
    });
  }

  private terminate(socket: Duplex, isForeign: boolean): TLSSocket {
    const { authority } = this.ports;
    const secure = new TLSSocket(socket, {
      isServer: true,
      secureContext: isForeign ? authority.foreign : authority.trusted,
      ALPNProtocols: ['http/1.1'],
    });
    secure.on('error', () => secure.destroy());
    if (socket instanceof Socket) socketsBelow.set(secure, socket);
    return secure;
  }

  private onTunnelled(request: IncomingMessage, response: ServerResponse): void {
    const host = this.tunnels.get(request.socket) ?? '';
    const handler = this.ports.handler(host);
    const interception = this.interception();
    this.note(
      request.method ?? '',
      host,
      (request.url ?? '').replace(/\?.*/, ''),
      handler !== undefined && !interception,
    );
    if (interception) return sendPage(response, interception);
    if (!handler) return sendText(response, 502, `The simulator's proxy knows no ${host}.`);
    handler('tunnel', request, response);
  }

  private interception(): (FaultAct & { do: 'page' }) | undefined {
    if (this.current.kind !== 'intercepted') return undefined;
    const act = faultById(interceptions[this.current.how] ?? 'portal')?.act;
    return act?.do === 'page' ? act : undefined;
  }
}

function parseAbsolute(url: string | undefined): URL | undefined {
  return url?.startsWith('http://') ? new URL(url) : undefined;
}

function sendPage(response: ServerResponse, page: FaultAct & { do: 'page' }): void {
  response.writeHead(page.status, { ...page.headers, connection: 'close' }).end(page.body);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
}

function rawPage(page: FaultAct & { do: 'page' }): string {
  const headers = Object.entries({
    ...page.headers,
    'content-length': String(Buffer.byteLength(page.body)),
    connection: 'close',
  });
  return `HTTP/1.1 ${page.status} Intercepted\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${page.body}`;
}
