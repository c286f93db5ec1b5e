import type { Disposable } from '../core/base/disposable';
import { t } from '../core/base/t';
import type { PageState } from '../protocol/state';
import { chipList } from './chips';
import { el, icon, iconButton } from './dom';
import type { Host } from './host';
import type { PageClock } from './pageClock';

/** A draft reaches the host this long after the last key, in milliseconds. */
const DRAFT_DELAY_MS = 150;

/** What the composer asks of the page. */
export interface ComposerDeps {
  readonly host: Host;
  readonly clock: PageClock;
  /** The question that *arrow up* in an empty box brings back. */
  latestQuestion(): string | undefined;
}

/** Where the user writes: the text box, the context chips, and the buttons around it. */
export class Composer {
  private readonly box = el('textarea', {
    'aria-label': t('Ask Understudy'),
    placeholder: t('Ask Understudy'),
    rows: '1',
    autocomplete: 'off',
  });
  private readonly chips = el('div', { class: 'composer-chips' });
  private readonly model = el('button', { type: 'button', class: 'model', 'data-act': 'chooseModel' });
  private readonly send = iconButton('send', t('Send'));
  private readonly stop = iconButton('debug-stop', t('Stop'), { hidden: true });
  readonly element: HTMLElement;
  private pendingDraft: Disposable | undefined;
  private busy = false;
  private draftsSent = 0;

  constructor(private readonly deps: ComposerDeps) {
    const add = iconButton('attach', t('Add context'), { 'data-act': 'addContext' });
    this.send.classList.add('send');
    this.stop.classList.add('stop');
    const bar = el('div', { class: 'composer-bar' }, add, this.model, this.stop, this.send);
    this.element = el('div', { class: 'composer' }, this.chips, this.box, bar);
    this.box.addEventListener('input', () => this.onInput());
    this.box.addEventListener('keydown', (event) => this.onKey(event));
    this.send.addEventListener('click', () => this.submit());
    this.stop.addEventListener('click', () => this.askToStop());
    // The empty space around the box belongs to it.
    this.element.addEventListener('click', (event) => event.target === this.element && this.focus());
    this.refresh();
  }

  /** Shows the state around the text; the text itself only when another conversation was opened. */
  update(state: PageState, opened: boolean): void {
    this.chips.replaceChildren(chipList(state.chips, { removable: true }));
    const label = state.target?.label ?? t('Choose model');
    this.model.replaceChildren(el('span', {}, label), icon('chevron-down'));
    this.model.title = t('Choose model');
    this.model.setAttribute('aria-label', state.target ? t('Choose model, now {0}', label) : label);
    // What was typed since the page asked for this conversation belongs to it; older text was handed over before. The host
    // may be far away: text it had not read yet when it sent this state is newer than what it says.
    const isAhead = this.pendingDraft !== undefined || this.draftsSent > (state.draftsRead ?? this.draftsSent);
    if (opened && !(isAhead && state.draft === '')) this.write(state.draft);
    this.setBusy(state.busy);
  }

  setBusy(busy: boolean): void {
    const focused = document.activeElement;
    this.busy = busy;
    this.refresh();
    // A button that vanishes under the focus would drop it to the page.
    if (focused instanceof HTMLElement && focused.hidden && this.element.contains(focused)) this.focus();
  }

  /** Replaces the text and puts the caret at its end. */
  write(text: string): void {
    this.pendingDraft?.dispose();
    this.pendingDraft = undefined;
    this.box.value = text;
    this.box.setSelectionRange(text.length, text.length);
    this.refresh();
  }

  focus(): void {
    this.box.focus();
  }

  /** Sends a waiting draft at once: the page is about to be hidden. */
  flushDraft(): void {
    if (!this.pendingDraft) return;
    this.pendingDraft.dispose();
    this.pendingDraft = undefined;
    this.draftsSent += 1;
    this.deps.host.post({ t: 'draft', text: this.box.value });
  }

  /** Asks the host to stop, if there is anything to stop. */
  askToStop(): void {
    if (this.busy) this.deps.host.post({ t: 'stop' });
  }

  private onInput(): void {
    this.refresh();
    this.pendingDraft?.dispose();
    this.pendingDraft = this.deps.clock.schedule(DRAFT_DELAY_MS, () => this.flushDraft());
  }

  private onKey(event: KeyboardEvent): void {
    // While an input method composes, Enter and the arrows choose among its candidates (229: its own key code).
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.submit();
    }
    if (event.key === 'ArrowUp' && this.box.value === '') {
      const text = this.deps.latestQuestion();
      if (text === undefined) return;
      event.preventDefault();
      this.write(text);
      this.onInput();
    }
  }

  private submit(): void {
    const text = this.box.value;
    if (this.busy || text.trim() === '') return;
    this.deps.host.post({ t: 'send', text });
    this.write('');
    this.focus();
  }

  private refresh(): void {
    this.send.disabled = this.box.value.trim() === '';
    this.send.hidden = this.busy;
    this.stop.hidden = !this.busy;
  }
}
