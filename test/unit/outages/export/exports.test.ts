import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import MarkdownIt from 'markdown-it';
import { toCsv } from '../../../../src/core/outages/export/exportCsv';
import { toJson } from '../../../../src/core/outages/export/exportJson';
import { toMarkdown } from '../../../../src/core/outages/export/exportMarkdown';
import { outagesIn } from '../../../../src/core/outages/export/exportScope';
import { buildReport } from '../../../../src/core/outages/report/report';
import { recordsBy, testNames } from '../../../support/outageWorld';
import { sampleNow, sampleRecords } from '../../../support/sampleOutages';

const fixtures = path.resolve(__dirname, '../../../fixtures/outages');
const style = { locale: 'en-GB', timeZone: 'UTC' };
const report = buildReport(sampleRecords(), { now: sampleNow, names: testNames });

/** Compares with the kept text; `UPDATE_FIXTURES=1` keeps the new one, to be read in the diff. */
function assertKept(name: string, text: string): void {
  const file = path.join(fixtures, name);
  if (process.env['UPDATE_FIXTURES'] === '1') {
    mkdirSync(fixtures, { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, 'utf8'));
}

describe('the exports of the outage log', () => {
  it('write a post-mortem of one outage that a team can paste', () => {
    assertKept('post-mortem.md', toMarkdown(report, { outage: 'storm-chat' }, style));
  });

  it('write the outages of a period', () => {
    assertKept('month.md', toMarkdown(report, { period: '30d' }, style));
  });

  it('write a table for spreadsheets, one outage a row', () => {
    assertKept('month.csv', toCsv(outagesIn(report, { period: '30d' })));
  });

  it('write everything as JSON, which reads back as the report', () => {
    const read: unknown = JSON.parse(toJson(report, { period: '30d' }));
    assert.deepEqual(read, JSON.parse(JSON.stringify({ format: 'understudy-outages', ...report })));
    const week = JSON.parse(toJson(report, { period: '7d' })) as { outages: { id: string }[] };
    assert.deepEqual(
      week.outages.map(({ id }) => id),
      ['now-chat', 'storm-chat', 'rehearsal-chat'],
    );
  });

  it('tell of Claude Code’s lamps outside outages in a period, and in no post-mortem of one outage', () => {
    const at = sampleNow - 3 * 86_400_000;
    const lost = { t: 'lamp', of: 'login', state: 'trouble', text: 'expired; log in again' } as const;
    const records = [...sampleRecords(), { ...lost, at, window: 'w9', serial: 1 }].toSorted((a, b) => a.at - b.at);
    const told = buildReport(records, { now: sampleNow, names: testNames });
    const section = /## Claude Code, outside outages\n\n- .+: Your Claude Code login: expired; log in again\n/;
    assert.match(toMarkdown(told, { period: '30d' }, style), section);
    assert.doesNotMatch(toMarkdown(told, { period: '24h' }, style), section);
    assert.doesNotMatch(toMarkdown(told, { outage: 'storm-chat' }, style), section);
    const lamps = [told, report].map(
      (one) => (JSON.parse(toJson(one, { period: '30d' })) as { lamps: unknown[] }).lamps,
    );
    assert.deepEqual(
      lamps.map(({ length }) => length),
      [1, 0],
    );
  });

  it('say of an empty log that there is nothing', () => {
    const empty = buildReport([], { now: sampleNow, names: testNames });
    const text = toMarkdown(empty, { period: '24h' }, style);
    assert.match(text, /## Outages\n\nNone\./);
    assert.match(text, /Nothing was recorded yet\./);
    assert.equal(toCsv([]).split('\r\n').length, 2);
  });

  it('leave the words of a status page words, in markdown and in a spreadsheet', () => {
    const write = recordsBy();
    const from = sampleNow - 60_000;
    const words =
      '=HYPERLINK("http://x") | [a](http://x) <img src=x> `b` **c** https://x.test www.x.test @team #12 GH-12';
    const hostile = buildReport(
      [
        write(from, {
          t: 'episode',
          id: 'e',
          provider: '=claude',
          use: 'chat',
          reason: 'server',
          startedAt: from,
        } as Parameters<typeof write>[1]),
        write(from + 1, { t: 'page', provider: '=claude', text: words } as Parameters<typeof write>[1]),
      ],
      { now: sampleNow, names: { provider: (id) => id, target: ({ model }) => model } },
    );
    const html = new MarkdownIt({ html: true, linkify: true }).render(toMarkdown(hostile, { outage: 'e' }, style));
    assert.doesNotMatch(html, /<a |<img|<code>b|<strong>c/);
    assert.doesNotMatch(html, /@team|#12|GH-12/, 'a code host links what is rendered so');
    assert.match(html, /Status page of =claude: =HYPERLINK/);
    const [, row = ''] = toCsv(hostile.outages).split('\r\n');
    assert.match(row, /^e,'=claude,/);
  });
});
