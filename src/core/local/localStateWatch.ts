import { Cancelled } from '../base/async';
import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import type { Logger } from '../base/logger';
import type { LocalStatus, TargetStatus } from '../contract/status';
import type { ProviderId, Target } from '../contract/target';
import type { AskNews } from '../routing/askNews';
import type { Durations } from '../routing/durations';
import { LocalStates, type LocalStatesDeps } from './localStates';

/** What watching the states needs. */
export interface LocalStateWatchDeps extends LocalStatesDeps {
  readonly onDidNoteAsk: Event<AskNews>;
  /** A server stands otherwise than before. */
  noteChanged(): void;
  readonly clock: Clock;
  readonly durations: Durations;
  readonly logger: Logger;
}

/** Keeps what is known of how local servers stand: learnt after each look, and heard from asks. */
export class LocalStateWatch implements Disposable {
  private readonly store = new DisposableStore();
  private readonly ended = new AbortController();
  private readonly states: LocalStates;
  /** Servers that turned an ask away, each with the end of their being called busy. */
  private readonly busy = new Map<ProviderId, Disposable>();
  private learning: Promise<void> = Promise.resolve();

  constructor(private readonly deps: LocalStateWatchDeps) {
    this.states = new LocalStates(deps);
    this.store.add(deps.onDidNoteAsk((news) => this.hear(news)));
  }

  /** How the local servers among these targets stand, while these models are on their way into memory. */
  statuses(targets: readonly TargetStatus[], loading: readonly Target[]): readonly LocalStatus[] {
    return this.states.statuses(targets, { loading, busy: new Set(this.busy.keys()) });
  }

  /** Learns how a server stands after a look at it. Never rejects. */
  learn(id: ProviderId): Promise<void> {
    // One after another, so that what the first has asked is known to the next.
    this.learning = this.learning.then(() => this.learnNow(id));
    return this.learning;
  }

  dispose(): void {
    this.ended.abort(new Cancelled());
    for (const end of this.busy.values()) end.dispose();
    this.store.dispose();
  }

  private async learnNow(id: ProviderId): Promise<void> {
    const { signal } = this.ended;
    try {
      if (!signal.aborted) await this.states.learn(id, signal);
    } catch (error) {
      if (!signal.aborted) this.deps.logger.warn('local.unknownState', { error: String(error) });
    }
    if (!signal.aborted) this.deps.noteChanged();
  }

  private hear(news: AskNews): void {
    if (news.t === 'answered') {
      this.states.noteAnswered(news.target.provider);
      this.noteBusy(news.target.provider, false);
    }
    // Whatever else an attempt has met is newer than that the server was busy.
    if (news.t === 'attempt-failed' && news.failure.rehearsed !== true) {
      this.noteBusy(news.target.provider, news.failure.kind === 'local-busy');
    }
  }

  private noteBusy(id: ProviderId, isBusy: boolean): void {
    const before = this.busy.get(id);
    if (!before && !isBusy) return;
    before?.dispose();
    this.busy.delete(id);
    if (isBusy) {
      const { clock, durations } = this.deps;
      const end = clock.schedule(durations.localBusyMs, () => this.noteBusy(id, false));
      this.busy.set(id, end);
    }
    this.deps.noteChanged();
  }
}
