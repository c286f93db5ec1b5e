import { Cancelled } from '../base/async';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Logger } from '../base/logger';
import type { ResolvedProvider, Result } from '../providers/provider';
import type { Durations } from '../routing/durations';
import type { Route } from '../routing/route';
import type { HealthMonitor } from './monitor';
import { statusPageAddress } from '../providers/statusPageRow';
import { isProvider, isSilent, isSomebodyElse, reachWithin, type Reach, type Reply } from './reach';

/** The part of health that is asked what is due and told what was found. */
export type RecoveryHealth = Pick<
  HealthMonitor,
  'noteFirstChoice' | 'dueCheck' | 'noteCheck' | 'isNetworkLookDue' | 'noteNetworkLook' | 'openNetwork'
>;

/** What recovery needs from outside. */
export interface RecoveryDeps {
  readonly health: RecoveryHealth;
  readonly reach: Reach;
  /** The gate: no host is asked without it. */
  mayReach(url: string): boolean;
  /** The row's free call that proves a key. Throws `Cancelled` when the signal aborts. */
  check(provider: ResolvedProvider, signal: AbortSignal): Promise<Result<undefined>>;
  /** The right of one window of this host to look for a way back; `undefined` while another one does. */
  takeLook(): Promise<Disposable | undefined>;
  readonly clock: Clock;
  readonly durations: Durations;
  readonly logger: Logger;
}

/**
 * The ways back that cost nothing, tried beside the user's own asks and never by themselves: the free check of a refused key,
 * and the header-only look for a network or a provider that somebody else answered for.
 */
export class Recovery implements Disposable {
  private readonly life = new AbortController();
  private readonly underWay = new Set<string>();

  constructor(private readonly deps: RecoveryDeps) {}

  /** Told of every ask before its first attempt; starts what is due and returns at once. */
  onAsk(route: Pick<Route, 'targets' | 'alone'>): void {
    const first = route.targets[0];
    // A pin replaces the route for a while, it does not change whom the others stand in for.
    if (first && !route.alone) this.deps.health.noteFirstChoice(first.target.use, first.target);
    const clouds = distinct(route.targets.map((entry) => entry.provider)).filter((provider) => !provider.local);
    const reachable = clouds.filter((provider) => provider.baseUrl !== '');
    if (this.deps.health.isNetworkLookDue()) this.lookForNetwork(reachable[0], clouds[0]);
    for (const provider of reachable) this.lookFor(provider);
  }

  dispose(): void {
    this.life.abort();
  }

  /** A program such as Claude Code has no address of its own: then its status page is looked at, as the judge did. */
  private lookForNetwork(reachable: ResolvedProvider | undefined, first: ResolvedProvider | undefined): void {
    const url = reachable?.origin ?? (first?.statusPage && statusPageAddress(first.statusPage));
    if (url === undefined || !this.deps.mayReach(url)) return;
    this.start('network', async (signal) => {
      const { health } = this.deps;
      const reply = await this.reach(url, signal);
      const isOpen = reachable ? isProvider(reply, reachable) : !isSilent(reply) && !isSomebodyElse(reply, url);
      if (isOpen) health.openNetwork();
      else health.noteNetworkLook();
    });
  }

  private lookFor(provider: ResolvedProvider): void {
    const { health } = this.deps;
    const reason = health.dueCheck(provider.id);
    if (reason === undefined || !this.deps.mayReach(provider.origin)) return;
    this.start(`provider ${provider.id}`, async (signal) => {
      if (reason === 'intercepted') {
        const passed = isProvider(await this.reach(provider.origin, signal), provider);
        health.noteCheck(provider.id, reason, passed ? 'passed' : 'unclear');
        return;
      }
      const result = await this.deps.check(provider, signal);
      const refused = !result.ok && (result.failure.kind === 'auth' || result.failure.kind === 'forbidden');
      health.noteCheck(provider.id, reason, result.ok ? 'passed' : refused ? 'refused' : 'unclear');
    });
  }

  private reach(url: string, signal: AbortSignal): Promise<Reply> {
    const { reach, clock, durations } = this.deps;
    return reachWithin(reach, url, durations.secondHostMs, clock, signal);
  }

  /** One look of a kind at a time; a look that throws is logged and tells nothing. */
  private start(what: string, look: (signal: AbortSignal) => Promise<void>): void {
    if (this.underWay.has(what) || this.life.signal.aborted) return;
    this.underWay.add(what);
    void this.alone(look)
      .catch((error: unknown) => {
        if (!(error instanceof Cancelled)) this.deps.logger.warn('recovery.look', { what, message: String(error) });
      })
      .finally(() => this.underWay.delete(what));
  }

  /** Another window that looks will tell what it found. */
  private async alone(look: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const lease = await this.deps.takeLook();
    if (!lease) return;
    try {
      if (!this.life.signal.aborted) await look(this.life.signal);
    } finally {
      lease.dispose();
    }
  }
}

function distinct(providers: readonly ResolvedProvider[]): readonly ResolvedProvider[] {
  return providers.filter((provider, index) => providers.findIndex(({ id }) => id === provider.id) === index);
}
