import type { AnswerView, PageState } from '../../../src/protocol/state';
import type { FromPage } from '../../../src/protocol/messages';
import { createSanitiser } from '../../../src/webview/markdown/sanitise';
import { Page } from '../../../src/webview/page';
import { createFakeClock } from '../fakeClock';
import { openPageDom } from './pageDom';

/** A page on a document of its own, with everything it said to the host and with time in the test's hand. */
export interface FakePage {
  readonly page: Page;
  readonly document: Document;
  readonly posted: FromPage[];
  /** Lets milliseconds pass; frames come at once. */
  pass(ms: number): Promise<void>;
  /** The element with this role and accessible name; throws when there is none. */
  get(role: string, name: string): HTMLElement;
  find(role: string, name: string): HTMLElement | undefined;
  press(element: HTMLElement, key: string, more?: KeyboardEventInit): KeyboardEvent;
  type(text: string): void;
  dispose(): void;
}

const ROLES: Readonly<Record<string, string>> = {
  article: 'article',
  button: 'button',
  textbox: 'textarea',
};

/** Opens a page, prepared before it starts. To be disposed of, since it lends its `document` to the page's code. */
export function openFakePage(prepare: (document: Document) => void = () => undefined): FakePage {
  const dom = openPageDom();
  const { document } = dom.window;
  prepare(document);
  const posted: FromPage[] = [];
  const clock = createFakeClock();
  const page = new Page(document.getElementById('app')!, {
    host: { post: (message) => posted.push(message) },
    clock: { ...clock, nextFrame: (action) => clock.schedule(0, action) },
    sanitise: createSanitiser(dom.window),
  });
  const find: FakePage['find'] = (role, name) =>
    [...document.querySelectorAll<HTMLElement>(`[role="${role}"], ${ROLES[role] ?? 'none'}`)].find(
      (element) => (element.getAttribute('aria-label') ?? element.textContent) === name && !element.closest('[hidden]'),
    );
  const get: FakePage['get'] = (role, name) => {
    const element = find(role, name);
    if (!element) throw new Error(`The page shows no ${role} "${name}".`);
    return element;
  };
  return {
    page,
    document,
    posted,
    pass: (ms) => clock.advance(ms),
    find,
    get,
    press: (element, key, more = {}) => {
      const event = new dom.window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
      element.dispatchEvent(event);
      return event;
    },
    type: (text) => {
      const box = get('textbox', 'Ask Understudy') as HTMLTextAreaElement;
      box.value = text;
      box.dispatchEvent(new dom.window.Event('input', { bubbles: true }));
    },
    dispose: () => dom.dispose(),
  };
}

/** An empty chat with nothing set up, changed as the test needs. */
export function pageState(change: Partial<PageState> = {}): PageState {
  const empty: PageState = {
    conversationId: 'c1',
    title: '',
    turns: [],
    conversations: [],
    draft: '',
    chips: [],
    busy: false,
    setUp: [],
  };
  return { ...empty, ...change };
}

/** A complete answer of Claude, changed as the test needs. */
export function answerView(text: string, change: Partial<AnswerView> = {}): AnswerView {
  return {
    role: 'assistant',
    id: 'a1',
    name: 'Answer, Claude claude-sonnet-5-5',
    label: 'Claude · claude-sonnet-5-5',
    state: 'complete',
    segments: [{ text, seams: [] }],
    notices: [],
    canRetry: true,
    ...change,
  };
}
