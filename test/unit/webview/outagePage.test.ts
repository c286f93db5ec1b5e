import assert from 'node:assert/strict';
import type { LogRecord } from '../../../src/core/outages/log/logRecord';
import { buildReport } from '../../../src/core/outages/report/report';
import type { FromOutagePage } from '../../../src/protocol/outagePage';
import { OutagePage } from '../../../src/webview/outages/outagePage';
import { testNames } from '../../support/outageWorld';
import { openPageDom, type PageDom } from '../../support/page/pageDom';
import { sampleNow, sampleRecords } from '../../support/sampleOutages';

describe('the page of the outage log', () => {
  let dom: PageDom;
  let page: OutagePage;
  let posted: FromOutagePage[];
  let remembered: unknown[];

  beforeEach(() => {
    dom = openPageDom();
    posted = [];
    remembered = [];
    page = new OutagePage(dom.window.document.getElementById('app')!, {
      post: (message) => posted.push(message),
      recall: () => ({ period: '7d' }),
      remember: (memory) => remembered.push(memory),
    });
  });
  afterEach(() => dom.dispose());

  const all = (selector: string): HTMLElement[] => [...dom.window.document.querySelectorAll<HTMLElement>(selector)];
  const seen = (selector: string): string[] =>
    all(selector)
      .filter((element) => !element.closest('[hidden]'))
      .map(({ textContent }) => textContent.trim());
  const click = (selector: string, words: string): void => {
    const found = all(selector).find((element) => element.textContent.includes(words) && !element.closest('[hidden]'));
    assert.ok(found, `there is ${selector} "${words}"`);
    found.click();
  };
  const show = (records: readonly LogRecord[] = sampleRecords(), now = sampleNow): void =>
    page.receive({ t: 'report', report: buildReport(records, { now, names: testNames }) });

  it('asks for the report, and shows the period that was looked at last', () => {
    page.start();
    assert.deepEqual(posted, [{ t: 'ready' }]);
    show();
    assert.equal(all('input:checked')[0]?.getAttribute('value'), '7d');
    assert.deepEqual(
      seen('.outage-title').map((title) => title.replace(/\s+/g, ' ')),
      ['Claude overloadednow', 'Claude access denied', 'Claude overloadedrehearsal'],
    );
  });

  it('says of an empty log what will be in it, and offers nothing to export', () => {
    show([]);
    assert.deepEqual(seen('.empty h2'), ['Nothing to tell yet']);
    assert.deepEqual(seen('.exports button'), []);
    click('.empty button', 'Open chat');
    assert.deepEqual(posted, [{ t: 'openChat' }]);
  });

  it('tells of Claude Code’s login and its service outside the outages of the period, and has no section for nothing', () => {
    show();
    assert.deepEqual(seen('section.lamps h2'), []);
    const lost = { t: 'lamp', of: 'login', state: 'trouble', text: 'expired; log in again' } as const;
    const at = sampleNow - 3 * 86_400_000;
    show([...sampleRecords(), { ...lost, at, window: 'w9', serial: 1 }].toSorted((a, b) => a.at - b.at));
    assert.deepEqual(seen('section.lamps h2'), ['Claude Code, outside outages']);
    assert.match(seen('section.lamps li').join(), /Your Claude Code login: expired; log in again$/);
    all('input[value="24h"]')[0]?.click();
    assert.deepEqual(seen('section.lamps li'), []);
  });

  it('changes the period by its radio buttons and remembers it', () => {
    show();
    const [month] = all('input[value="30d"]');
    month?.click();
    assert.deepEqual(remembered, [{ period: '30d' }]);
    assert.equal(seen('.outage-title').length, 6);
    assert.deepEqual(seen('.total dd').slice(0, 1), ['5']);
  });

  it('has a table with a name for each row and column, and a strip that says what it shows', () => {
    show();
    assert.deepEqual(seen('.board thead th'), [
      'Model',
      'Last 7 days',
      'Availability',
      'First token',
      'Answered',
      'Failed',
    ]);
    const rows = all('.board tbody tr:not(.provider)');
    assert.ok(rows.every((row) => row.querySelector('th[scope="row"]')));
    const names = all('.strip').map((strip) => strip.getAttribute('aria-label') ?? '');
    assert.match(names[0] ?? '', /^Claude claude-sonnet-5-5, chat: not answering for 1 h/);
    assert.match(names.at(-1) ?? '', /^Ollama gemma4:e4b, inline completions: no outage seen$/);
    assert.equal(
      all('.strip').every((strip) => strip.getAttribute('role') === 'img'),
      true,
    );
  });

  it('puts the figures of the charts into tables', () => {
    show();
    assert.equal(all('.figures').length, 2);
    assert.match(seen('.figures td').join(' '), /\d+ ms, \d/);
  });

  it('opens an outage to its evidence, its change of hands and the words of the status page', () => {
    show();
    const story = all('.outage')[1]?.querySelector('.story')?.textContent ?? '';
    assert.match(story, /Claude: access denied/);
    assert.match(story, /HTTP 401 authentication_error before the answer began/);
    assert.match(story, /Gemma 4 stood in for Claude/);
    assert.match(story, /Status page of Claude: “Claude API and Claude Code login are failing”/);
    assert.match(story, /Claude answered again/);
    assert.match(story, /Login service: did not renew the login at 13:06/);
    assert.match(story, /Your Claude Code login: expired: it was refused and is empty now; log in again/);
  });

  it('exports the period, or one outage as a post-mortem', () => {
    show();
    click('.exports button', 'CSV');
    const [, outage] = all('.outage');
    outage?.querySelector('button')?.click();
    assert.deepEqual(posted, [
      { t: 'export', format: 'csv', period: '7d' },
      { t: 'export', format: 'markdown', period: '7d', outage: 'storm-chat' },
    ]);
  });

  it('keeps what is open, and the focus, when the report changes', () => {
    show();
    const [ongoing] = all('details.outage');
    ongoing?.setAttribute('open', '');
    ongoing?.querySelector('button')?.focus();
    show(sampleRecords(), sampleNow + 60_000);
    const [after] = all('details.outage');
    assert.equal(after, ongoing);
    assert.ok(after?.hasAttribute('open'));
    assert.match(after?.querySelector('.outage-length')?.textContent ?? '', /30 min so far/);
    assert.equal(dom.window.document.activeElement, after?.querySelector('button'));
  });

  it('says when the log can’t be read, and takes it back', () => {
    page.receive({ t: 'trouble', sentence: 'No.' });
    assert.deepEqual(seen('.trouble'), ['No.']);
    show();
    assert.deepEqual(seen('.trouble'), []);
  });

  it('shows what a status page says as text', () => {
    const [first] = sampleRecords();
    assert.ok(first);
    const words = '<img src=x onerror=alert(1)>';
    const at = sampleNow - 1_000;
    show([...sampleRecords(), { ...first, t: 'page', at, serial: 99_999, provider: 'claude', text: words }]);
    assert.equal(all('img').length, 0);
    assert.ok(seen('.story-page').some((line) => line.includes(words)));
  });
});
