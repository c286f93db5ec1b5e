import assert from 'node:assert/strict';
import { JSDOM } from 'jsdom';
import type { DrillReport } from '../../../src/core/outages/drill/drillReport';
import { reportHtml } from '../../../src/editor/drill/reportHtml';

const nasty = '<img src=x onerror="alert(1)"> & "quotes"';
const view: DrillReport = {
  title: 'Readiness',
  lead: nasty,
  verdict: { tone: 'bad', sentence: nasty },
  actions: [{ id: 'check-readiness:', label: 'Check again' }],
  sections: [
    {
      heading: 'Gaps',
      blocks: [
        {
          t: 'items',
          items: [
            {
              tone: 'warn',
              badge: 'Thin',
              sentence: nasty,
              detail: nasty,
              action: { id: 'pull-model:ollama/a"b', label: nasty },
            },
          ],
        },
        { t: 'facts', facts: [{ label: 'Memory', value: nasty }] },
        { t: 'table', caption: nasty, columns: ['Target', 'Result'], rows: [[nasty, '0.3 s']] },
        { t: 'text', text: nasty },
      ],
    },
  ],
};

function draw(): Document {
  const assets = {
    cspSource: 'https://w.test',
    styles: ['https://w.test/report.css'],
    language: 'en',
    command: 'understudy.runAction',
  };
  return new JSDOM(reportHtml(view, assets)).window.document;
}

describe('the page of a report', () => {
  it('takes every text as text', () => {
    const page = draw();
    assert.equal(page.querySelectorAll('img, script, style, iframe').length, 0);
    const sentences = [
      ...page.querySelectorAll('.lead, .verdict, .sentence, .detail, dd, caption, tbody th, section > p'),
    ];
    assert.equal(sentences.length, 8);
    for (const element of sentences) assert.equal(element.textContent, nasty);
  });

  it('allows styles and fonts of ours and nothing else', () => {
    const policy = draw().querySelector('meta[http-equiv]')?.getAttribute('content') ?? '';
    assert.match(policy, /^default-src 'none'; style-src https:\/\/w\.test; font-src https:\/\/w\.test;/);
    assert.doesNotMatch(policy, /script|unsafe/);
  });

  it('has buttons that run one command with the id of their action', () => {
    const [again, pull] = [...draw().querySelectorAll('a[role=button]')];
    assert.equal(again?.getAttribute('href'), 'command:understudy.runAction?%5B%22check-readiness%3A%22%5D');
    const query = pull?.getAttribute('href')?.split('?')[1] ?? '';
    assert.deepEqual(JSON.parse(decodeURIComponent(query)), ['pull-model:ollama/a"b']);
  });

  it('can be walked by headings, regions and rows', () => {
    const page = draw();
    assert.equal(page.querySelector('h1')?.textContent, 'Readiness');
    assert.equal(page.querySelector('section')?.getAttribute('aria-label'), 'Gaps');
    assert.equal(page.querySelector('tbody th')?.getAttribute('scope'), 'row');
    for (const icon of page.querySelectorAll('.codicon')) assert.equal(icon.getAttribute('aria-hidden'), 'true');
  });
});
