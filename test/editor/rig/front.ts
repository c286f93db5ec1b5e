import { createServer, request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';

/** Key of the workbench's secret store. Fixed, because secrets are to be readable after a reload. */
const MINTED_KEY = Buffer.alloc(32, 7);

/**
 * A proxy in front of the bare VS Code server that keeps secrets: the workbench encrypts them with a key it asks for by
 * `POST …/mint-key`, which the bare server refuses, so that they would be lost on a reload. All else passes, WebSockets too.
 * Listens on a free port of loopback.
 */
export async function frontServer(inner: number): Promise<{ port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'POST' && incoming.url?.split('?')[0]?.endsWith('/mint-key')) {
      outgoing.writeHead(200, { 'content-type': 'application/octet-stream' }).end(MINTED_KEY);
      return;
    }
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port: inner, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (incoming, socket: Socket, head: Buffer) => passSocket(incoming, socket, head, inner));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** Replays the upgrade request on a plain connection and joins the two: no frame is looked at. */
function passSocket(incoming: IncomingMessage, socket: Socket, head: Buffer, inner: number): void {
  const onward = connect(inner, '127.0.0.1', () => {
    const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
    for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
      lines.push(`${incoming.rawHeaders[at]}: ${incoming.rawHeaders[at + 1]}`);
    }
    onward.write(`${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    socket.pipe(onward).pipe(socket);
  });
  for (const [one, other] of [
    [socket, onward],
    [onward, socket],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}
