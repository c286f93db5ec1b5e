import type { Clock } from '../../base/clock';
import { toDisposable, type Disposable } from '../../base/disposable';
import type { Event } from '../../base/emitter';
import type { RehearsalStatus } from '../../contract/status';
import type { ProviderId } from '../../contract/target';
import type { AskNews } from '../../routing/askNews';
import type { RehearsalEnd, RehearsalOrder } from './rehearsalOrder';
import { RehearsalFetch, type RehearsalFetchDeps } from './rehearsalFetch';
import { RehearsalRecorder, type RehearsalRecord } from './rehearsalRecord';

/** What a run needs from outside. */
export interface RehearsalRunDeps extends Omit<RehearsalFetchDeps, 'onStrike'> {
  readonly clock: Clock;
  /** Tells what becomes of asks. */
  readonly onNews: Event<AskNews>;
  /** Keeps what health knows of a provider and gives the way to put it back. */
  keep(provider: ProviderId): () => void;
}

/** One rehearsal, from its begin to its end. */
export class RehearsalRun {
  readonly status: RehearsalStatus;
  /** The fetch port while it lasts. */
  readonly fetch: RehearsalFetch['fetch'];
  private readonly player: RehearsalFetch;
  private readonly recorder: RehearsalRecorder;
  private readonly restore: () => void;
  private readonly timer: Disposable;

  /** Begins at once; `onTimeUp` is told when its time has run out. */
  constructor(
    readonly order: RehearsalOrder,
    deps: RehearsalRunDeps,
    onTimeUp: () => void,
  ) {
    const { clock } = deps;
    const { provider, fault, forMs } = order;
    const startedAt = clock.now();
    this.recorder = new RehearsalRecorder(order, clock, deps.onNews);
    this.player = new RehearsalFetch(order, { ...deps, onStrike: () => this.recorder.noteStrike() });
    this.fetch = this.player.fetch;
    this.status = {
      provider: provider.id,
      label: provider.label,
      fault: fault.title(),
      startedAt,
      ...(forMs === undefined ? {} : { until: startedAt + forMs }),
    };
    this.restore = deps.keep(provider.id);
    this.timer = forMs === undefined ? toDisposable(() => undefined) : clock.schedule(forMs, onTimeUp);
  }

  /** Lets go of what hangs, puts back what was known, and tells what has happened. */
  end(how: RehearsalEnd): RehearsalRecord {
    this.timer.dispose();
    this.player.end();
    this.restore();
    return this.recorder.end(how);
  }
}
