import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import type { AnswerView, PageState } from '../../protocol/state';
import type { ToPage } from '../../protocol/messages';

/** Tokens arrive faster than a page can usefully paint; messages go out at most this often. */
const sendEveryMs = 40;

/** Where the feed gets what it sends; read when a message goes out, so that it is never older than the last change. */
export interface FeedSources {
  readonly clock: Clock;
  /** Whether anybody listens; a page that comes asks for everything. */
  hasPage(): boolean;
  post(message: ToPage): void;
  state(): PageState;
  /** Whether this answer is in the conversation that is shown. */
  shows(id: string): boolean;
  /** The answer as it is now, or `undefined` if it is not in the conversation that is shown. */
  answer(id: string): { readonly answer: AnswerView; readonly busy: boolean } | undefined;
}

/** Gathers changes and sends them to the page in few messages. A whole state outdoes single answers, an answer its own text. */
export class PageFeed implements Disposable {
  private wholeState = false;
  private readonly answers = new Set<string>();
  private readonly appended = new Map<string, string>();
  private timer: Disposable | undefined;

  constructor(private readonly sources: FeedSources) {}

  /** The page must be told everything. */
  stateChanged(): void {
    this.wholeState = true;
    this.arm();
  }

  /** One answer has changed in another way than by more text. */
  answerChanged(id: string): void {
    this.answers.add(id);
    this.arm();
  }

  /** More text has come for one answer. */
  textAdded(id: string, text: string): void {
    this.appended.set(id, (this.appended.get(id) ?? '') + text);
    this.arm();
  }

  /** Sends what has gathered, now. */
  flush(): void {
    this.timer?.dispose();
    this.timer = undefined;
    if (this.wholeState) this.sources.post({ t: 'state', state: this.sources.state() });
    else this.sendAnswers();
    this.clear();
  }

  dispose(): void {
    this.timer?.dispose();
    this.timer = undefined;
  }

  private clear(): void {
    this.wholeState = false;
    this.answers.clear();
    this.appended.clear();
  }

  private sendAnswers(): void {
    for (const id of this.answers) {
      const found = this.sources.answer(id);
      if (found) this.sources.post({ t: 'answer', ...found });
    }
    for (const [id, text] of this.appended) {
      if (!this.answers.has(id) && this.sources.shows(id)) this.sources.post({ t: 'append', id, text });
    }
  }

  private arm(): void {
    if (!this.sources.hasPage()) return this.clear();
    this.timer ??= this.sources.clock.schedule(sendEveryMs, () => this.flush());
  }
}
