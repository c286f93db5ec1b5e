import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { startSimulator, type Simulator } from '../../simulator/simulator';

describe('the forward proxy of the simulator', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ only: ['claude'] });
  });
  afterEach(() => simulator.reset());
  after(() => simulator.stop());

  const headers = (): Record<string, string> => ({
    authorization: `Bearer ${simulator.key('claude')}`,
    'anthropic-version': '2026-10-21',
  });

  /** A plain request in absolute form, as clients send it to a proxy. */
  function viaProxy(url: string): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(simulator.proxyUrl);
      const asked = httpRequest(
        { hostname, port, path: url, headers: { host: new URL(url).host, ...headers() }, agent: false },
        (answer) => {
          let body = '';
          answer.on('data', (piece: Buffer) => (body += piece.toString()));
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
        },
      );
      asked.on('error', reject);
      asked.end();
    });
  }

  /** Opens a tunnel; resolves with the proxy's status line and the socket. */
  function tunnel(target: string): Promise<{ line: string; socket: Duplex }> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(simulator.proxyUrl);
      const socket = connect(Number(port), hostname, () =>
        socket.write(`CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n\r\n`),
      );
      socket.once('data', (piece: Buffer) => resolve({ line: piece.toString().split('\r\n')[0] ?? '', socket }));
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('closed')));
    });
  }

  async function viaTls(ca: string): Promise<string> {
    const { socket } = await tunnel('api.claude.test:443');
    const secure = connectTls({ socket, servername: 'api.claude.test', ca });
    return new Promise((resolve, reject) => {
      let text = '';
      secure.once('error', reject);
      secure.on('data', (piece: Buffer) => (text += piece.toString()));
      secure.on('close', () => resolve(text));
      const lines = Object.entries(headers()).map(([name, value]) => `${name}: ${value}\r\n`);
      secure.write(`GET /v1/models HTTP/1.1\r\nhost: api.claude.test\r\nconnection: close\r\n${lines.join('')}\r\n`);
    });
  }

  it('serves known hosts itself and logs them', async () => {
    const answer = await viaProxy('http://api.claude.test/v1/models?limit=1');
    assert.equal(answer.status, 200);
    assert.match(answer.body, /claude-sonnet-5-5/);
    assert.deepEqual(
      simulator.proxy.log.map(({ method, host, path, passed }) => [method, host, path, passed]),
      [['GET', 'api.claude.test', '/v1/models', true]],
    );
    assert.equal(simulator.control.journal.requests[0]?.via, 'proxy');
  });

  it('serves the status pages', async () => {
    assert.match((await viaProxy('http://status.claude.test/api/v2/summary.json')).body, /tymt9n04zgry/);
  });

  it('refuses and logs every other host', async () => {
    assert.equal((await viaProxy('http://api.anthropic.com/v1/models')).status, 502);
    assert.match((await tunnel('example.com:443').catch(() => ({ line: '' }))).line, /502/);
    assert.deepEqual(
      simulator.proxy.log.map(({ host, passed }) => [host, passed]),
      [
        ['api.anthropic.com', false],
        ['example.com', false],
      ],
    );
  });

  it('ends TLS with a certificate of its own authority', async () => {
    assert.match(await viaTls(simulator.ca.pem), /^HTTP\/1\.1 200[\s\S]*claude-sonnet-5-5/);
    assert.deepEqual(
      simulator.proxy.log.map(({ method, path }) => `${method} ${path}`),
      ['CONNECT ', 'GET /v1/models'],
    );
    assert.equal(simulator.control.journal.requests[0]?.via, 'tunnel');
  });

  it('shows a foreign certificate when told so, once or until told', async () => {
    simulator.control.set({ service: 'claude', fault: 'foreign-certificate', count: 1 });
    await assert.rejects(viaTls(simulator.ca.pem), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    assert.match(await viaTls(simulator.ca.pem), /200/);
    simulator.proxy.setMode({ kind: 'foreign-certificate' });
    await assert.rejects(viaTls(simulator.ca.pem));
  });

  it('carries plain HTTP inside a tunnel too', async () => {
    const { line, socket } = await tunnel('api.claude.test:80');
    assert.match(line, /200/);
    const answered = new Promise<string>((resolve) =>
      socket.once('data', (piece: Buffer) => resolve(piece.toString())),
    );
    socket.write('HEAD / HTTP/1.1\r\nhost: api.claude.test\r\n\r\n');
    assert.match(await answered, /^HTTP\/1\.1 404[\s\S]*cf-ray/);
    socket.destroy();
  });

  it('plays a network that is gone', async () => {
    simulator.proxy.setMode({ kind: 'offline', how: 'destroy' });
    await assert.rejects(viaProxy('http://api.claude.test/'), { code: 'ECONNRESET' });
    simulator.proxy.setMode({ kind: 'offline', how: 'refuse' });
    await simulator.settled();
    await assert.rejects(viaProxy('http://api.claude.test/'), { code: 'ECONNREFUSED' });
    simulator.proxy.setMode({ kind: 'open' });
    await simulator.settled();
    assert.equal((await viaProxy('http://api.claude.test/v1/models')).status, 200);
  });

  it('plays somebody in between', async () => {
    for (const how of [200, 302, 407, 511] as const) {
      simulator.proxy.setMode({ kind: 'intercepted', how });
      const answer = await viaProxy('http://api.claude.test/v1/models');
      assert.equal(answer.status, how);
      assert.match(answer.body, /<html/);
      if (how === 200) await assert.rejects(viaTls(simulator.ca.pem));
      else assert.match((await tunnel('api.claude.test:443')).line, new RegExp(String(how)));
    }
    assert.equal(simulator.control.journal.requests.length, 0);
  });

  it('destroys the connection where the service behind it refuses', async () => {
    simulator.control.set({ service: 'claude', fault: 'refused' });
    await assert.rejects(viaProxy('http://api.claude.test/v1/models'), { code: 'ECONNRESET' });
    await assert.rejects(tunnel('api.claude.test:443'));
  });
});
