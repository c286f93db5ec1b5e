import assert from 'node:assert/strict';
import { Cancelled } from '../../../src/core/base/async';
import { silentLogger } from '../../../src/core/base/logger';
import { NetworkJudge } from '../../../src/core/health/network';
import type { Reply } from '../../../src/core/health/reach';
import type { ResolvedProvider } from '../../../src/core/providers/provider';
import { claudeApiPage } from '../../../src/core/providers/rows/statusPages';
import { durations } from '../../../src/core/routing/durations';
import { createFakeClock } from '../../support/fakeClock';
import { resolvedProvider } from '../../support/providerRows';
import { failureOf } from '../../support/scriptedProvider';

const page = 'https://status.claude.test/api/v2/summary.json';
const claude = resolvedProvider('claude', { statusPage: { ...claudeApiPage, feeds: [page] }, edgeMarks: ['cf-ray'] });
const openai = resolvedProvider('openai', { edgeMarks: ['x-request-id'] });

const silence: Reply = { errno: 'ENOTFOUND' };
const webPage: Reply = { status: 200, headers: { 'content-type': 'text/html' } };
const byOpenAi: Reply = { status: 404, headers: { 'x-request-id': 'r' } };
const json: Reply = { status: 200, headers: { 'content-type': 'application/json' } };

/** A judge whose second hosts answer as told. `asked` lists every address that was asked. */
function createRig(
  replies: Readonly<Record<string, Reply>>,
  more: { clouds?: ResolvedProvider[]; closed?: boolean; down?: string[] } = {},
) {
  const clock = createFakeClock();
  const asked: string[] = [];
  const judge = new NetworkJudge({
    reach: (url, signal) => {
      asked.push(url);
      const reply = replies[url];
      if (reply) return Promise.resolve(reply);
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    },
    mayReach: () => more.closed !== true,
    clouds: () => more.clouds ?? [claude],
    firstChoice: () => claude,
    isUnreachable: (id) => more.down?.includes(id) ?? false,
    clock,
    durations,
    logger: silentLogger,
  });
  const verdict = async (kind: 'unreachable' | 'intercepted' | 'overloaded', provider = claude): Promise<string> => {
    const judged = await judge.judge(failureOf(kind, { scope: 'provider' }), provider, new AbortController().signal);
    return `${judged.kind}, ${judged.scope}`;
  };
  return { clock, asked, judge, verdict };
}

describe('the network judge', () => {
  it('leaves a failure alone that says nothing of the network', async () => {
    const { verdict, asked } = createRig({});
    assert.equal(await verdict('overloaded'), 'overloaded, provider');
    assert.deepEqual(asked, []);
  });

  it('never asks about a local provider', async () => {
    const { verdict, asked } = createRig({});
    assert.equal(await verdict('unreachable', resolvedProvider('ollama', { local: true })), 'unreachable, provider');
    assert.deepEqual(asked, []);
  });

  it('finds the provider gone when another cloud answers, whatever it answers', async () => {
    const { verdict, asked } = createRig({ [openai.origin]: byOpenAi }, { clouds: [claude, openai] });
    assert.equal(await verdict('unreachable'), 'unreachable, provider');
    assert.deepEqual(asked, [openai.origin]);
  });

  it('finds the network gone when the other cloud is silent too', async () => {
    const { verdict } = createRig({ [openai.origin]: silence }, { clouds: [claude, openai] });
    assert.equal(await verdict('unreachable'), 'offline, network');
  });

  it('asks the status page of the first choice when no other cloud is set up', async () => {
    const { verdict, asked } = createRig({ [page]: json });
    assert.equal(await verdict('unreachable'), 'unreachable, provider');
    assert.deepEqual(asked, [page]);
    assert.equal(await createRig({ [page]: silence }).verdict('unreachable'), 'offline, network');
  });

  it('does not take a cloud for a witness that is known to be gone itself', async () => {
    const { verdict, asked } = createRig({ [page]: json }, { clouds: [claude, openai], down: ['openai'] });
    assert.equal(await verdict('unreachable'), 'unreachable, provider');
    assert.deepEqual(asked, [page]);
  });

  it('does not take another name of the same address for a witness', async () => {
    const twin = resolvedProvider('twin', { baseUrl: claude.baseUrl });
    const { verdict, asked } = createRig({ [page]: json }, { clouds: [claude, twin] });
    await verdict('unreachable');
    assert.deepEqual(asked, [page]);
  });

  it('takes a second host that does not answer in time for silent', async () => {
    const { verdict, clock } = createRig({});
    const judged = verdict('unreachable');
    await clock.advance(durations.secondHostMs);
    assert.equal(await judged, 'offline, network');
  });

  for (const [what, reply] of [
    ['a web page', webPage],
    ['a proxy that wants a login', { status: 407, headers: {} }],
    ['a network that wants a login', { status: 511, headers: {} }],
    ['a foreign certificate', { errno: 'SELF_SIGNED_CERT_IN_CHAIN' }],
  ] as const)
    it(`finds the whole network intercepted when ${what} answers for the second host as well`, async () => {
      assert.equal(await createRig({ [page]: reply }).verdict('intercepted'), 'intercepted, network');
      const twoClouds = createRig({ [openai.origin]: reply }, { clouds: [claude, openai] });
      assert.equal(await twoClouds.verdict('intercepted'), 'intercepted, network');
    });

  it('finds one provider intercepted when the second host is its own', async () => {
    assert.equal(await createRig({ [page]: json }).verdict('intercepted'), 'intercepted, provider');
  });

  it('asks nobody behind a closed gate', async () => {
    const { verdict, asked } = createRig({}, { closed: true });
    assert.equal(await verdict('unreachable'), 'unreachable, provider');
    assert.deepEqual(asked, []);
  });

  it('ends with its signal', async () => {
    const { judge } = createRig({});
    const signal = AbortSignal.abort();
    await assert.rejects(judge.judge(failureOf('unreachable'), claude, signal), Cancelled);
  });
});
