import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

describe('the simulator as a program', function () {
  this.timeout(30_000);

  it('prints its addresses in one line and stops on SIGTERM', async () => {
    const port = await freePort();
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', 'test/simulator/main.ts', '--port-control', String(port)],
      {
        env: { ...process.env, SIMULATOR_MS_PER_CHUNK: '1' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const addresses = JSON.parse(line.toString()) as {
        control: string;
        proxy: string;
        services: { claude: { cloudUrl: string; key: string } };
      };
      assert.equal(addresses.control, `http://127.0.0.1:${port}`);
      assert.equal(addresses.services.claude.cloudUrl, 'http://api.claude.test');
      assert.equal((await fetch(`${addresses.control}/control/state`)).status, 200);
      child.kill('SIGTERM');
      assert.deepEqual(await once(child, 'exit'), [0, null]);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
