import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Logger } from '../base/logger';
import type { Failure } from '../contract/failure';
import type { Use } from '../contract/target';
import { createReach } from '../providers/headReach';
import type { ResolvedProvider, Result } from '../providers/provider';
import type { ProviderRegistry } from '../providers/registry';
import type { FetchWatch } from '../providers/watchedFetch';
import type { Durations } from '../routing/durations';
import type { Gate } from '../routing/gate';
import type { Route } from '../routing/route';
import type { HealthMonitor } from './monitor';
import { NetworkJudge } from './network';
import { Recovery } from './recovery';

/** What looking at the network needs from outside. */
export interface WaysBackDeps {
  readonly fetch: FetchWatch['fetch'];
  readonly gate: Pick<Gate, 'mayReach' | 'refusal'>;
  readonly registry: Pick<ProviderRegistry, 'all' | 'get'>;
  readonly health: HealthMonitor;
  route(use: Use): Route;
  /** The right of one window of this host to look for a way back; `undefined` while another one does. */
  takeLook(): Promise<Disposable | undefined>;
  readonly clock: Clock;
  readonly durations: Durations;
  readonly logger: Logger;
}

/** Looks without a prompt or a token: whose fault a failure to connect is, and whether what was closed is open again. */
export class WaysBack implements Disposable {
  private readonly store = new DisposableStore();
  private readonly network: NetworkJudge;
  private readonly recovery: Recovery;

  constructor(private readonly deps: WaysBackDeps) {
    const { gate, registry, health, clock, durations, logger } = deps;
    const shared = {
      reach: createReach(deps.fetch),
      mayReach: (url: string): boolean => gate.mayReach(url),
      ...{ clock, durations, logger },
    };
    this.network = new NetworkJudge({
      ...shared,
      clouds: () =>
        registry.all().filter((provider) => !provider.local && gate.refusal(provider, 'chat') === undefined),
      firstChoice: () => deps.route('chat').targets.find((entry) => !entry.provider.local)?.provider,
      isUnreachable: (provider) => health.isUnreachable(provider),
    });
    this.recovery = this.store.add(
      new Recovery({
        ...shared,
        health,
        check: (provider, signal) => this.check(provider, signal),
        takeLook: () => deps.takeLook(),
      }),
    );
  }

  /** Told of every ask before its first attempt; starts what is due and returns at once. */
  onAsk(route: Route): void {
    this.recovery.onAsk(route);
  }

  /** What a failure to connect is after a closer look at the network. Throws `Cancelled` when the signal aborts. */
  judge(failure: Failure, provider: ResolvedProvider, signal: AbortSignal): Promise<Failure> {
    return this.network.judge(failure, provider, signal);
  }

  dispose(): void {
    this.store.dispose();
  }

  private async check(provider: ResolvedProvider, signal: AbortSignal): Promise<Result<undefined>> {
    const found = this.deps.registry.get(provider.id);
    if (found) return found.check(signal);
    return { ok: false, failure: { kind: 'wrong-address', scope: 'provider', evidence: { phase: 'connect' } } };
  }
}
