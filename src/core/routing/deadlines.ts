import type { Random } from '../base/clock';
import type { Failure } from '../contract/failure';
import type { ResolvedProvider } from '../providers/provider';
import type { Durations } from './durations';
import type { AttemptMode } from './plan';
import type { RouteTarget } from './route';

/** What a deadline depends on beside the target. */
export interface DeadlineFacts {
  readonly mode: AttemptMode;
  readonly warm: boolean;
  readonly medianTtftMs: number | undefined;
  /** What the ask has left for cloud targets. */
  readonly remainingMs: number;
}

/** How long a cloud may take to the first event of a chat answer, in milliseconds: what the policy says, or its row widens. */
export function cloudFirstEventMs(provider: ResolvedProvider, table: Durations): number {
  const service = provider.thinksUnseen ? table.firstEventUnseenThoughtMs : table.firstEventCloudMs;
  return service + startMs(provider, table);
}

/** What a provider takes before its service hears of the ask. */
function startMs({ type }: ResolvedProvider, table: Durations): number {
  return type === 'claude-code' ? table.programStartMs : 0;
}

/** How long an attempt may take to its first event, in milliseconds (`failover.md` §2, §3). */
export function firstEventLimit(entry: RouteTarget, table: Durations, facts: DeadlineFacts): number {
  const { provider, target } = entry;
  if (provider.local) {
    if (target.use === 'completion') return table.firstEventCompletionLocalMs;
    return facts.warm ? table.firstEventLocalWarmMs : table.firstEventLocalLoadingMs;
  }
  const own = target.use === 'completion' ? table.firstEventCompletionCloudMs : cloudFirstEventMs(provider, table);
  const probe = Math.max(table.probeMs + startMs(provider, table), 2 * (facts.medianTtftMs ?? 0));
  return Math.min(facts.mode === 'probe' ? Math.min(own, probe) : own, facts.remainingMs);
}

/** How long to wait before the one retry at the same target; `undefined` where the table says not to (§1, *again here?*). */
export function retryDelay(failure: Failure, table: Durations, random: Random): number | undefined {
  switch (failure.kind) {
    case 'unreachable':
    case 'overloaded':
    case 'server':
    case 'local-busy':
      return table.retryMinMs + random() * (table.retryMaxMs - table.retryMinMs);
    case 'empty':
      return table.retryEmptyMs;
    case 'rate-limited':
      return failure.retryAfterMs !== undefined && failure.retryAfterMs <= table.retryAfterWaitMaxMs
        ? failure.retryAfterMs
        : undefined;
    default:
      return undefined;
  }
}
