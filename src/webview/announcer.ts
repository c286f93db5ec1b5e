import { el } from './dom';

/** Longer texts are cut for the ear; the article itself can be read at leisure. */
const LONGEST = 4000;

/** Speaks to a screen reader: whole answers and short confirmations, never the pieces of a stream. */
export class Announcer {
  readonly element = el('div', { class: 'for-the-ear', role: 'status', 'aria-live': 'polite' });

  say(text: string): void {
    // Saying the same words twice needs a change of the text, or the second time is silent.
    const again = this.element.textContent === text ? '\u00a0' : '';
    this.element.textContent = text.slice(0, LONGEST) + again;
  }
}
