import type { AnswerEvent, ProviderEvent, SwitchMode } from '../contract/events';
import type { CutAnswer } from '../contract/ask';
import type { Failure } from '../contract/failure';
import { isSameTarget, type Target } from '../contract/target';
import { Joiner, type Joined } from './joiner';

/**
 * What the user has been told so far: the text on screen, by whom, and the seams in it. It turns the events of attempts
 * into the events of one answer.
 */
export class Telling {
  private shown = '';
  private teller: Target | undefined;
  private trouble: { readonly target: Target; failure: Failure } | undefined;
  private joiner: Joiner | undefined;
  /** A target that has taken over a begun answer but has not yet said a word of its own. */
  private pending: { readonly to: Target; readonly mode: SwitchMode } | undefined;
  private toolOpen = false;
  private spoke = false;

  constructor(cut?: CutAnswer) {
    if (!cut) return;
    this.shown = cut.text;
    this.teller = cut.by;
    this.trouble = { target: cut.by, failure: lostConnection };
  }

  /** The text on screen since the last restart. */
  get text(): string {
    return this.shown;
  }

  /** Who has been announced last. */
  get target(): Target | undefined {
    return this.teller;
  }

  get lastFailure(): Failure | undefined {
    return this.trouble?.failure;
  }

  /** Whether the attempt begun last has put anything on screen. */
  get spokeLast(): boolean {
    return this.spoke;
  }

  /** Whether the answer was cut inside a tool call. */
  get inToolCall(): boolean {
    return this.toolOpen;
  }

  /** An attempt begins. Before the first text the change of hands is told at once; after it, with the first joined text. */
  *begin(target: Target, carriesOn: boolean): Generator<AnswerEvent> {
    this.spoke = false;
    if (this.shown !== '' || this.toolOpen) {
      this.pending = { to: target, mode: carriesOn ? 'continue' : 'restart' };
      this.joiner = carriesOn ? new Joiner(this.shown) : undefined;
      return;
    }
    const from = this.teller;
    this.teller = target;
    if (!from) yield { t: 'started', target };
    else if (!isSameTarget(from, target)) {
      yield this.trouble ? this.switched(from, target, 'before', 0) : { t: 'started', target };
    }
  }

  /** Hands on content, joined where the attempt carries on. */
  *take(event: ProviderEvent & { t: 'text' | 'thinking' | 'tool' }): Generator<AnswerEvent> {
    if (event.t === 'thinking') {
      if (this.shown === '') yield event;
      return;
    }
    if (event.t === 'tool') {
      if (this.pending) yield* this.seam('restart');
      this.toolOpen = !event.last;
      this.spoke = true;
      yield event;
      return;
    }
    if (this.pending) yield* this.join(this.joiner ? this.joiner.push(event.text) : { t: 'restart', text: event.text });
    else yield* this.say(event.text);
  }

  /** The attempt has ended without a failure: what was held back is said. `whole`: it has said all it wanted to say. */
  *end(whole: boolean): Generator<AnswerEvent> {
    if (!this.pending) return;
    yield* this.join(this.joiner ? this.joiner.end(whole) : { t: 'restart', text: '' });
  }

  /** The ask has moved on from a target. */
  left(target: Target, failure: Failure): void {
    // A stand-in that said nothing is not why the text on screen breaks off.
    const isOnScreen = this.shown !== '' || this.toolOpen;
    if (!isOnScreen || !this.teller || isSameTarget(this.teller, target)) this.trouble = { target, failure };
    this.pending = undefined;
  }

  /** A closer look has changed what the last failure is called. */
  amend(target: Target, failure: Failure): void {
    if (this.trouble && isSameTarget(this.trouble.target, target)) this.trouble.failure = failure;
  }

  private *join(joined: Joined): Generator<AnswerEvent> {
    if (joined.t === 'waiting') return;
    yield* this.seam(joined.t);
    yield* this.say(joined.text);
  }

  private *seam(mode: 'continue' | 'restart'): Generator<AnswerEvent> {
    const to = this.pending?.to;
    if (!to || !this.teller) return;
    const from = this.teller;
    this.pending = undefined;
    this.teller = to;
    if (mode === 'restart') {
      yield this.switched(from, to, 'restart', 0);
      this.shown = '';
      this.toolOpen = false;
    } else {
      yield this.switched(from, to, 'continue', this.shown.length);
    }
  }

  private *say(text: string): Generator<AnswerEvent> {
    if (text === '') return;
    this.shown += text;
    this.spoke = true;
    yield { t: 'text', text };
  }

  private switched(from: Target, to: Target, mode: SwitchMode, keptChars: number): AnswerEvent {
    return { t: 'switched', from, to, failure: this.trouble?.failure ?? lostConnection, mode, keptChars };
  }
}

/** What is said of an answer of which only the end is missing. */
const lostConnection: Failure = { kind: 'cut-off', scope: 'model', evidence: { phase: 'midAnswer' } };
