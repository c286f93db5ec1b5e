import assert from 'node:assert/strict';
import { startSimulator, type Simulator } from '../../simulator/simulator';

interface Summary {
  readonly page: { readonly id: string };
  readonly status: { readonly indicator: string };
  readonly components: readonly { readonly id: string; readonly status: string }[];
  readonly incidents?: readonly { readonly name: string; readonly status: string }[];
}

describe('the simulated status pages', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ only: [] });
  });
  afterEach(() => simulator.reset());
  after(() => simulator.stop());

  const look = async (page: 'claude' | 'openai'): Promise<Summary> =>
    (await (await fetch(simulator.pageUrl(page))).json()) as Summary;

  it('show what they are told to show', async () => {
    assert.equal((await look('claude')).status.indicator, 'none');
    simulator.pages.set('claude', { mood: 'incident', model: 'Claude Opus 5.5' });
    const summary = await look('claude');
    assert.equal(summary.page.id, 'tymt9n04zgry');
    assert.equal(summary.components.find(({ id }) => id === 'k8w3r06qmzrp')?.status, 'partial_outage');
    assert.equal(summary.incidents?.[0]?.name, 'Elevated errors on Claude Opus 5.5');
    simulator.pages.set('claude', { mood: 'monitoring' });
    assert.deepEqual(
      [(await look('claude')).status.indicator, (await look('claude')).incidents?.[0]?.status],
      ['none', 'monitoring'],
    );
  });

  it('leave out of OpenAI’s page what incident.io leaves out', async () => {
    assert.deepEqual(Object.keys(await look('openai')).sort(), ['components', 'page', 'status']);
  });

  it('answer 304 to a page that has not changed', async () => {
    const etag = (await fetch(simulator.pageUrl('claude'))).headers.get('etag') ?? '';
    const again = (): Promise<Response> => fetch(simulator.pageUrl('claude'), { headers: { 'if-none-match': etag } });
    assert.equal((await again()).status, 304);
    simulator.pages.set('claude', { mood: 'outage' });
    assert.equal((await again()).status, 200);
    assert.deepEqual(simulator.pages.counts.claude, { requests: 3, unchanged: 1, first: 3, second: 0 });
  });

  it('fail in their own ways', async () => {
    for (const [failure, status] of [
      ['challenge', 405],
      ['html', 200],
      ['down', 503],
      ['limited', 429],
    ] as const) {
      simulator.pages.set('claude', { failure });
      const response = await fetch(simulator.pageUrl('claude'));
      assert.equal(response.status, status);
      await assert.rejects(async () => (await look('claude')).page.id);
    }
    simulator.pages.set('claude', { failure: 'silent' });
    await assert.rejects(fetch(simulator.pageUrl('claude'), { signal: AbortSignal.timeout(50) }));
  });

  it('fail at one address and show at the other, as Claude’s did', async () => {
    simulator.pages.set('claude', { failure: 'challenge', failsAt: 'first' });
    assert.equal((await fetch(simulator.pageUrl('claude'))).status, 405);
    assert.equal((await fetch(simulator.pageUrl('claude', 'second'))).status, 200);
  });
});
