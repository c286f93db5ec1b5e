import assert from 'node:assert/strict';
import { causesOf } from '../../../src/core/providers/causes';
import { StreamLimit } from '../../../src/core/providers/streamLimit';
import { watchedFetch, type FetchWatch } from '../../../src/core/providers/watchedFetch';
import { createFakeClock, settle, type FakeClock } from '../../support/fakeClock';
import { bodyOf } from './bytes';

type Fetch = FetchWatch['fetch'];

/** A fetch that answers when told and rejects when its signal aborts, as the real one does. */
function hanging(): { fetch: Fetch; answer: (response: Response) => void; signal: () => AbortSignal | undefined } {
  let seen: AbortSignal | undefined;
  let resolve: (response: Response) => void = () => undefined;
  return {
    fetch: (_url, init) =>
      new Promise((yes, no) => {
        seen = init?.signal ?? undefined;
        resolve = yes;
        seen?.addEventListener('abort', () => no(seen?.reason), { once: true });
      }),
    answer: (response) => resolve(response),
    signal: () => seen,
  };
}

/** A body fed by hand. */
function feed(): { body: ReadableStream<Uint8Array>; push: (text: string) => void; cancelled: () => boolean } {
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
    cancel: () => {
      isCancelled = true;
    },
  });
  return { body, push: (text) => controller.enqueue(new TextEncoder().encode(text)), cancelled: () => isCancelled };
}

