import type { Clock, Random } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Event } from '../base/emitter';
import { isSameTarget, targetKey, type ProviderId, type Target } from '../contract/target';
import type { NextDue } from '../health/nextDue';
import { openTimeMs } from '../health/openTime';
import type { ResolvedProvider } from '../providers/provider';
import type { Durations } from './durations';
import type { Route } from './route';

/** Where a watch learns who may be asked and when. */
export interface DueSources {
  readonly clock: Clock;
  readonly random: Random;
  readonly durations: Durations;
  /** The route as it is now, behind the gate. */
  route(): Route;
  nextDue(target: Target, provider: ResolvedProvider): NextDue;
  /** Makes the looks that are due, which cost nothing; what they find comes back as a change. */
  look(route: Route): void;
  /** Whatever is known of somebody on the route may be otherwise now. */
  readonly onDidChange: Event<unknown>;
  /** The user has changed a setting or a key: whoever was passed over before may be wanted now. */
  readonly onDidChangeRules: Event<unknown>;
}

/** What comes next: who is tried (`ask`) or looked at (`look`), and when (epoch ms). */
export interface Ahead {
  readonly t: 'ask' | 'look';
  readonly target: Target;
  readonly at: number;
}

/** What a watch tells. */
export interface DueListener {
  /** Somebody may be asked now. The watch rests until it is told how the try ended. */
  due(): void;
  /** What comes next by the clock; nothing while only a change can help. */
  ahead(next: Ahead | undefined): void;
}

/** How the last try ended. */
export interface LastTry {
  /** Those who could not answer. Whoever is ready and not among them was passed over by a setting or the user's word. */
  readonly left: readonly ProviderId[];
  /** Whether anybody was asked at all. */
  readonly asked: boolean;
}

/** A try ahead together with the instant it comes from, before the jitter. */
interface Planned extends Ahead {
  readonly dueAt: number;
}

/**
 * Watches a route until somebody on it may be asked. It asks nobody by itself: each try is due to an instant that a breaker,
 * a provider or a schedule of looks has named, or to a change, and it is told of once.
 */
export class DueWatch implements Disposable {
  private readonly subscriptions: readonly Disposable[];
  private watching = false;
  private timer: Disposable | undefined;
  private planned: Planned | undefined;
  /** Those who could be asked when watching began, and when they are to be tried all the same; never, where none is given. */
  private readonly known = new Map<string, number | undefined>();
  private notBefore = 0;
  private looksFrom = 0;
  private vainTries = 0;

  constructor(
    private readonly sources: DueSources,
    private readonly listener: DueListener,
  ) {
    this.subscriptions = [
      sources.onDidChange(() => this.update()),
      sources.onDidChangeRules(() => {
        this.known.clear();
        this.update();
      }),
    ];
  }

  /** What comes next by the clock; nothing while only a change can help. */
  get next(): Ahead | undefined {
    return this.planned;
  }

  /** Begins to watch: whoever could not answer when asked and can now is due at once. */
  begin(left: readonly ProviderId[]): void {
    this.remember((target) => (left.includes(target.provider) ? 0 : undefined));
    this.notBefore = 0;
    this.watching = true;
    this.update();
  }

  /** Goes on after a try that failed. Nobody who has just been tried is tried again at once. */
  resume({ left, asked }: LastTry): void {
    const { random, durations } = this.sources;
    const { now } = this;
    const restMs = openTimeMs(this.vainTries, durations, random);
    const shortMs = durations.retryMinMs + random() * (durations.retryMaxMs - durations.retryMinMs);
    this.vainTries += 1;
    this.remember((target) => (left.includes(target.provider) ? now + restMs : undefined));
    this.notBefore = now + (asked ? shortMs : restMs);
    this.watching = true;
    this.update();
  }

  /** Goes on without a try, because another window is at it: whoever is due stays due, a moment later. */
  standBack(): void {
    const later = this.now + this.breathMs;
    for (const target of this.ready()) {
      const key = targetKey(target);
      if (!this.known.has(key) || this.known.get(key) !== undefined) this.known.set(key, later);
    }
    this.notBefore = later;
    this.watching = true;
    this.update();
  }

