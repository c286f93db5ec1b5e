import { t } from '../core/base/t';
import { reasonWords } from '../core/status/words';
import type { AnswerView, CardView } from '../protocol/state';
import { finalText, isGrowing } from './answerText';
import { cardElement } from './cards';
import { el, icon, iconButton, setAttribute } from './dom';
import type { Sanitiser } from './markdown/sanitise';
import { Segments } from './segments';

/** One answer in the conversation. Its parts are built once and updated in place. */
export class Answer {
  private readonly label = el('span', { class: 'answer-label' });
  private readonly authorIcon = icon('sparkle');
  private readonly header = el('header', {}, this.authorIcon, this.label);
  private readonly thinking = el('pre', { class: 'thinking-text' });
  private readonly thinkingFold = el(
    'details',
    { class: 'fold thinking' },
    el('summary', {}, icon('chevron-right'), t('Thinking')),
    this.thinking,
  );
  private readonly waiting = el(
    'p',
    { class: 'waiting' },
    icon('loading'),
    el('span', {}, t('Waiting for an answer…')),
  );
  private readonly notices = el('div', { class: 'notices' });
  private readonly cardSlot = el('div', { class: 'card-slot' });
  private readonly usage = el('span', { class: 'usage' });
  private readonly ending = el('span', { class: 'ending' });
  private readonly copy = iconButton('copy', t('Copy answer'), { 'data-act': 'copyAnswer' });
  private readonly retry = iconButton('refresh', t('Retry'), { 'data-act': 'retry' });
  private readonly footer = el('footer', {}, this.copy, this.retry, this.ending, this.usage);
  private readonly segments: Segments;
  private card: CardView | undefined;
  /** The completed text is announced as a whole, so the article itself is silent. */
  readonly element = el('article', { class: 'turn answer', 'aria-live': 'off', tabindex: '-1' });

  constructor(sanitise: Sanitiser) {
    this.segments = new Segments(sanitise);
    this.waiting.querySelector('.codicon')?.classList.add('codicon-modifier-spin');
    this.element.append(this.header, this.thinkingFold, this.segments.element, this.waiting);
    this.element.append(this.notices, this.cardSlot, this.footer);
  }

  update(view: AnswerView): void {
    const growing = isGrowing(view);
    const text = finalText(view);
    this.element.dataset['id'] = view.id;
    setAttribute(this.element, 'aria-label', view.name);
    setAttribute(this.element, 'aria-busy', growing ? 'true' : undefined);
    this.element.classList.toggle('growing', growing && text !== '');
    this.label.textContent = view.label;
    // Before the first event nobody is known to be answering, and an icon alone says nothing.
    this.header.hidden = view.label === '';
    this.authorIcon.className = `codicon codicon-${view.standIn ? 'shield' : 'sparkle'}`;
    this.thinkingFold.hidden = !view.thinking;
    if (this.thinking.textContent !== (view.thinking ?? '')) this.thinking.textContent = view.thinking ?? '';
    this.segments.update(view.segments, growing);
    this.waiting.hidden = !growing || text !== '' || (view.card !== undefined && !view.card.isWaiting);
    this.showNotices(view.notices);
    this.showCard(view.card);
    this.copy.hidden = growing || text === '';
    this.retry.hidden = growing || !view.canRetry;
    this.ending.textContent = endingWords(view.state);
    this.usage.textContent = view.usage ?? '';
    this.footer.hidden = growing || (this.copy.hidden && this.retry.hidden && !view.usage && !this.ending.textContent);
  }

  private showNotices(notices: readonly string[]): void {
    const shown = [...this.notices.children].map((child) => child.textContent);
    if (shown.join('\n') === notices.join('\n')) return;
    this.notices.replaceChildren(
      ...notices.map((text) => el('p', { class: 'notice' }, icon('info'), el('span', {}, text))),
    );
  }

  /** An unchanged card is left alone: the user may be on one of its buttons. */
  private showCard(card: CardView | undefined): void {
    if (JSON.stringify(card) === JSON.stringify(this.card)) return;
    this.card = card;
    const focused = focusIn(this.cardSlot);
    const element = card && cardElement(card);
    this.cardSlot.replaceChildren(...(element ? [element] : []));
    if (!focused) return;
    // The button under the focus was made anew or has gone. Another button must not take its place: the next Enter may be
    // on its way already.
    (sameButton(this.cardSlot, focused) ?? element ?? this.element).focus();
  }
}

/** How an answer ended where it is not simply complete. A failure has its card. */
function endingWords(state: AnswerView['state']): string {
  if (state === 'stopped') return reasonWords('cancelled');
  if (state === 'refused') return reasonWords('refused');
  if (state === 'cut-off') return reasonWords('cut-off');
  return state === 'length' ? t('length limit reached') : '';
}

/** What has the focus in a card, if anything has. */
function focusIn(slot: HTMLElement): HTMLElement | undefined {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && slot.contains(activeElement) ? activeElement : undefined;
}

/** The button that does the same as one that was there before. */
function sameButton(slot: HTMLElement, before: HTMLElement): HTMLElement | undefined {
  return [...slot.querySelectorAll('button')].find(({ dataset }) => dataset['id'] === before.dataset['id']);
}
