import type { Clock } from '../core/base/clock';
import type { Disposable } from '../core/base/disposable';
import { createEmitter, type Emitter, type Event } from '../core/base/emitter';
import type { Logger } from '../core/base/logger';
import type { StatusSnapshot } from '../core/contract/status';
import type { Engine } from '../core/engine';

/** Changes that come together, as at the end of an attempt, are shown together. */
const gatherMs = 30;

/** The snapshot in force and the news of the next: one subscription to the engine, however many look at it. */
export class StatusSource implements Disposable {
  private snapshot: StatusSnapshot;
  private readonly changed: Emitter<StatusSnapshot>;
  private readonly subscription: Disposable;
  private gathering: Disposable | undefined;
  private nextTry: Disposable | undefined;

  constructor(
    private readonly engine: Pick<Engine, 'snapshot' | 'onDidChange'>,
    private readonly clock: Clock,
    logger: Logger,
  ) {
    this.changed = createEmitter(logger);
    this.snapshot = engine.snapshot();
    this.subscription = engine.onDidChange(() => {
      this.gathering ??= clock.schedule(gatherMs, () => this.renew());
    });
  }

  get current(): StatusSnapshot {
    return this.snapshot;
  }

  get onDidChange(): Event<StatusSnapshot> {
    return this.changed.event;
  }

  dispose(): void {
    this.subscription.dispose();
    this.gathering?.dispose();
    this.nextTry?.dispose();
    this.changed.dispose();
  }

  private renew(): void {
    this.gathering?.dispose();
    this.gathering = undefined;
    this.snapshot = this.engine.snapshot();
    this.scheduleNextTry();
    this.changed.fire(this.snapshot);
  }

  /** A breaker whose time runs out changes what is shown without anything having happened. */
  private scheduleNextTry(): void {
    this.nextTry?.dispose();
    const now = this.clock.now();
    const due = this.snapshot.targets.flatMap(({ nextTryAt }) =>
      nextTryAt !== undefined && nextTryAt > now ? nextTryAt : [],
    );
    this.nextTry = due.length > 0 ? this.clock.schedule(Math.min(...due) - now, () => this.renew()) : undefined;
  }
}
