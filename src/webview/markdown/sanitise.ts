import createDOMPurify, { type Config } from 'dompurify';
import { isShowableLink } from './parser';

const CONFIG: Config & { RETURN_DOM_FRAGMENT: true } = {
  RETURN_DOM_FRAGMENT: true,
  ALLOWED_TAGS: [
    ...['p', 'br', 'strong', 'em', 's', 'code', 'pre', 'span', 'a', 'ul', 'ol', 'li', 'blockquote', 'hr'],
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  ALLOWED_ATTR: ['href', 'title', 'class', 'start'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  // A second wall behind the parser's own link check, which decides by scheme.
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  KEEP_CONTENT: true,
};

/** Classes the highlighter and the parser write; nothing else may dress up as a part of the page. */
const CLASS = /^(?:hljs-[\w-]+|language-[\w+#.-]+|[a-z]+_+|align-(?:left|center|right))$/;

/** Turns raw HTML into a harmless fragment: no style, no script, no image, no form, no unknown class, no odd link. */
export type Sanitiser = (html: string) => DocumentFragment;

/** Creates the sanitiser on a window, the page's own or a test's. */
export function createSanitiser(window: Window & typeof globalThis): Sanitiser {
  const purify = createDOMPurify(window);
  purify.addHook('uponSanitizeAttribute', (_element, attribute) => {
    if (attribute.attrName === 'class') {
      attribute.attrValue = attribute.attrValue
        .split(/\s+/)
        .filter((name) => CLASS.test(name))
        .join(' ');
      attribute.keepAttr = attribute.attrValue !== '';
    }
    if (attribute.attrName === 'href' && !isShowableLink(attribute.attrValue)) attribute.keepAttr = false;
  });
  return (html) => purify.sanitize(html, CONFIG);
}
