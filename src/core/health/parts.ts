import type { Clock, Random } from '../base/clock';
import type { Logger } from '../base/logger';
import { targetKey, type ProviderId, type Target } from '../contract/target';
import type { ResolvedProvider } from '../providers/provider';
import type { Durations } from '../routing/durations';
import { Breaker } from './breaker';
import { Episodes } from './episodes';
import { FirstTokens } from './firstTokens';
import { ModelMarks } from './modelMarks';
import { NetworkGate } from './networkGate';
import { ProviderMarks } from './providerMarks';
import { Throttle } from './throttle';
import { Warmth } from './warmth';

/** What health needs from outside. */
export interface HealthDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly durations: Durations;
  readonly logger: Logger;
}

/** What one target is remembered by. */
export interface WatchedTarget {
  readonly target: Target;
  readonly local: boolean;
  /** Where it is asked; elsewhere it is another target. */
  readonly origin: string;
  readonly breaker: Breaker;
  /** Of clouds that complete code: chat asks are too few to be held back. */
  readonly throttle?: Throttle;
  /** Epoch ms. */
  lastAnswerAt?: number;
  /** Until when it has asked to be left alone while an ask waits to try it again (epoch ms). */
  restsUntil?: number;
  /** When a first token was noted last (epoch ms), so that the end of the same answer does not count it twice. */
  firstTokenAt?: number;
}

/** Everything that is known, each kind of knowledge in a part of its own. */
export class HealthParts {
  readonly marks: ProviderMarks;
  readonly models = new ModelMarks();
  readonly gate: NetworkGate;
  readonly episodes: Episodes;
  readonly firstTokens: FirstTokens;
  readonly warmth: Warmth;
  /** Nothing counts before this instant (epoch ms): the machine has just woken up. */
  quietUntil = 0;
  private readonly targets = new Map<string, WatchedTarget>();

  constructor(readonly deps: HealthDeps) {
    this.marks = new ProviderMarks(deps);
    this.gate = new NetworkGate(deps);
    this.episodes = new Episodes(deps.durations.breakerWindowMs);
    this.firstTokens = new FirstTokens(deps.durations.slowOfferMs);
    this.warmth = new Warmth(deps.clock);
  }

  /** The memory of a target, made at its first mention and anew when its address has become another one. */
  watch(target: Target, { local, origin }: Pick<ResolvedProvider, 'local' | 'origin'>): WatchedTarget {
    const key = targetKey(target);
    const known = this.targets.get(key);
    if (known?.local === local && known.origin === origin) return known;
    const breaker = known?.origin === origin ? known.breaker : new Breaker(this.deps);
    const isThrottled = target.use === 'completion' && !local;
    const throttle = isThrottled ? new Throttle(this.deps, this.deps.durations.throttleWindowMs) : undefined;
    const watched: WatchedTarget = { target, local, origin, breaker, ...(throttle ? { throttle } : {}) };
    this.targets.set(key, watched);
    return watched;
  }

  /** The memory of a target that has been mentioned before. */
  known(target: Target): WatchedTarget | undefined {
    return this.targets.get(targetKey(target));
  }

  all(): readonly WatchedTarget[] {
    return [...this.targets.values()];
  }

  of(provider: ProviderId): readonly WatchedTarget[] {
    return this.all().filter((watched) => watched.target.provider === provider);
  }
}
