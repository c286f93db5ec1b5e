import assert from 'node:assert/strict';
import { MarkdownView } from '../../../src/webview/markdown/markdownView';
import { createSanitiser } from '../../../src/webview/markdown/sanitise';
import { codeBeside } from '../../../src/webview/markdown/codeBlocks';
import { openPageDom, type PageDom } from '../../support/page/pageDom';

const LABEL = 'Claude stopped: connection lost. Continued by Gemma 4.';

describe('A seam in an answer', function () {
  this.timeout(60_000);

  let dom: PageDom;
  before(() => (dom = openPageDom()));
  after(() => dom.dispose());

  /** Renders markdown whose cuts are written as ‖, with a seam at each. */
  function show(cut: string, final = true): HTMLElement {
    const pieces = cut.split('‖');
    const seams = pieces.slice(1).map((_, i) => ({ at: pieces.slice(0, i + 1).join('').length, label: LABEL }));
    const view = new MarkdownView(createSanitiser(dom.window));
    view.update(pieces.join(''), seams, final);
    return view.element;
  }

  function separators(root: HTMLElement): Element[] {
    return [...root.querySelectorAll('[role=separator]')];
  }

  /** The HTML as it is without its separators. */
  function unmarked(root: HTMLElement): string {
    const copy = root.cloneNode(true) as HTMLElement;
    for (const slot of [...copy.querySelectorAll('.block')])
      if (slot.firstElementChild?.matches('.seam')) slot.remove();
    for (const separator of copy.querySelectorAll('[role=separator]')) separator.remove();
    copy.normalize();
    return copy.innerHTML;
  }

  /** The text on screen before and after the only separator. */
  function around(root: HTMLElement): readonly [string, string] {
    const copy = root.cloneNode(true) as HTMLElement;
    for (const bar of copy.querySelectorAll('.code-bar')) bar.remove();
    copy.querySelector('[role=separator]')!.replaceWith('‖');
    const [before = '', behind = ''] = copy.textContent.split('‖');
    return [before, behind.trimEnd()];
  }

  const FENCE = 'Run this:\n\n```python\ndef add(a, b):\n    return a + b\n```\n\nDone.';
  const cases: Readonly<Record<string, string>> = {
    'in a paragraph': 'The quick brown ‖fox jumps.',
    'in the middle of a word': 'The quick bro‖wn fox jumps.',
    'between two paragraphs': 'One.\n\n‖Two.',
    'at the start of a heading': 'One.\n\n‖## Two\n\nThree.',
    'inside a heading': 'One.\n\n## Two an‖d more\n\nThree.',
    'inside a heading\'s marker': 'One.\n\n#‖# Two\n\nThree.',
    'at the start of a fence': 'One.\n\n‖```js\nlet a;\n```',
    'inside a fence\'s opening marker': 'One.\n\n``‖`js\nlet a;\n```',
    'inside a fence\'s info line': 'One.\n\n```java‖script\nlet a;\n```',
    'behind a fence\'s info line': 'One.\n\n```js‖\nlet a;\n```',
    'inside a fence': FENCE.replace('return', 'ret‖urn'),
    'inside a fence at a line\'s start': FENCE.replace('    return', '‖    return'),
    'inside a fence\'s closing marker': FENCE.replace('b\n```', 'b\n`‖``'),
    'inside an unclosed fence': '```js\nlet a‖ = 1;\n',
    'inside a fence in a list': '1. One:\n\n   ```sh\n   npm i‖nstall\n   ```\n2. Two',
    'between two items of a list': '- one\n- two\n‖- three',
    'inside an item\'s marker': '1. one\n2‖. two',
    'inside an item of a list': '- one\n- tw‖o\n- three',
    'in a cell of a table': '| a | b |\n|---|---|\n| 1 | t‖wo |\n| 3 | 4 |',
    'in the rule of a table': '| a | b |\n|--‖-|---|\n| 1 | 2 |',
    'between two rows of a table': '| a | b |\n|---|---|\n‖| 1 | 2 |',
    'between the two asterisks of bold text': 'This is *‖*bold** text.',
    'inside bold text': 'This is **bo‖ld text**.',
    'behind an underscore': 'This is _em_‖ text here.',
    'inside inline code': 'Call `foo.b‖ar()` now.',
    'inside a backtick run': 'Call `‖`foo`` now.',
    'inside a link\'s text': 'See [the d‖ocs](https://example.test/a) now.',
    'inside a link\'s destination': 'See [the docs](https://exam‖ple.test/a) now.',
    'inside a bare address': 'See https://exam‖ple.test/a now.',
    'inside a character reference': 'Fish &am‖p; chips.',
    'behind a backslash': 'Not \\‖*emphasis\\* here.',
    'inside a quote': '> one\n‖> two',
    'inside a setext underline': 'Title\n==‖=\n\ntext',
    'inside a thematic break': 'One.\n\n--‖-\n\nTwo.',
    'inside a reference definition': 'See [a].\n\n[a]: https://exa‖mple.test/\n\nMore.',
    'between two surrogates': 'Smile \ud83d‖\ude00 now.',
    'inside a family emoji': 'Hi 👩‍‖👩‍👧 there.',
    'inside a composed letter': 'cafe‖\u0301 noir',
    'inside Chinese text': '一二三四五六七八九十一二三四五六‖七八九十一二三四五六七八九十一二三四五六七八九十一二三。',
  }; // prettier-ignore

  for (const [where, cut] of Object.entries(cases)) {
    it(`${where} leaves the markdown as it is and shows one named separator`, () => {
      const root = show(cut);
      assert.equal(separators(root).length, 1, root.innerHTML);
      assert.equal(separators(root)[0]!.getAttribute('aria-label'), LABEL);
      assert.equal(unmarked(root), show(cut.replace('‖', '')).innerHTML);
      assert.doesNotMatch(root.innerHTML, /[\uE000-\uE00F]/);
    });
  }

  it('stands at every offset of a rich text without changing it', () => {
    const rich = `# T\n\nA **b** [c](http://d.test) \`e\`\n\n- f\n  - g\n\n${FENCE}\n\n| h | i |\n|:-:|--:|\n| 😀 | k |\n\n> l\n\n1. m\n`;
    const whole = show(rich).innerHTML;
    for (let at = 0; at <= rich.length; at++) {
      const root = show(`${rich.slice(0, at)}‖${rich.slice(at)}`);
      assert.equal(separators(root).length, 1, `offset ${at}`);
      assert.equal(unmarked(root), whole, `offset ${at}`);
    }
  });

  it('stands at the cut, or behind the word that was cut', () => {
    assert.deepEqual(around(show(cases['in a paragraph']!)), ['The quick brown ', 'fox jumps.']);
    assert.deepEqual(around(show(cases['in the middle of a word']!)), ['The quick brown', ' fox jumps.']);
  });

  it('stands before everything at offset 0 and behind everything at the end', () => {
    assert.deepEqual(around(show('‖One.\n\nTwo.')), ['', 'One.\nTwo.']);
    assert.deepEqual(around(show('One.\n\nTwo.‖')), ['One.\nTwo.\n', '']);
    assert.equal(separators(show('‖')).length, 1);
  });

  it('leaves the joined code for *Copy code*, whole lines on both sides', () => {
    const root = show(FENCE.replace('return', 'ret‖urn').replace('def add', 'd‖ef add'));
    assert.equal(separators(root).length, 2);
    assert.equal(codeBeside(root.querySelector('[data-act=copyCode]')!), 'def add(a, b):\n    return a + b\n');
    assert.deepEqual(around(show(FENCE.replace('(a, ', '(a‖, '))), [
      'Run this:\ndef add(a, b):\n',
      '    return a + b\n\nDone.',
    ]);
  });

  it('keeps the highlighting of a line that was cut', () => {
    const root = show('```js\nconst a = `x‖\ny`;\n```');
    assert.ok(root.querySelector('.hljs-string [role=separator]'));
  });

  it('twice in one paragraph shows both in order', () => {
    const view = new MarkdownView(createSanitiser(dom.window));
    view.update(
      'One two three.',
      [
        { at: 8, label: 'second' },
        { at: 4, label: 'first' },
      ],
      true,
    );
    assert.deepEqual(
      separators(view.element).map((one) => one.getAttribute('aria-label')),
      ['first', 'second'],
    );
  });

  it("loses the model's own private-use characters only where seams need them", () => {
    const own = `a\uE000b`;
    assert.equal(show(own).textContent, `${own}\n`);
    const view = new MarkdownView(createSanitiser(dom.window));
    view.update(`${own} and more`, [{ at: 4, label: LABEL }], true);
    assert.equal(separators(view.element).length, 1);
    assert.match(view.element.textContent, /^ab .*and more\n$/);
  });

  it('counts offsets in the text as it came, with Windows line ends', () => {
    assert.deepEqual(around(show('One.\r\n\r\nTwo ‖three.')), ['One.\nTwo ', 'three.']);
  });
});
