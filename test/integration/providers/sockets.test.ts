import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { generate } from 'selfsigned';
import { Cancelled } from '../../../src/core/base/async';
import { silentLogger } from '../../../src/core/base/logger';
import { ProviderRegistry } from '../../../src/core/providers/registry';
import { durations } from '../../../src/core/routing/durations';
import type { ProviderSetting } from '../../../src/core/settings/snapshot';
import { systemClock } from '../../../src/platform/systemClock';
import { settingsOf } from '../../support/routingWorld';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import type { ServiceId } from '../../simulator/services';
import { createRig, hear, question, targetOf } from './rig';

const wires: readonly ServiceId[] = ['claude', 'openai', 'ollama'];

describe('sockets of real SDKs', function () {
  this.timeout(20_000);
  let sim: Simulator;
  before(async () => {
    sim = await startSimulator({ pace: { msPerChunk: 3, charsPerChunk: 20 } });
  });
  after(() => sim.stop());
  beforeEach(() => sim.reset());

  /** Without the questions where a model of Ollama runs. */
  const asks = () => sim.control.journal.requests.filter(({ path }) => path !== '/api/show');
  const outcomeOf = async (index: number): Promise<string | undefined> => {
    for (let look = 0; look < 200; look++) {
      const record = asks()[index];
      if (record?.endedAt !== undefined) return record.outcome;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return 'running';
  };

  for (const id of wires) {
    it(`${id}: an abort in mid-answer throws Cancelled and closes the socket`, async () => {
      const abortion = new AbortController();
      const stream = createRig(sim).get(id)!.chat(question, targetOf(id), abortion.signal);
      await assert.rejects(async () => {
        for await (const event of stream) if (event.t === 'text') abortion.abort();
      }, Cancelled);
      assert.equal(await outcomeOf(0), 'left');
    });

    it(`${id}: leaving the loop closes the socket`, async () => {
      const stream = createRig(sim).get(id)!.chat(question, targetOf(id), new AbortController().signal);
      for await (const event of stream) if (event.t === 'text') break;
      assert.equal(await outcomeOf(0), 'left');
    });

    it(`${id}: answers that ended well share a connection`, async () => {
      const connected = channel('undici:client:connected');
      let connections = 0;
      const count = (): void => void (connections += 1);
      connected.subscribe(count);
      try {
        const provider = createRig(sim).get(id)!;
        for (let ask = 0; ask < 5; ask++) {
          const { events } = await hear(provider.chat(question, targetOf(id), new AbortController().signal));
          assert.equal(events.at(-1)?.t, 'end');
          assert.equal(await outcomeOf(ask), 'answered');
        }
      } finally {
        connected.unsubscribe(count);
      }
      assert.ok(connections <= 2, `${connections} connections for five answers`);
    });

    it(`${id}: an abort before the headers throws Cancelled at once`, async () => {
      sim.control.set({ service: id, fault: 'stall', phase: 'headers' });
      const abortion = new AbortController();
      const asked = hear(createRig(sim).get(id)!.chat(question, targetOf(id), abortion.signal));
      while (asks().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      abortion.abort();
      await assert.rejects(asked, Cancelled);
      assert.equal(await outcomeOf(0), 'left');
    });

    it(`${id}: an abort before the call sends nothing`, async () => {
      const asked = hear(createRig(sim).get(id)!.chat(question, targetOf(id), AbortSignal.abort()));
      await assert.rejects(asked, Cancelled);
      assert.equal(sim.control.journal.requests.length, 0);
    });

    it(`${id}: aborting one call leaves another of the same provider alone`, async () => {
      const provider = createRig(sim).get(id)!;
      const abortion = new AbortController();
      const other = hear(provider.chat(question, targetOf(id), new AbortController().signal));
      const first = hear(provider.chat(question, targetOf(id), abortion.signal));
      setTimeout(() => abortion.abort(), 50);
      await assert.rejects(first, Cancelled);
      assert.equal((await other).events.at(-1)?.t, 'end');
    });
  }
});

describe('servers that are not what they should be', function () {
  this.timeout(20_000);
  const servers: ScriptedServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  const start = async (...args: Parameters<typeof startScriptedServer>): Promise<ScriptedServer> => {
    const server = await startScriptedServer(...args);
    servers.push(server);
    return server;
  };
  const registry = (providers: Readonly<Record<string, ProviderSetting>>): ProviderRegistry => {
    const settings = settingsOf({ providers });
    return new ProviderRegistry({
      settings: () => settings,
      fetch: (url, init) => globalThis.fetch(url, init),
      keys: () => Promise.resolve('sk-test'),
      clock: systemClock,
      durations,
      logger: silentLogger,
    });
  };
  const signal = new AbortController().signal;
  const mini = (response: ServerResponse, text: string): void => {
    const chunk = (delta: object, finish: string | null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(chunk({ content: text }, null) + chunk({}, 'stop') + 'data: [DONE]\n\n');
  };
  const target = { provider: 'house', model: 'm', use: 'chat' } as const;

  it('one that keeps its connection open after its last word is not waited for, and is shut', async () => {
    const shut = Promise.withResolvers<void>();
    const server = await start((_request, response) => {
      response.on('close', () => shut.resolve());
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const chunk = (delta: object, finish: string | null) =>
        `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
      response.write(`${chunk({ content: 'All.' }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`);
    });
    const house = registry({ house: { type: 'openai', baseUrl: [`${server.origin}/v1`] } });
    const { text, events } = await hear(house.get('house')!.chat(question, target, signal));
    assert.equal(text, 'All.');
    assert.equal(events.at(-1)?.t, 'end');
    await shut.promise;
  });

  it('a redirect to another origin is refused before the key goes there', async () => {
    const keys: unknown[] = [];
    const thief = await start((request, response) => {
      keys.push(request.headers.authorization);
      mini(response, 'stolen');
    });
    const door = await start((_request, response) => {
      response.writeHead(307, { location: `${thief.origin}/v1/chat/completions` });
      response.end();
    });
    const house = registry({ house: { type: 'openai', baseUrl: [`${door.origin}/v1`] } });
    const { failure } = await hear(house.get('house')!.chat(question, target, signal));
    assert.equal(failure?.evidence.observed, 'redirected');
    assert.deepEqual(keys, []);
  });

  it('a redirect within the origin is followed with body and key', async () => {
    const door = await start((request, response) => {
      if (request.url === '/v1/chat/completions') {
        response.writeHead(308, { location: '/v2/chat/completions' });
        response.end();
      } else mini(response, `${request.method} ${request.headers.authorization}`);
    });
    const house = registry({ house: { type: 'openai', baseUrl: [`${door.origin}/v1`] } });
    const { text } = await hear(house.get('house')!.chat(question, target, signal));
    assert.equal(text, 'POST Bearer sk-test');
  });

  it('a redirect that never ends is given up', async () => {
    const door = await start((_request, response) => {
      response.writeHead(307, { location: '/again' });
      response.end();
    });
    const house = registry({ house: { type: 'openai', baseUrl: [`${door.origin}/v1`] } });
    const { failure } = await hear(house.get('house')!.chat(question, target, signal));
    assert.equal(failure?.evidence.observed, 'redirected');
  });

  it('a certificate of somebody else is an interception', async () => {
    const made = await generate([{ name: 'commonName', value: 'somebody' }], { keyType: 'ec', algorithm: 'sha256' });
    const door = await start((_request, response) => mini(response, 'hello'), { key: made.private, cert: made.cert });
    const house = registry({ house: { type: 'openai', baseUrl: [`${door.origin}/v1`] } });
    const { failure } = await hear(house.get('house')!.chat(question, target, signal));
    assert.equal(failure?.kind, 'intercepted', JSON.stringify(failure?.evidence));
  });

  it('TLS to a plain port is a wrong address where the user typed it', async () => {
    const door = await start((_request, response) => mini(response, 'hello'));
    const url = door.origin.replace('http:', 'https:');
    const house = registry({ house: { type: 'openai', baseUrl: [`${url}/v1`] } });
    const { failure } = await hear(house.get('house')!.chat(question, target, signal));
    assert.equal(failure?.kind, 'wrong-address', JSON.stringify(failure?.evidence));
  });

  it('JSON of another service with status 200 is a wrong address', async () => {
    const door = await start((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"hello":"world"}');
    });
    const all = registry({
      house: { type: 'openai', baseUrl: [`${door.origin}/v1`] },
      claude: { baseUrl: [door.origin] },
      ollama: { baseUrl: [door.origin] },
    });
    for (const id of ['house', 'claude', 'ollama']) {
      const { failure } = await hear(all.get(id)!.chat(question, { ...target, provider: id }, signal));
      assert.equal(failure?.kind, 'wrong-address', `${id} ${JSON.stringify(failure?.evidence)}`);
      const listed = await all.get(id)!.listModels(signal);
      assert.equal(listed.ok ? 'ok' : listed.failure.kind, 'wrong-address', `${id} list`);
    }
  });

  it('the second address is taken when the first one refuses, and remembered', async () => {
    const gone = await startScriptedServer(() => undefined);
    await gone.close();
    let asked = 0;
    const door = await start((_request, response) => {
      asked += 1;
      mini(response, 'here');
    });
    const all = registry({ llamacpp: { baseUrl: [`${gone.origin}/v1`, `${door.origin}/v1`] } });
    for (let round = 0; round < 2; round++) {
      const { text } = await hear(all.get('llamacpp')!.chat(question, { ...target, provider: 'llamacpp' }, signal));
      assert.equal(text, 'here');
    }
    assert.equal(asked, 2);
  });

  it('an error body that never ends costs no more than its status says', async () => {
    const door = await start((_request, response) => {
      response.writeHead(529, { 'content-type': 'application/json' });
      response.write('{"type":"error","error":{"type":"overloaded_error","message":"');
      const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
      void once(response, 'close').then(() => clearInterval(more));
    });
    const all = registry({ claude: { baseUrl: [door.origin] } });
    const { failure } = await hear(all.get('claude')!.chat(question, targetOf('claude'), signal));
    assert.equal(failure?.kind, 'overloaded');
  });

  it('another server of Anthropic’s wire gets the older version and header as well', async () => {
    let seen: NodeJS.Dict<string | string[]> = {};
    const door = await start((request, response) => {
      seen = request.headers;
      response.writeHead(401).end();
    });
    const all = registry({ proxy: { type: 'anthropic', baseUrl: [door.origin], headers: { 'X-Team': 'blue' } } });
    await hear(all.get('proxy')!.chat(question, { ...target, provider: 'proxy' }, signal));
    assert.equal(seen['anthropic-version'], '2023-06-01');
    assert.equal(seen['x-api-key'], 'sk-test');
    assert.equal(seen['x-team'], 'blue');
  });
});
