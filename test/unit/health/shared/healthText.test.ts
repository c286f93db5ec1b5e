import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Fact } from '../../../../src/core/health/shared/fact';
import { formatHealth, parseHealth } from '../../../../src/core/health/shared/healthText';
import { createWindowsWorld } from '../../../support/windowsWorld';

const claude = { provider: 'claude', model: 'claude-sonnet-5-5', use: 'chat' } as const;
const open = { t: 'open', reason: 'overloaded', openedAt: 5, failedProbes: 1, until: 9, exact: false } as const;
const breaker: Fact = { at: 7, known: { k: 'breaker', target: claude, origin: 'https://api.test', state: open } };
const quota = { t: 'instant', at: 99, named: true } as const;

/** One of each, so that a field that is forgotten by the parser is seen here. */
const facts: readonly Fact[] = [
  breaker,
  { at: 7, known: { k: 'breaker', target: claude, origin: 'https://api.test', state: { t: 'clear' } } },
  {
    at: 7,
    known: {
      k: 'breaker',
      target: { ...claude, use: 'completion' },
      origin: 'https://api.test',
      state: { t: 'half-open', reason: 'stalled', openedAt: 5, failedProbes: 1, goodProbes: 1 },
    },
  },
  {
    at: 7,
    known: {
      k: 'mark',
      provider: 'claude',
      slot: 'credential',
      mark: { reason: 'quota', since: 5, wayBack: quota, trial: 'none', confirmed: false },
    },
    bond: 'tied',
  },
  { at: 7, known: { k: 'mark', provider: 'claude', slot: 'way' }, bond: 'tied' },
  { at: 7, known: { k: 'pause', provider: 'claude', since: 4 } },
  { at: 7, known: { k: 'model', provider: 'claude', model: 'claude-3', since: 4 }, bond: 'tied' },
  { at: 7, known: { k: 'network', state: { t: 'closed', reason: 'offline', since: 1, looks: 2, nextLookAt: 3 } } },
  {
    at: 7,
    known: {
      k: 'episode',
      use: 'chat',
      first: claude,
      episode: { id: 'chat-1-1', provider: 'claude', startedAt: 1, reason: 'overloaded' },
    },
  },
  {
    at: 7,
    known: {
      k: 'page',
      url: 'https://status.test',
      look: {
        lookedAt: 6,
        doubt: 'unreachable',
        failures: 3,
        retryAt: 9,
        feed: 'https://status.test/summary.json',
        etag: 'W/"1"',
        readAt: 5,
        summary: {
          pageId: 'p1',
          updatedAt: 4,
          components: [{ id: 'c1', name: 'API', status: 'major_outage' }],
          incidents: [
            { id: 'i1', title: 'Errors', stage: 'identified', startedAt: 1, updatedAt: 2, components: [{ id: 'c1' }] },
          ],
        },
      },
    },
  },
];

describe('the text of health.json', () => {
  it('gives back every kind of fact as it was written', () => {
    assert.deepEqual(parseHealth(formatHealth(facts, 8)), { t: 'read', facts });
  });

  it('takes the words of a page on one line, without characters that turn others round', () => {
    const text = formatHealth(facts, 8).replace('"Errors"', '"Err\\n\u202eors"');
    const [page] = parseHealth(text).t === 'read' ? [JSON.stringify(parseHealth(text))] : [''];
    assert.match(page, /"title":"Err ors"/);
  });

  const broken = [
    '',
    '{',
    'null',
    '[]',
    '7',
    '"x"',
    '{}',
    '{"version":1}',
    '{"version":1,"facts":{}}',
    '{"version":0}',
  ];
  for (const text of [...broken, '{"version":2}', '{"version":"2","writtenAt":1}', '\uFEFF{}'])
    it(`is broken as ${JSON.stringify(text)}`, () => assert.deepEqual(parseHealth(text), { t: 'broken' }));

  it('is told apart when a later version wrote it', () => {
    assert.deepEqual(parseHealth('{"version":2,"writtenAt":5,"facts":"elsewhere"}'), { t: 'newer', writtenAt: 5 });
  });

  it('loses one foreign fact and no other', () => {
    const foreign: readonly unknown[] = [
      null,
      7,
      {},
      { at: 'soon', known: breaker.known },
      { at: 7, known: { k: 'rehearsal' } },
      { at: 7, known: { ...breaker.known, state: { ...open, reason: 'bored' } } },
      { at: 7, known: { ...breaker.known, state: { ...open, until: null } } },
      { at: 7, known: { ...breaker.known, target: { ...claude, provider: 'x'.repeat(500) } } },
      { at: 7, known: { k: 'mark', provider: 'claude', slot: 'hat' } },
    ];
    const text = JSON.stringify({ version: 1, writtenAt: 1, facts: [...foreign, breaker] });
    assert.deepEqual(parseHealth(text), { t: 'read', facts: [breaker] });
  });

  it('is not believed about a key or an address that it is not tied to', () => {
    const [untied] = facts.filter(({ bond }) => bond !== undefined).map(({ at, known }) => ({ at, known }));
    assert.ok(untied);
    assert.deepEqual(parseHealth(formatHealth([untied], 8)), { t: 'read', facts: [] });
  });

  it('never throws, whatever is in the file', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => parseHealth(text).t !== undefined));
    const whole = formatHealth(facts, 8);
    for (let end = 0; end < whole.length; end++) assert.equal(parseHealth(whole.slice(0, end)).t, 'broken');
  });
});

describe('a file that cannot be used', () => {
  it('is replaced when it is broken', async () => {
    const { file, open: openWindow, claude: provider } = createWindowsWorld();
    file.text = '{"version":1,"facts":[';
    const window = await openWindow();
    assert.equal(window.standing(provider), 'ready');
    window.leave(provider, 'overloaded');
    await window.close();
    assert.equal(parseHealth(file.text).t, 'read');
  });

  it('is left alone while a later version uses it, and taken over once that one is gone', async () => {
    const { file, clock, open: openWindow, claude: provider } = createWindowsWorld();
    const theirs = `{"version":2,"writtenAt":${clock.now()}}`;
    file.text = theirs;
    const window = await openWindow();
    window.leave(provider, 'overloaded');
    await clock.advance(1_000);
    assert.equal(file.text, theirs);
    await clock.advance(600_000);
    window.answer(provider, 'probe');
    window.leave(provider, 'stalled');
    await window.close();
    assert.equal(parseHealth(file.text).t, 'read');
  });
});
