import { lazily } from '../../base/async';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { Event } from '../../base/emitter';
import type { Logger } from '../../base/logger';
import type { Episode, PageStatus, StatusSnapshot } from '../../contract/status';
import { uses, type Use } from '../../contract/target';
import type { AskNews } from '../../routing/askNews';
import type { Recorder } from './recorder';

/** Whom the log listens to. */
export interface OutageHookSources {
  readonly onNews: Event<AskNews>;
  readonly onDidChangeHealth: Event<unknown>;
  episode(use: Use): Episode | undefined;
  /** A status page says something else of a provider than before. */
  readonly onStatusPage: Event<Pick<PageStatus, 'provider' | 'text' | 'state'> & { readonly at: number }>;
  readonly onDidChangeStatus: Event<Pick<StatusSnapshot, 'login' | 'rehearsal'>>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Loads the recorder; called when there is something to record, and again only where that failed. */
  load(): Promise<Recorder>;
}

/**
 * All of the outage log that a start needs: it listens, and loads the recorder with the first ask. What is heard while that
 * loads is told to it in the same order.
 */
export class OutageHook implements Disposable {
  private readonly store = new DisposableStore();
  private readonly recorder = lazily(() => this.sources.load());
  private readonly seen = new Map<Use, Episode | undefined>();

  constructor(private readonly sources: OutageHookSources) {
    const { store } = this;
    store.add(sources.onNews((news) => this.tell((recorder) => recorder.noteAsk(news))));
    store.add(sources.onDidChangeHealth(() => this.lookForEpisodes()));
    store.add(sources.onStatusPage((page) => this.tell((recorder) => recorder.noteStatusPage(page, page.at))));
    store.add(sources.onDidChangeStatus((status) => this.lookAtLamps(status)));
  }

  /** The recorder, loaded if it was not. */
  load(): Promise<Recorder> {
    return this.recorder.get();
  }

  /** Resolves when everything heard so far is on disk, or the disk has refused it. */
  async flush(): Promise<void> {
    await (await this.recorder.begun)?.flush();
  }

  dispose(): void {
    this.store.dispose();
    // Where loading fails, whoever had something to record logs it, and there is nothing to dispose.
    this.recorder.begun?.then(
      (recorder) => recorder.dispose(),
      () => undefined,
    );
  }

  private lookForEpisodes(): void {
    const at = this.sources.clock.now();
    for (const use of uses) {
      const episode = this.sources.episode(use);
      if (episode === this.seen.get(use)) continue;
      this.seen.set(use, episode);
      this.tell((recorder) => recorder.noteEpisode(use, episode, at));
    }
  }

  /** What is played says nothing of the service; without any trouble there is nothing to load the recorder for. */
  private lookAtLamps({ login, rehearsal }: Pick<StatusSnapshot, 'login' | 'rehearsal'>): void {
    if (!login || rehearsal) return;
    if (!this.recorder.begun && !login.lamps.some(({ state }) => state === 'trouble')) return;
    const at = this.sources.clock.now();
    this.tell((recorder) => recorder.noteLamps(login.lamps, at));
  }

  private tell(what: (recorder: Recorder) => void): void {
    this.load()
      .then(what)
      .catch((error: unknown) => this.sources.logger.error('outages.record', { error: String(error) }));
  }
}
