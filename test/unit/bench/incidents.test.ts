import assert from 'node:assert/strict';
import { createChance } from '../../../bench/replay/chance';
import { readIncidents, type Incident } from '../../../bench/replay/incidents';
import { readIncident, type Trouble } from '../../../bench/replay/readings';
import { readProgram } from '../../../bench/replay/replay';
import { compare } from '../../../bench/replay/screen';
import { Timeline } from '../../../bench/replay/timeline';

function troublesOf(start: string): readonly Trouble[] {
  const incident = readIncidents().incidents.find((one) => one.key === start);
  assert.ok(incident, start);
  const reading = readIncident(incident);
  return reading.t === 'hits' ? reading.troubles : [];
}

describe('incidents as fault timelines', () => {
  it('accounts for every row of the file', () => {
    const { file, missed, troubles } = readProgram();
    const played = new Set(troubles.map((trouble) => trouble.incident)).size;
    assert.equal(played + missed['not-the-api'] + missed['other-model'] + file.timesUnknown, file.rows);
    assert.equal(file.timesUnknown, 6);
  });

  it('leaves the API alone where only logins or billing pages were down', () => {
    assert.deepEqual(troublesOf('2026-04-06T15:45:00Z'), []);
    assert.deepEqual(troublesOf('2026-05-28T19:04:00Z'), []);
  });

  it('hits only the use whose model was named', () => {
    assert.equal(troublesOf('2026-04-28T11:53:00Z')[0]?.use, 'completion');
    assert.equal(troublesOf('2026-09-02T21:05:00Z')[0]?.use, 'chat');
    assert.deepEqual(troublesOf('2026-09-22T00:50:00Z'), []);
  });

  it('knows the storm of refused keys, the false credit and the day two clouds failed', () => {
    assert.equal(troublesOf('2026-04-28T17:34:00Z')[0]?.blend, 'refused-keys');
    assert.equal(troublesOf('2026-09-01T23:26:00Z')[0]?.blend, 'false-credit');
    assert.deepEqual(
      troublesOf('2026-09-03T13:26:00Z').map((trouble) => trouble.service),
      ['claude', 'openai'],
    );
  });

  it('ends where the remark says that the API was back', () => {
    assert.equal(troublesOf('2026-04-15T14:53:00Z')[0]?.until, Date.parse('2026-04-15T16:01:00Z'));
  });

  it('comes in waves between the two shares, with none after monitoring', () => {
    const [trouble] = troublesOf('2026-06-02T06:04:00Z');
    assert.ok(trouble?.softFrom);
    const timeline = new Timeline([trouble], createChance(1), { severity: 1, plain: false });
    const shares = new Set<number>();
    for (let at = trouble.from; at < trouble.softFrom; at += 60_000) shares.add(timeline.share(trouble, at));
    assert.deepEqual(
      [...shares].toSorted((a, b) => a - b),
      [0.15, 0.6],
    );
    assert.equal(timeline.share(trouble, trouble.softFrom), 0.15);
    assert.equal(timeline.isSick('claude', 'chat', trouble.until), false);
  });

  it('fails the share of requests that it says', () => {
    const incident: Incident = { key: 'x', title: '', from: 0, until: 1, scope: ['all'], impact: 'critical' };
    const reading = readIncident(incident);
    assert.ok(reading.t === 'hits');
    const timeline = new Timeline(reading.troubles, createChance(3), { severity: 1, plain: false });
    const struck = Array.from({ length: 2_000 }, (_, index) =>
      timeline.strike({ service: 'claude', use: 'chat', at: 0, names: [index] }),
    ).filter((strike) => strike !== undefined);
    assert.ok(Math.abs(struck.length / 2_000 - 0.95) < 0.02, `${struck.length}`);
  });
});

describe('comparing a screen with the answer that was due', () => {
  it('finds what is missing, what is doubled, and nothing in a whole answer', () => {
    assert.deepEqual(compare('whole', 'whole'), { missing: 0, doubled: 0 });
    assert.deepEqual(compare('who', 'whole'), { missing: 2, doubled: 0 });
    assert.deepEqual(compare('whowhole', 'whole'), { missing: 0, doubled: 3 });
    assert.deepEqual(compare('abXYef', 'abcdef'), { missing: 2, doubled: 2 });
  });
});
