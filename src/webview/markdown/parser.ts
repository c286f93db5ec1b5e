import createMarkdownIt, { type MarkdownIt, type Token } from 'markdown-it';
import { escapeHtml, highlightCode } from './highlight';
import { insertIntoHtml, takeMarks, withoutMarks } from './marks';

/** What a parse shares with its rendering: the link references, and whether to leave out colours. */
export interface RenderEnv {
  references?: Record<string, { title: string; href: string }>;
  /** Set while a seam's place is tried: the HTML is only compared, never shown. */
  uncoloured?: boolean;
  [key: string | symbol]: unknown;
}

/** Only these schemes become links; a destination without a scheme is a path, which the host checks. */
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;
const SAFE_SCHEMES = new Set(['http', 'https', 'mailto']);

/** Whether a link may be shown at all. The host decides again before it opens one. */
export function isShowableLink(href: string): boolean {
  // URL parsers skip control characters inside a scheme, written plainly or as `%09`: `java\tscript:` must not pass.
  // oxlint-disable-next-line no-control-regex
  const bare = href.replace(/[\u0000-\u0020\u007f-\u009f]|%[01][0-9a-f]|%20|%7f/gi, '');
  const scheme = SCHEME.exec(bare)?.[1];
  return scheme === undefined ? !bare.startsWith('//') : SAFE_SCHEMES.has(scheme.toLowerCase());
}

/**
 * The markdown parser for model text: no HTML, no images, links of safe schemes only, tables with classes instead of
 * inline styles. Bare words such as `main.py` are not taken for domains.
 */
export function createParser(): MarkdownIt {
  const parser = createMarkdownIt({ html: false, linkify: true, breaks: false, typographer: false });
  parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  parser.validateLink = isShowableLink;
  const { rules } = parser.renderer;
  rules['fence'] = (tokens, index, _options, env: RenderEnv = {}) => {
    const token = tokens[index]!;
    return renderCode(token.content, languageOf(token.info), env);
  };
  rules['code_block'] = (tokens, index, _options, env: RenderEnv = {}) => renderCode(tokens[index]!.content, '', env);
  rules['image'] = (tokens, index) => {
    const token = tokens[index]!;
    const href = textOf(token, 'src');
    return `<a href="${escapeHtml(href)}">${escapeHtml(token.content || href)}</a>`;
  };
  for (const cell of ['th_open', 'td_open']) {
    rules[cell] = (tokens, index) => {
      const token = tokens[index]!;
      const align = /text-align:(left|center|right)/.exec(textOf(token, 'style'))?.[1];
      return align ? `<${token.tag} class="align-${align}">` : `<${token.tag}>`;
    };
  }
  return parser;
}

function textOf(token: Token, attribute: string): string {
  return String(token.attrGet(attribute) ?? '');
}

/** The first word of a fence's info line, as far as it can be a language's name. */
function languageOf(info: string): string {
  const word =
    withoutMarks(info)
      .trim()
      .split(/[\s{:,]/, 1)[0] ?? '';
  return /^[\w+#.-]{1,30}$/.test(word) ? word.toLowerCase() : '';
}

/** A seam inside code goes to the start of the next line, so that every line of code stays whole. */
function renderCode(content: string, language: string, env: RenderEnv): string {
  const { text, marks } = takeMarks(content);
  const html = env.uncoloured ? escapeHtml(text) : highlightCode(text, language);
  const placed = marks.map(({ at, mark }) => ({ at: startOfLineFrom(text, at), mark }));
  const open = language ? `<pre><code class="language-${language}">` : '<pre><code>';
  return `${open}${insertIntoHtml(html, placed)}</code></pre>\n`;
}

function startOfLineFrom(text: string, at: number): number {
  if (at === 0 || text[at - 1] === '\n') return at;
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}
