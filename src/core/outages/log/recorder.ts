import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { Episode, Lamp, PageStatus } from '../../contract/status';
import type { ProviderId, Target, Use } from '../../contract/target';
import type { AskNews } from '../../routing/askNews';
import type { Durations } from '../../routing/durations';
import { GatheredAnswers } from './gatheredAnswers';
import type { LogFact } from './logRecord';
import type { OutageLog } from './outageLog';
import { plainFacts, plainStatusPage } from './plainFacts';

/** Asks under way are few; more are left over from something that never ended. */
const mostAsks = 200;

/** What the recorder takes from outside. */
export interface RecorderSources {
  readonly log: Pick<OutageLog, 'add' | 'addRehearsed' | 'flush'>;
  readonly clock: Clock;
  /** Good news is gathered for a while; bad news is written at once. */
  readonly durations: Pick<Durations, 'answersGatherMs'>;
  /** Whether the faults of a provider are played in this window now. */
  isRehearsed?(provider: ProviderId): boolean;
}

/**
 * Turns what becomes of asks, episodes and status pages into records. It holds back answers until there is something to tell
 * beside them, so that the order in the log is the order in which things happened.
 */
export class Recorder implements Disposable {
  private readonly answers = new GatheredAnswers();
  private readonly episodes = new Map<Use, Episode>();
  private readonly pages = new Map<ProviderId, string>();
  private readonly lamps = new Map<Lamp['of'], Lamp['state']>();
  private readonly firsts = new Map<Use, Target>();
  private readonly rehearsals = new Set<string>();
  /** Since when each ask under way has been waiting for whom it waits for now. */
  private readonly waiting = new Map<string, number>();
  private timer: Disposable | undefined;

  constructor(private readonly sources: RecorderSources) {}

  /** Ids of the episodes that are on in this window. */
  get current(): ReadonlySet<string> {
    return new Set([...this.episodes.values()].map(({ id }) => id));
  }

  /** Something has become of an ask. */
  noteAsk(news: AskNews): void {
    const { ask, use, at } = news;
    switch (news.t) {
      case 'asked':
        if (news.first) this.firsts.set(use, news.first);
        else this.firsts.delete(use);
        this.waiting.set(ask, at);
        for (const old of [...this.waiting.keys()].slice(0, -mostAsks)) this.waiting.delete(old);
        return;
      case 'attempt-failed':
        this.noteFailure(news);
        return;
      case 'switched':
        this.noteSwitch(news);
        return;
      case 'answered':
        this.waiting.delete(ask);
        return this.noteAnswer(news.target, at, news.ttftMs);
      case 'unanswered':
        this.waiting.delete(ask);
        this.noteUnanswered(news);
        return;
      case 'stopped':
        // The user's own stop tells nothing of who was answering.
        this.waiting.delete(ask);
        return;
      default:
        return;
    }
  }

  /** The episode of a use is this one now, or there is none. */
  noteEpisode(use: Use, episode: Episode | undefined, at: number): void {
    const known = this.episodes.get(use);
    if (known?.id === episode?.id && known?.reason === episode?.reason) return;
    if (known && known.id !== episode?.id) this.noteEnd(use, known, at);
    if (!episode) {
      this.episodes.delete(use);
      return;
    }
    this.episodes.set(use, episode);
    const { id, provider, reason, startedAt } = episode;
    if (this.isRehearsed(provider)) this.rehearsals.add(id);
    const first = this.firsts.get(use);
    const model = first?.provider === provider ? { model: first.model } : {};
    const fact: LogFact = { t: 'episode', id, provider, use, ...model, reason, startedAt };
    this.put(use, at, fact, this.isRehearsed(provider));
  }

  /** A provider's status page says this at `at` (epoch ms). One that can't be read has said nothing. */
  noteStatusPage({ provider, text, state }: Pick<PageStatus, 'provider' | 'text' | 'state'>, at: number): void {
    const said = state === 'unknown' ? '' : plainStatusPage(text);
    if (said === '' || this.pages.get(provider) === said) return;
    this.pages.set(provider, said);
    this.put(undefined, at, { t: 'page', provider, text: said }, false);
  }

  /** The lamps of Claude Code at `at` (epoch ms). That one is well, or is not known, matters only after its trouble. */
  noteLamps(lamps: readonly Lamp[], at: number): void {
    for (const { of, state, text } of lamps) {
      const before = this.lamps.get(of);
      this.lamps.set(of, state);
      if (before === state || (state !== 'trouble' && before !== 'trouble')) continue;
      this.put(undefined, at, { t: 'lamp', of, state, text: plainStatusPage(text) }, false);
    }
  }

  /** Resolves when everything is on disk, or the disk has refused it. */
  async flush(): Promise<void> {
    this.writeAnswers();
    await this.sources.log.flush();
  }

  dispose(): void {
    this.writeAnswers();
  }

  private noteFailure({ use, at, target, failure, left }: AskNews & { readonly t: 'attempt-failed' }): void {
    const fact: LogFact = { t: 'failure', target, facts: plainFacts(failure), left };
    this.put(use, at, fact, failure.rehearsed === true);
  }

  private noteSwitch(news: AskNews & { readonly t: 'switched' }): void {
    const { ask, use, at, from, to, mode, keptChars } = news;
    const afterMs = Math.max(0, at - (this.waiting.get(ask) ?? at));
    this.waiting.set(ask, at);
    const kind = news.failure.kind;
    this.put(use, at, { t: 'switch', from, to, kind, mode, keptChars, afterMs }, news.failure.rehearsed === true);
  }

  /** Where nothing is set up there is nobody who failed; a question that waits was counted when it failed first. */
  private noteUnanswered({ use, at, failures, waits }: AskNews & { readonly t: 'unanswered' }): void {
    if (waits) return;
    const first = this.firsts.get(use);
    const kinds = failures.map(({ failure }) => failure.kind);
    const isRehearsed = failures.some(({ failure }) => failure.rehearsed);
    if (first) this.put(use, at, { t: 'unanswered', use, kinds }, isRehearsed);
  }

  /** An episode ends with an answer, here or in the window it was shared by, unless another one has taken its place. */
  private noteEnd(use: Use, { id, provider }: Episode, at: number): void {
    const first = this.firsts.get(use)?.provider ?? provider;
    const how = first === provider ? 'answered' : 'dropped';
    const isRehearsed = this.rehearsals.delete(id);
    this.put(use, at, { t: 'ended', id, how }, isRehearsed);
  }

  private noteAnswer(target: Target, at: number, ttftMs: number | undefined): void {
    if (this.isRehearsed(target.provider)) return;
    this.answers.add(target, at, ttftMs);
    const { clock, durations } = this.sources;
    this.timer ??= clock.schedule(durations.answersGatherMs, () => this.writeAnswers());
  }

  /** Bad news: what was gathered of this use comes before it in the log. */
  private put(use: Use | undefined, at: number, fact: LogFact, isRehearsed: boolean): void {
    if (use) this.writeAnswers(use);
    if (isRehearsed) this.sources.log.addRehearsed(at, fact);
    else this.sources.log.add(at, fact);
  }

  private writeAnswers(use?: Use): void {
    for (const { at, fact } of this.answers.take(use)) this.sources.log.add(at, fact);
    if (!this.answers.isEmpty) return;
    this.timer?.dispose();
    this.timer = undefined;
  }

  private isRehearsed(provider: ProviderId): boolean {
    return this.sources.isRehearsed?.(provider) === true;
  }
}
