import { Cancelled } from '../base/async';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import type { Logger } from '../base/logger';
import type { ProviderId, Target } from '../contract/target';
import type { LocalModels, Provider, ResolvedProvider } from '../providers/provider';
import type { AskNews } from '../routing/askNews';
import { tryHole, type HoleVerdict } from './tryHole';
import type { TrialDeps } from './tryModel';

/** What trying models by themselves needs. */
export interface FillerTrialsDeps extends Pick<TrialDeps, 'clock'> {
  readonly logger: Logger;
  /** So long nobody asks anything before a model is tried, in milliseconds. */
  readonly pauseMs: number;
  readonly onDidNoteAsk: Event<AskNews>;
  resolved(id: ProviderId): ResolvedProvider | undefined;
  provider(id: ProviderId): Provider | undefined;
  localModels(id: ProviderId): LocalModels | undefined;
  /** The gate: whether an address may be contacted at all. */
  mayReach(url: string): boolean;
  /** Whether the model may be asked now, and answers for itself: no outage is played in front of it. */
  mayTry(target: Target): boolean;
  /** A model was tried. */
  onTried(target: Target, verdict: HoleVerdict): void;
}

/**
 * Has a local model that completes code though nobody chose it by a click fill the known hole, once in each window: after it
 * has answered a completion, so that it is loaded and in use, and in a pause, which the next ask ends. A cloud, which costs,
 * is tried by a click alone.
 */
export class FillerTrials implements Disposable {
  private readonly tried = new Set<string>();
  private readonly asks = new Set<string>();
  private readonly subscription: Disposable;
  private due: Target | undefined;
  private pause: Disposable | undefined;
  private trial: AbortController | undefined;

  constructor(private readonly deps: FillerTrialsDeps) {
    this.subscription = deps.onDidNoteAsk((news) => this.hear(news));
  }

  dispose(): void {
    this.subscription.dispose();
    this.makeRoom();
  }

  private hear(news: AskNews): void {
    switch (news.t) {
      case 'asked':
        this.asks.add(news.ask);
        this.makeRoom();
        break;
      case 'answered':
        if (news.use === 'completion' && this.isNew(news.target)) this.due = news.target;
        this.end(news.ask);
        break;
      case 'unanswered':
      case 'stopped':
        this.end(news.ask);
        break;
      case 'attempt-failed':
      case 'switched':
      case 'slow':
      case 'given-up':
        break;
    }
  }

  /** The model is for whoever asks: most local servers answer one request at a time. */
  private makeRoom(): void {
    this.pause?.dispose();
    this.trial?.abort();
  }

  private end(ask: string): void {
    this.asks.delete(ask);
    const { due } = this;
    if (!due || this.asks.size > 0) return;
    this.pause?.dispose();
    this.pause = this.deps.clock.schedule(this.deps.pauseMs, () => {
      this.tryNow(due).catch((error: unknown) => {
        if (!(error instanceof Cancelled)) this.deps.logger.warn('local.fillerTrial', { error: String(error) });
      });
    });
  }

  private isNew(target: Target): boolean {
    const provider = this.deps.resolved(target.provider);
    return provider?.local === true && !this.tried.has(keyOf(target, provider));
  }

  private async tryNow(target: Target): Promise<void> {
    const { clock, logger } = this.deps;
    const info = this.deps.resolved(target.provider);
    const provider = this.deps.provider(target.provider);
    if (!info || !provider || !this.deps.mayTry(target)) return;
    const localModels = this.deps.localModels(target.provider);
    this.trial = new AbortController();
    const { signal } = this.trial;
    const mayReach = (url: string): boolean => this.deps.mayReach(url);
    const deps = { provider, clock, mayReach, ...(localModels ? { localModels } : {}) };
    const trial = await tryHole(target.model, deps, signal);
    if (signal.aborted) return;
    this.due = undefined;
    // What stood in its way says nothing of the model: the next completion it answers makes it due again.
    if (!trial.ok) return;
    this.tried.add(keyOf(target, info));
    logger.info('local.fillerTried', { target: `${target.provider}/${target.model}`, verdict: trial.verdict.t });
    this.deps.onTried(target, trial.verdict);
  }
}

function keyOf(target: Target, { origin }: ResolvedProvider): string {
  return `${origin}|${target.model}`;
}
