import type { Clock } from '../base/clock';
import type { Logger } from '../base/logger';
import type { Failure } from '../contract/failure';
import type { ProviderId } from '../contract/target';
import type { ResolvedProvider } from '../providers/provider';
import { statusPageAddress } from '../providers/statusPageRow';
import type { Durations } from '../routing/durations';
import { isProvider, isSilent, isSomebodyElse, reachWithin, type Reach } from './reach';

/** What the judge needs from outside. */
export interface NetworkJudgeDeps {
  readonly reach: Reach;
  /** The gate: no host is asked without it. */
  mayReach(url: string): boolean;
  /** The cloud providers the user has set up. */
  clouds(): readonly ResolvedProvider[];
  /** The first cloud of the chat route, whose status page is asked where no second cloud is set up. */
  firstChoice(): ResolvedProvider | undefined;
  /** A cloud that is down itself is a bad witness: two were, on 3 September 2026. */
  isUnreachable(provider: ProviderId): boolean;
  readonly clock: Clock;
  readonly durations: Durations;
  readonly logger: Logger;
}

interface SecondHost {
  readonly url: string;
  /** Absent for a status page. */
  readonly provider?: ResolvedProvider;
}

/** Tells a provider that is gone from a network that is gone, by one header-only request to a second host. */
export class NetworkJudge {
  constructor(private readonly deps: NetworkJudgeDeps) {}

  /**
   * What a failure to connect is after a closer look: `offline` when the second host is silent too, `intercepted` for the
   * whole network when somebody else answers for it. Any other failure, and one nobody may be asked about, stays as it is.
   * Throws `Cancelled` when the signal aborts.
   */
  async judge(failure: Failure, provider: ResolvedProvider, signal: AbortSignal): Promise<Failure> {
    if (provider.local || (failure.kind !== 'unreachable' && failure.kind !== 'intercepted')) return failure;
    const second = this.secondHost(provider);
    if (!second || !this.deps.mayReach(second.url)) return failure;
    const { reach, clock, durations, logger } = this.deps;
    const reply = await reachWithin(reach, second.url, durations.secondHostMs, clock, signal);
    const foreign = second.provider
      ? !isSilent(reply) && !isProvider(reply, second.provider)
      : isSomebodyElse(reply, second.url);
    const judged: Failure = foreign
      ? { ...failure, kind: 'intercepted', scope: 'network' }
      : failure.kind === 'unreachable' && isSilent(reply)
        ? { ...failure, kind: 'offline', scope: 'network' }
        : failure;
    logger.info('network.judge', {
      provider: provider.id,
      second: second.provider?.id ?? 'status page',
      answer: 'errno' in reply ? reply.errno : reply.status,
      was: failure.kind,
      is: judged.kind,
    });
    return judged;
  }

  private secondHost(provider: ResolvedProvider): SecondHost | undefined {
    const others = this.deps.clouds().filter((cloud) => isWitness(cloud, provider));
    const witness = others.find((cloud) => !this.deps.isUnreachable(cloud.id));
    if (witness) return { url: witness.origin, provider: witness };
    const page = this.deps.firstChoice()?.statusPage ?? provider.statusPage;
    return page && { url: statusPageAddress(page) };
  }
}

/** A program such as Claude Code has no address, and two providers behind one address fail together. */
function isWitness(cloud: ResolvedProvider, accused: ResolvedProvider): boolean {
  return !cloud.local && cloud.baseUrl !== '' && cloud.origin !== accused.origin;
}
