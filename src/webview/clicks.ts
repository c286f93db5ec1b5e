import { t } from '../core/base/t';
import type { Announcer } from './announcer';
import { finalText } from './answerText';
import type { Conversation } from './conversation';
import type { Host } from './host';
import { codeBeside } from './markdown/codeBlocks';
import type { PageClock } from './pageClock';

/** What a click may need. */
export interface ClickDeps {
  readonly host: Host;
  readonly clock: PageClock;
  readonly announcer: Announcer;
  readonly conversation: Conversation;
  /** Puts the caret into the text box. */
  focusInput(): void;
}

/** How long a button shows that it has copied. */
const CONFIRM_MS = 1500;

/**
 * One listener for every button and link of the page: model text is re-rendered while it streams, and listeners on its
 * elements would be lost. A link never opens by itself; the host decides.
 */
export function listenToClicks(root: HTMLElement, deps: ClickDeps): void {
  root.addEventListener('click', (event) => onClick(event, deps));
  root.addEventListener('auxclick', (event) => {
    if (linkAt(event)) stop(event);
  });
}

function onClick(event: MouseEvent, deps: ClickDeps): void {
  const link = linkAt(event);
  if (link) {
    stop(event);
    const href = link.getAttribute('href') ?? '';
    if (href !== '' && !href.startsWith('#')) deps.host.post({ t: 'openLink', href });
    return;
  }
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-act]') : null;
  if (button) act(button, deps);
}

function act(button: HTMLElement, deps: ClickDeps): void {
  const { host, conversation } = deps;
  const answerId = button.closest<HTMLElement>('.answer')?.dataset['id'];
  const id = button.dataset['id'] ?? '';
  switch (button.dataset['act']) {
    case 'copyCode':
      return copy(codeBeside(button), button, deps);
    case 'insertCode':
      return insert(codeBeside(button), host);
    case 'copyAnswer': {
      const view = conversation.answer(answerId ?? '');
      return copy(view ? finalText(view) : '', button, deps);
    }
    case 'retry':
      return answerId === undefined ? undefined : host.post({ t: 'retry', id: answerId });
    case 'action':
      return host.post(answerId === undefined ? { t: 'action', id } : { t: 'action', id, answer: answerId });
    case 'removeChip':
      return host.post({ t: 'removeChip', id });
    case 'addContext':
      return host.post({ t: 'addContext' });
    case 'chooseModel':
      return host.post({ t: 'chooseModel' });
    case 'chooseProvider':
      return host.post({ t: 'chooseProvider' });
    case 'newChat':
      deps.focusInput();
      return host.post({ t: 'newChat' });
    default:
  }
}

function insert(text: string, host: Host): void {
  if (text !== '') host.post({ t: 'insert', text });
}

function copy(text: string, button: HTMLElement, { host, clock, announcer }: ClickDeps): void {
  if (text === '') return;
  host.post({ t: 'copy', text });
  announcer.say(t('Copied'));
  button.classList.add('done');
  clock.schedule(CONFIRM_MS, () => button.classList.remove('done'));
}

function linkAt(event: Event): HTMLAnchorElement | undefined {
  return (event.target instanceof Element && event.target.closest('a')) || undefined;
}

/** The editor opens links of its pages by a listener of its own further up. */
function stop(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
