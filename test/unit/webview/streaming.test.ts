import assert from 'node:assert/strict';
import { BlockSplitter } from '../../../src/webview/markdown/blocks';
import { MarkdownView } from '../../../src/webview/markdown/markdownView';
import { createSanitiser } from '../../../src/webview/markdown/sanitise';
import { openPageDom, type PageDom } from '../../support/page/pageDom';

const TEXT = [
  '# A title', 'Some **bold** text with [a link][ref] in it.', '- one\n- two\n\n  more of two\n- three',
  '```ts\nconst answer = 42;\n\nexport { answer };\n```', '| a | b |\n|---|---|\n| 1 | 2 |', '> quoted\n> twice',
  'Setext\n======', '1. first\n2. second', '[ref]: https://example.test/ref', 'The end.',
].join('\n\n'); // prettier-ignore

describe('A growing answer', () => {
  let dom: PageDom;
  before(() => (dom = openPageDom()));
  after(() => dom.dispose());

  function newView(): MarkdownView {
    return new MarkdownView(createSanitiser(dom.window));
  }

  function whole(text: string): string {
    const view = newView();
    view.update(text, [], true);
    return view.element.innerHTML;
  }

  it('ends as the same page, whatever the pieces it came in', () => {
    for (const size of [1, 3, 7, 50]) {
      const view = newView();
      for (let end = size; end < TEXT.length; end += size) view.update(TEXT.slice(0, end), [], false);
      view.update(TEXT, [], true);
      assert.equal(view.element.innerHTML, whole(TEXT), `pieces of ${size}`);
    }
  });

  it('is at every instant what a fresh rendering would show, where no references are used', () => {
    const text = TEXT.replace('[a link][ref]', 'a link').replace('[ref]: https://example.test/ref\n\n', '');
    const view = newView();
    for (let end = 1; end <= text.length; end++) {
      view.update(text.slice(0, end), [], false);
      assert.equal(view.element.innerHTML, whole(text.slice(0, end)), `after ${end}`);
    }
  });

  it('changes only its last block', () => {
    const view = newView();
    view.update('One.\n\nTwo.\n\nThr', [], false);
    const [one, two, three] = [...view.element.querySelectorAll('p')];
    view.update('One.\n\nTwo.\n\nThree grows.', [], false);
    const after = [...view.element.querySelectorAll('p')];
    assert.deepEqual([after[0] === one, after[1] === two, after[2] === three], [true, true, true]);
    assert.equal(three!.textContent, 'Three grows.');
  });

  it('keeps the node a selection stands in, and the focused button of its code block', () => {
    const view = newView();
    dom.window.document.body.append(view.element);
    view.update('```js\nlet a', [], false);
    const button = view.element.querySelector('button')!;
    const text = view.element.querySelector('code')!.firstChild;
    button.focus();
    view.update('```js\nlet a = 1;\nlet b', [], false);
    assert.equal(dom.window.document.activeElement, button);
    assert.equal(view.element.querySelector('code')!.firstChild, text);
    view.element.remove();
  });

  it('gives back the settled blocks as the same objects', () => {
    const splitter = new BlockSplitter();
    splitter.split('One.\n\nTwo.\n\nThree.', false);
    const before = splitter.split('One.\n\nTwo.\n\nThree.', false);
    const after = splitter.split('One.\n\nTwo.\n\nThree. More.', false);
    assert.equal(after[0], before[0]);
    assert.equal(after[1], before[1]);
    assert.notEqual(after[2], before[2]);
  });

  it('starts over when its text is replaced rather than continued', () => {
    const view = newView();
    view.update('One.\n\nTwo.\n\nThree.', [], false);
    view.update('Another answer.', [], false);
    assert.equal(view.element.innerHTML, whole('Another answer.'));
  });
});
