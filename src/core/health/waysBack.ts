import { lazily, type Lazily } from '../base/async';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
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
import type { NetworkJudge } from './network';
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
  /** Loaded with the first failure: a start needs no judge. */
  private readonly network: Lazily<NetworkJudge>;
  private readonly recovery: Recovery;

  constructor(private readonly deps: WaysBackDeps) {
    const { gate, registry, health, clock, durations, logger } = deps;
    const shared = {
      reach: createReach(deps.fetch),
      mayReach: (url: string): boolean => gate.mayReach(url),
      ...{ clock, durations, logger },
    };
    this.network = lazily(async () => {
      const { NetworkJudge } = await import('./network');
      return new NetworkJudge({
        ...shared,
        clouds: () =>
          registry.all().filter((provider) => !provider.local && gate.refusal(provider, 'chat') === undefined),
        firstChoice: () => deps.route('chat').targets.find((entry) => !entry.provider.local)?.provider,
        isUnreachable: (provider) => health.isUnreachable(provider),
      });
    });
    this.recovery = new Recovery({
      ...shared,
      health,
      check: (provider, signal) => this.check(provider, signal),
      takeLook: () => deps.takeLook(),
    });
  }

  /** Told of every ask before its first attempt; starts what is due and returns at once. */
  onAsk(route: Route): void {
    this.recovery.onAsk(route);
  }

  /** What a failure to connect is after a closer look at the network. Throws `Cancelled` when the signal aborts. */
  async judge(failure: Failure, provider: ResolvedProvider, signal: AbortSignal): Promise<Failure> {
    // A part that cannot be loaded explains nothing, and must not keep the ask from its stand-in.
    const network = await this.network.get().catch(() => undefined);
    return network ? network.judge(failure, provider, signal) : failure;
  }

  dispose(): void {
    this.recovery.dispose();
  }

  private async check(provider: ResolvedProvider, signal: AbortSignal): Promise<Result<undefined>> {
    const found = this.deps.registry.get(provider.id);
    if (found) return found.check(signal);
    return { ok: false, failure: { kind: 'wrong-address', scope: 'provider', evidence: { phase: 'connect' } } };
  }
}