describe('watchedFetch', () => {
  let clock: FakeClock;
  const outer = new AbortController().signal;
  beforeEach(() => {
    clock = createFakeClock();
  });
  const watch = (fetch: Fetch, more: Partial<FetchWatch> = {}) =>
    watchedFetch({ fetch, clock, signal: outer, firstByteMs: 1_000, idleMs: 500, ...more });
  const limitOf = (error: unknown) => causesOf(error).find((one) => one instanceof StreamLimit) as StreamLimit;
  const failing = async (promise: Promise<unknown>): Promise<unknown> => {
    try {
      await promise;
    } catch (error) {
      return error;
    }
    return assert.fail('did not fail');
  };

  it('gives up when no headers come in time, with its own error, and aborts the request', async () => {
    const server = hanging();
    const asked = failing(watch(server.fetch)('http://a.test/'));
    await clock.advance(999);
    assert.equal(server.signal()?.aborted, false);
    await clock.advance(1);
    assert.equal(limitOf(await asked).kind, 'no-headers');
    assert.equal(server.signal()?.aborted, true);
    assert.equal(clock.pending, 0);
  });

  it('gives up when the body falls silent, and is re-armed by every chunk', async () => {
    const { body, push } = feed();
    const response = await watch(async () => new Response(body))('http://a.test/');
    const reader = response.body!.getReader();
    for (let round = 0; round < 3; round++) {
      const read = reader.read();
      await clock.advance(400);
      push(': ping\n\n');
      assert.equal((await read).done, false);
    }
    const last = failing(reader.read());
    await clock.advance(500);
    assert.equal(limitOf(await last).kind, 'idle');
    assert.equal(clock.pending, 0);
  });

  it('does not trip on a slow reader', async () => {
    const { body, push } = feed();
    const response = await watch(async () => new Response(body))('http://a.test/');
    push('one\n');
    await clock.advance(60_000);
    const reader = response.body!.getReader();
    assert.equal(new TextDecoder().decode((await reader.read()).value), 'one\n');
    push('two\n');
    assert.equal(new TextDecoder().decode((await reader.read()).value), 'two\n');
  });

  it('ends with the outer signal before and after the headers', async () => {
    const server = hanging();
    const abortion = new AbortController();
    const asked = failing(watch(server.fetch, { signal: abortion.signal })('http://a.test/'));
    abortion.abort(new Error('ours'));
    assert.equal(((await asked) as Error).message, 'ours');
    assert.equal(clock.pending, 0);
  });

  it('ends with the caller’s own signal', async () => {
    const server = hanging();
    const abortion = new AbortController();
    const asked = failing(watch(server.fetch)('http://a.test/', { signal: abortion.signal }));
    abortion.abort(new Error('sdk'));
    assert.equal(((await asked) as Error).message, 'sdk');
  });

  it('aborts the request and closes the source when its body is cancelled', async () => {
    const { body, cancelled } = feed();
    let signal: AbortSignal | null | undefined;
    const response = await watch(async (_url, init) => {
      signal = init?.signal;
      return new Response(body);
    })('http://a.test/');
    await response.body!.cancel();
    assert.equal(cancelled(), true);
    assert.equal(signal?.aborted, true);
    assert.equal(clock.pending, 0);
  });

  it('passes an error of the network on as it came', async () => {
    const error = new TypeError('fetch failed');
    assert.equal(await failing(watch(async () => Promise.reject(error))('http://a.test/')), error);
    const lost = new TypeError('terminated');
    const response = await watch(async () => new Response(bodyOf([], lost)))('http://a.test/');
    assert.equal(await failing(response.text()), lost);
  });

  it('ends a line of 50 MB after 8, without keeping it', async () => {
    const piece = new Uint8Array(64 * 1024).fill(65);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += piece.length;
        controller.enqueue(piece);
        if (sent >= 50_000_000) controller.close();
      },
    });
    const response = await watch(async () => new Response(endless))('http://a.test/');
    const error = await failing(response.arrayBuffer());
    assert.equal(limitOf(error).kind, 'broken-frame');
    assert.ok(sent < 9_000_000);
  });

  it('lets any amount through in lines of an ordinary length', async () => {
    const line = new TextEncoder().encode(`${'x'.repeat(65_535)}\n`);
    const pieces = Array.from({ length: 200 }, () => line);
    const response = await watch(async () => new Response(bodyOf(pieces)))('http://a.test/');
    assert.equal((await response.arrayBuffer()).byteLength, 200 * 65_536);
  });

  it('keeps status and headers', async () => {
    const sent = new Response('{}', { status: 529, statusText: 'Overloaded', headers: { 'request-id': 'r' } });
    const response = await watch(async () => sent)('http://a.test/');
    assert.deepEqual(
      [response.status, response.statusText, response.headers.get('request-id')],
      [529, 'Overloaded', 'r'],
    );
  });

  it('passes a response without a body on', async () => {
    const response = await watch(async () => new Response(null, { status: 204 }))('http://a.test/');
    assert.equal(response.status, 204);
  });

  describe('redirects', () => {
    const to = (status: number, location: string) => new Response(null, { status, headers: { location } });
    const follow = async (status: number, location: string, method = 'POST') => {
      const urls: string[] = [];
      const fetch: Fetch = async (url, init) => {
        urls.push(`${init?.method} ${url}`);
        assert.equal(init?.redirect, 'manual');
        return urls.length === 1 ? to(status, location) : new Response('ok');
      };
      try {
        await watch(fetch)('http://a.test/v1', { method });
        return urls;
      } catch (error) {
        return [...urls, limitOf(error).kind];
      }
    };

    it('are followed within the origin where the method is kept', async () => {
      assert.deepEqual(await follow(307, '/v2'), ['POST http://a.test/v1', 'POST http://a.test/v2']);
      assert.deepEqual(await follow(301, 'http://a.test/v2', 'GET'), ['GET http://a.test/v1', 'GET http://a.test/v2']);
    });

    for (const [name, status, location] of [
      ['to another host', 307, 'http://b.test/v1'],
      ['to another scheme', 308, 'https://a.test/v1'],
      ['to another port', 307, 'http://a.test:81/v1'],
      ['that would lose the body', 302, '/v2'],
      ['to nowhere', 307, 'http://'],
    ] as const) {
      it(`${name} are refused`, async () => {
        assert.deepEqual(await follow(status, location), ['POST http://a.test/v1', 'redirected']);
      });
    }
  });

  it('leaves no timer behind after a whole body', async () => {
    const response = await watch(async () => new Response('all of it'))('http://a.test/');
    assert.equal(await response.text(), 'all of it');
    await settle();
    assert.equal(clock.pending, 0);
  });
});
