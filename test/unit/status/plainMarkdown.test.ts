import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import * as fc from 'fast-check';
import { plainMarkdown } from '../../../src/core/status/plainMarkdown';

const markdown = new MarkdownIt({ html: true, linkify: true, breaks: true });

/** What a reader sees, and whether it is more than a paragraph of text. */
function seen(text: string): { readonly text: string; readonly tokens: readonly string[] } {
  const [open, inline, close] = markdown.parse(`Says: ${plainMarkdown(text)}`, {});
  assert.deepEqual([open?.type, close?.type], ['paragraph_open', 'paragraph_close']);
  const children = inline?.children ?? [];
  return {
    text: children.map(({ content }) => content).join(''),
    tokens: [...new Set(children.map(({ type }) => type))],
  };
}

describe('plain text in markdown', () => {
  it('is what it is, whatever it looks like', () => {
    for (const text of [
      '*Claude* [Sonnet](command:x) `5.5`',
      'see https://evil.test/x or www.evil.test or me@evil.test',
      '<img src=x onerror=alert(1)> &amp; &lt;',
      '$(error) ~~over~~ # heading',
    ]) {
      assert.equal(seen(text).text, `Says: ${text}`);
      assert.deepEqual(
        seen(text).tokens.filter((type) => type !== 'text' && type !== 'text_special'),
        [],
      );
    }
  });

  it('holds no character but letters, digits and spaces that is not written by its number', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.match(plainMarkdown(text), /^(?:[\p{L}\p{N} ]|&#\d+;)*$/u);
      }),
    );
  });
});
