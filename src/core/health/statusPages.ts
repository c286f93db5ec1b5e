import { lazily } from '../base/async';
import { toDisposable, type Disposable } from '../base/disposable';
import { createEmitter, type Emitter, type Event } from '../base/emitter';
import type { PageStatus } from '../contract/status';
import type { ProviderId } from '../contract/target';
import type { StatusPageLook } from './statusPagePoll';
import type { StatusPageChange, StatusPageWatch, WatchDeps } from './statusPageWatch';

/** What status pages need from outside. */
export type StatusPagesDeps = Omit<WatchDeps, 'noteChange' | 'noteRefresh'>;

/**
 * The providers' own status pages. They are looked at only while something is open or the user looks at the status, never
 * before the user's first act, and explain: nothing here is asked by router or breakers. Nothing but this file is loaded
 * before that act.
 */
export class StatusPages implements Disposable {
  private readonly changed: Emitter<StatusPageChange>;
  private readonly refreshed: Emitter<void>;
  private readonly loading = lazily(() => this.load());
  private watch: StatusPageWatch | undefined;
  /** What other windows have read; whoever is loaded later begins with it. */
  private readonly known = new Map<string, StatusPageLook>();
  private viewers = 0;
  /** Epoch ms. */
  private actedAt = Number.NEGATIVE_INFINITY;
  private disposed = false;

  constructor(private readonly deps: StatusPagesDeps) {
    this.changed = createEmitter(deps.logger);
    this.refreshed = createEmitter(deps.logger);
  }

  /** A page says something else of a provider than before. */
  get onDidChange(): Event<StatusPageChange> {
    return this.changed.event;
  }

  /** Pages were looked at, or are no longer shown. */
  get onDidRefresh(): Event<void> {
    return this.refreshed.event;
  }

  /** What the pages say now, in the order of the routes; a provider whose page was not read yet is left out. */
  all(): readonly PageStatus[] {
    return this.watch?.all() ?? [];
  }

  /** Whether any incident is open on the page of a provider, whatever part of the service it is about. */
  showsIncident(provider: ProviderId): boolean {
    return this.all().some((page) => page.provider === provider && page.incidents.length > 0);
  }

  /** The user asks or looks: from now on pages may be looked at, until nothing of that has happened for a while. */
  noteAct(): void {
    const wasAwake = this.isAwake;
    this.actedAt = this.deps.clock.now();
    if (!wasAwake) this.update();
    this.loading.get().catch((error: unknown) => this.deps.logger.error('statusPage.load', { error: String(error) }));
  }

  /** What was read of each page, by its address: to be kept and shared. */
  looks(): readonly (readonly [string, StatusPageLook])[] {
    return this.watch?.looks() ?? [];
  }

  /** Another window, or this one before a reload, has looked at a page. */
  adopt(url: string, look: StatusPageLook): void {
    if (this.watch) this.watch.adopt(url, look);
    else this.known.set(url, look);
  }

  /** The user looks at the status until this is disposed. */
  view(): Disposable {
    this.viewers += 1;
    this.noteAct();
    this.update();
    return toDisposable(() => {
      this.viewers -= 1;
      this.update();
    });
  }

  /** Something may have changed that decides whose pages are looked at: health, routes, settings. */
  update(): void {
    if (!this.disposed) this.watch?.update({ everything: this.viewers > 0, awake: this.isAwake });
  }

  dispose(): void {
    this.disposed = true;
    this.watch?.dispose();
    this.changed.dispose();
    this.refreshed.dispose();
  }

  private get isAwake(): boolean {
    const { clock, durations } = this.deps;
    return clock.now() - this.actedAt <= durations.statusPageAwakeMs;
  }

  private async load(): Promise<void> {
    const { StatusPageWatch } = await import('./statusPageWatch');
    if (this.disposed) return;
    const noteChange = (change: StatusPageChange): void => this.changed.fire(change);
    const noteRefresh = (): void => {
      this.refreshed.fire();
      this.update();
    };
    this.watch = new StatusPageWatch({ ...this.deps, noteChange, noteRefresh }, this.known);
    this.update();
  }
}
