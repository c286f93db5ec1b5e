import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/emitter';
import type { Logger } from '../base/logger';
import type { SkipReason } from '../contract/events';
import type { StatusSnapshot } from '../contract/status';
import type { ProviderId, Target, Use } from '../contract/target';
import type { HealthMonitor } from '../health/monitor';
import type { ResolvedProvider } from '../providers/provider';
import type { Route } from '../routing/route';
import { buildSnapshot, type SnapshotEntry, type SnapshotInputs, type SnapshotUse } from './snapshot';

/** Where the facts of a snapshot come from; all are read at the moment one is built. */
export interface StatusSources {
  readonly health: Pick<HealthMonitor, 'health' | 'episode' | 'network'>;
  /** The user's route as it is without a pin. */
  route(use: Use): Route;
  resolved(id: ProviderId): ResolvedProvider | undefined;
  isSetUp(provider: ResolvedProvider): boolean;
  pinned(use: Use): Target | undefined;
  /** Why a target may not be asked at all, such as a pinned one under *local only*. */
  refusal(provider: ResolvedProvider, use: Use): SkipReason | undefined;
  /** The local model a waiting chat ask is loading. */
  loading(): Target | undefined;
  localOnly(): boolean;
  /** Whatever may change one of the above. */
  readonly changes: readonly ((listener: () => void) => Disposable)[];
  readonly logger: Logger;
}

/** Keeps the present snapshot: what the status bar shows and other extensions may read. */
export class StatusModel implements Disposable {
  private readonly subscriptions = new DisposableStore();
  private readonly changed: Emitter<StatusSnapshot>;
  private snapshot: StatusSnapshot;

  constructor(private readonly sources: StatusSources) {
    this.changed = new Emitter((error) => sources.logger.error('status.listener', { message: String(error) }));
    this.snapshot = buildSnapshot(this.inputs());
    for (const change of sources.changes) this.subscriptions.add(change(() => this.refresh()));
  }

  get current(): StatusSnapshot {
    return this.snapshot;
  }

  /** Fires with the new snapshot, and only when something in it is different. */
  get onDidChange(): Event<StatusSnapshot> {
    return this.changed.event;
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.changed.dispose();
  }

  private refresh(): void {
    const next = buildSnapshot(this.inputs());
    // Plain data without cycles: two snapshots are the same when they read the same.
    if (JSON.stringify(next) === JSON.stringify(this.snapshot)) return;
    const before = this.snapshot;
    this.snapshot = next;
    if (before.situation !== next.situation)
      this.sources.logger.info('status', { was: before.situation, is: next.situation });
    this.changed.fire(next);
  }

  private inputs(): SnapshotInputs {
    const waited = this.sources.loading();
    return {
      chat: this.use('chat'),
      completions: this.use('completion'),
      ...(waited ? { loading: waited } : {}),
      localOnly: this.sources.localOnly(),
      network: this.sources.health.network(),
    };
  }

  private use(use: Use): SnapshotUse {
    const route = this.sources.route(use);
    const pinned = this.sources.pinned(use);
    const pinnedEntry = pinned && this.entry(pinned);
    const episode = this.sources.health.episode(use);
    return {
      entries: [
        ...route.targets.flatMap(({ target }) => this.entry(target) ?? []),
        // What was skipped has no model of its own yet: its provider is listed all the same.
        ...route.skipped.flatMap(({ provider, why }) => this.entry({ provider, model: '', use }, why) ?? []),
      ],
      ...(pinnedEntry ? { pinned: pinnedEntry } : {}),
      ...(episode ? { episode } : {}),
    };
  }

  private entry(target: Target, skipped?: SkipReason): SnapshotEntry | undefined {
    const provider = this.sources.resolved(target.provider);
    if (!provider) return undefined;
    const why = skipped ?? this.sources.refusal(provider, target.use);
    return {
      target,
      provider,
      setUp: this.sources.isSetUp(provider),
      ...(why === undefined ? {} : { skipped: why }),
      health: this.sources.health.health(target, provider),
    };
  }
}