  /** Stands still while a try is under way. */
  rest(): void {
    this.watching = false;
    this.planned = undefined;
    this.timer?.dispose();
    this.timer = undefined;
  }

  dispose(): void {
    this.rest();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private remember(triedAgainAt: (target: Target) => number | undefined): void {
    this.known.clear();
    for (const target of this.ready()) this.known.set(targetKey(target), triedAgainAt(target));
  }

  private ready(): readonly Target[] {
    return this.sources
      .route()
      .targets.filter(({ target, provider }) => this.sources.nextDue(target, provider).t === 'ready')
      .map(({ target }) => target);
  }

  private update(): void {
    if (!this.watching) return;
    const { now } = this;
    const route = this.sources.route();
    const ahead = route.targets.flatMap(({ target, provider }) => this.aheadOf(target, provider) ?? []);
    const [next] = ahead.toSorted((a, b) => a.at - b.at);
    if (!next || next.at > now) {
      this.plan(next);
      return;
    }
    if (next.t === 'ask') {
      this.rest();
      this.listener.due();
      return;
    }
    // What is due is looked at together; a look that tells nothing is not made again at once.
    this.looksFrom = now + this.breathMs;
    this.sources.look(route);
    this.update();
  }

  private aheadOf(target: Target, provider: ResolvedProvider): Planned | undefined {
    const key = targetKey(target);
    const due = this.sources.nextDue(target, provider);
    // Whoever is away is news when he is back.
    if (due.t !== 'ready') this.known.delete(key);
    switch (due.t) {
      case 'ready': {
        const at = this.known.has(key) ? this.known.get(key) : 0;
        return at === undefined ? undefined : { t: 'ask', target, at, dueAt: at };
      }
      case 'due':
        return this.kept(target, ({ dueAt, at }) => dueAt <= this.now && at > this.now) ?? this.soon(target);
      case 'ask':
        return this.kept(target, ({ dueAt }) => dueAt === due.at) ?? this.later(target, due.at);
      case 'look': {
        const at = Math.max(due.at, this.looksFrom);
        return { t: 'look', target, at, dueAt: due.at };
      }
      case 'change':
        return undefined;
    }
  }

  /** The plan in force, if it is about this target and still holds: its jitter is drawn once. */
  private kept(target: Target, holds: (planned: Planned) => boolean): Planned | undefined {
    const { planned } = this;
    return planned?.t === 'ask' && isSameTarget(planned.target, target) && holds(planned) ? planned : undefined;
  }

  private soon(target: Target): Planned {
    return { t: 'ask', target, at: this.notBefore, dueAt: this.notBefore };
  }

  /** Others wait for the same instant: nobody may be early, and not all may come at once. */
  private later(target: Target, dueAt: number): Planned {
    const { random, durations } = this.sources;
    return { t: 'ask', target, dueAt, at: Math.max(dueAt, this.notBefore) + random() * durations.waitingJitterMs };
  }

  private plan(next: Planned | undefined): void {
    const before = this.planned;
    this.planned = next;
    if (before?.at !== next?.at || !this.timer) {
      this.timer?.dispose();
      this.timer = next && this.sources.clock.schedule(Math.ceil(next.at - this.now), () => this.onTimer());
    }
    if (!isSameAhead(before, next)) this.listener.ahead(next);
  }

  /** A timer may be a millisecond early by the clock; then another one is set for the rest. */
  private onTimer(): void {
    this.timer = undefined;
    this.update();
  }

  /** How long to let pass before what came to nothing is done again. */
  private get breathMs(): number {
    return this.sources.durations.gateTriesMs[0] ?? 0;
  }

  private get now(): number {
    return this.sources.clock.now();
  }
}

/** Routes are made anew for each look: a target is known by what it names. */
function isSameAhead(a: Ahead | undefined, b: Ahead | undefined): boolean {
  if (!a || !b) return a === b;
  return a.t === b.t && a.at === b.at && isSameTarget(a.target, b.target);
}
