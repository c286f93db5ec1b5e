import assert from 'node:assert/strict';
import { usageLine } from '../../../src/core/chat/cost';
import { priceFor } from '../../../src/core/chat/knownProviders';
import { parseEntry } from '../../../src/core/chat/slashCommands';
import type { Answer } from '../../../src/core/chat/conversation';
import { parseLink } from '../../../src/editor/chat/links';
import { claude, gemma, lookup, mistral } from '../../support/chatFixtures';

const line = (usage: Answer['usage'], ...authors: readonly (typeof claude)[]): string | undefined =>
  usageLine({ usage, authors: authors.map((target) => ({ target })) }, (target) => priceFor(lookup, target));

describe('the usage line', () => {
  it('tells tokens and cost by the price row', () => {
    assert.equal(line([{ target: claude, input: 1204, output: 356 }], claude), '1,204 in · 356 out · <$0.01');
    assert.equal(
      line([{ target: claude, input: 1_000_000, output: 100_000 }], claude),
      '1,000,000 in · 100,000 out · $4.50',
    );
  });

  it('tells no cost for a local model or one without a price', () => {
    assert.equal(line([{ target: gemma, input: 10, output: 5 }], gemma), '10 in · 5 out');
    assert.equal(line([{ target: mistral, input: 10, output: 5 }], mistral), '10 in · 5 out');
  });

  it('adds up what several targets used, and tells the cost only where all of it is known', () => {
    const both = [
      { target: claude, input: 100_000, output: 0 },
      { target: gemma, input: 10, output: 5 },
    ];
    assert.equal(line(both, claude, gemma), '100,010 in · 5 out · $0.30');
    assert.equal(line([{ target: gemma, input: 10, output: 5 }], claude, gemma), '10 in · 5 out');
  });

  it('is absent when nobody counted', () => assert.equal(line([], claude), undefined));
});

describe('what is typed', () => {
  it('is a question', () => assert.deepEqual(parseEntry('  why?  '), { t: 'ask', text: 'why?' }));

  it('may be a command, with more after it', () => {
    assert.match(parseEntry('/explain').text, /^Explain this code/);
    assert.match(parseEntry('/fix the loop\nplease').text, /^Fix the problems[\s\S]*\n\nthe loop\nplease$/);
    assert.deepEqual(parseEntry('/new next topic'), { t: 'newChat', text: 'next topic' });
  });

  it('is a question when the command is unknown or a path', () => {
    for (const text of ['/etc/hosts is what?', '/explainer', '/unknown x']) {
      assert.deepEqual(parseEntry(text), { t: 'ask', text });
    }
  });
});

describe('a link in an answer', () => {
  it('may lead to the web', () => {
    assert.deepEqual(parseLink('https://example.com/a?b=1#c'), { t: 'web', url: 'https://example.com/a?b=1#c' });
    assert.deepEqual(parseLink('HTTP://example.com'), { t: 'web', url: 'http://example.com/' });
  });

  it('may lead to a file and a line', () => {
    assert.deepEqual(parseLink('src/a.ts'), { t: 'file', path: 'src/a.ts' });
    assert.deepEqual(parseLink('src/a.ts#L12-L20'), { t: 'file', path: 'src/a.ts', line: 12 });
    assert.deepEqual(parseLink('a.ts:7:3'), { t: 'file', path: 'a.ts', line: 7 });
    assert.deepEqual(parseLink('file:///w/my%20file.ts#3'), { t: 'file', path: '/w/my file.ts', line: 3 });
  });

  it('leads nowhere else', () => {
    for (const href of [
      'command:workbench.action.quit',
      'vscode://x/y',
      'javascript:alert(1)',
      'data:text/html,x',
      'https://user:pw@evil.example',
      'https://',
      '../../etc/passwd',
      'src/%2e%2e/%2e%2e/x',
      'src\\..\\..\\x',
      'a%00b',
      '%',
      '#only-a-place',
      '',
    ]) {
      assert.equal(parseLink(href), undefined, href);
    }
  });
});
