import { t } from '../core/base/t';
import type { AnswerView, TurnView } from '../protocol/state';
import { newsOf } from './announcements';
import { Answer } from './answer';
import { withAppended } from './answerText';
import type { Announcer } from './announcer';
import { el, iconButton } from './dom';
import type { Sanitiser } from './markdown/sanitise';
import type { PageClock } from './pageClock';
import { Painter } from './painter';
import { questionElement } from './question';
import { Scroller } from './scroller';

/** What the conversation needs from the page. */
export interface ConversationDeps {
  readonly clock: PageClock;
  readonly sanitise: Sanitiser;
  readonly announcer: Announcer;
}

/** The conversation on screen: an element per turn, kept by id, painted at most once per frame. */
export class Conversation {
  private readonly log = el('div', {
    class: 'log',
    role: 'log',
    'aria-live': 'polite',
    'aria-label': t('Conversation'),
    tabindex: '0',
  });
  private readonly toEnd = iconButton('arrow-down', t('Scroll to the end'), { class: 'to-end', hidden: true });
  readonly element = el('div', { class: 'conversation' }, this.log, this.toEnd);
  private readonly scroller = new Scroller(this.log, (atEnd) => (this.toEnd.hidden = atEnd));
  private readonly questions = new Map<string, HTMLElement>();
  private readonly answers = new Map<string, Answer>();
  private readonly dirty = new Set<string>();
  private readonly painter: Painter;
  private turns: readonly TurnView[] = [];

  constructor(private readonly deps: ConversationDeps) {
    this.painter = new Painter(deps.clock, () => this.paint());
    this.toEnd.addEventListener('click', () => this.scroller.toEnd());
    if ('ResizeObserver' in globalThis) new ResizeObserver(() => this.scroller.grown()).observe(this.log);
  }

  /** Shows these turns and only these. `opened` says that it is another conversation than before. */
  show(turns: readonly TurnView[], opened: boolean): void {
    const hasNewTurn = turns.length > this.turns.length;
    if (!opened) for (const turn of turns) this.announce(turn);
    else this.forget();
    this.turns = turns;
    const elements = turns.map((turn) => this.elementOf(turn));
    const gone = [...this.log.children].filter((child) => !elements.includes(child as HTMLElement));
    for (const child of gone) child.remove();
    for (const [index, element] of elements.entries()) {
      if (this.log.children[index] !== element) this.log.insertBefore(element, this.log.children[index] ?? null);
    }
    if (opened || hasNewTurn) this.scroller.toEnd();
    else this.scroller.grown();
  }

  /** Replaces one answer, or adds it when it is new. */
  showAnswer(view: AnswerView): void {
    this.announce(view);
    const known = this.turns.some(({ id }) => id === view.id);
    this.turns = known ? this.turns.map((turn) => (turn.id === view.id ? view : turn)) : [...this.turns, view];
    if (known && this.answers.has(view.id)) this.repaint(view.id);
    else this.show(this.turns, false);
  }

  /** Adds text to an answer's last segment. */
  append(id: string, text: string): void {
    const view = this.answer(id);
    if (!view) return;
    this.turns = this.turns.map((turn) => (turn === view ? withAppended(view, text) : turn));
    this.repaint(id);
  }

  /** The answer as last shown or about to be. */
  answer(id: string): AnswerView | undefined {
    const turn = this.turns.find((turn) => turn.id === id);
    return turn?.role === 'assistant' ? turn : undefined;
  }

  get isEmpty(): boolean {
    return this.turns.length === 0;
  }

  /** The text of the latest question, for *arrow up*. */
  latestQuestion(): string | undefined {
    return this.turns.findLast((turn) => turn.role === 'user')?.text;
  }

  private elementOf(turn: TurnView): HTMLElement {
    if (turn.role === 'user') {
      const known = this.questions.get(turn.id);
      if (known) return known;
      const element = questionElement(turn);
      this.questions.set(turn.id, element);
      return element;
    }
    const answer = this.answers.get(turn.id) ?? new Answer(this.deps.sanitise);
    this.answers.set(turn.id, answer);
    this.dirty.delete(turn.id);
    answer.update(turn);
    return answer.element;
  }

  private repaint(id: string): void {
    this.dirty.add(id);
    this.painter.request();
  }

  private paint(): void {
    for (const id of this.dirty) {
      const view = this.answer(id);
      if (view) this.answers.get(id)?.update(view);
    }
    this.dirty.clear();
    this.scroller.grown();
  }

  private announce(turn: TurnView): void {
    const news = turn.role === 'assistant' ? newsOf(this.answer(turn.id), turn) : undefined;
    if (news !== undefined) this.deps.announcer.say(news);
  }

  private forget(): void {
    this.questions.clear();
    this.answers.clear();
    this.dirty.clear();
    this.log.replaceChildren();
  }
}
