import type { FailureKind } from '../contract/failure';
import type { LocalState, TargetStatus } from '../contract/status';
import { isTooOld } from './ollamaVersion';

/** What a state is told from. */
export interface LocalStateFacts {
  /** Why the last look at the server failed. */
  readonly failure?: FailureKind | undefined;
  /** Whether its program is on this machine; absent where nobody could look. */
  readonly hasProgram?: boolean;
  readonly version?: string;
  /** The model that would chat is here. */
  readonly hasModel: boolean;
  /** What health holds against its targets. */
  readonly reasons: readonly TargetStatus['reason'][];
  /** One of its models is on its way into memory. */
  readonly isLoading: boolean;
  /** It turned an ask away a moment ago, since it answers another one. */
  readonly isBusy: boolean;
}

/** The state of a server that was looked at; `undefined` where it failed in a way that is not a local server's own. */
export function localState(facts: LocalStateFacts): LocalState | undefined {
  const { failure, hasProgram, version, hasModel, reasons, isLoading, isBusy } = facts;
  const troubles = failure === undefined ? reasons : [failure];
  // An ask that waits for a model is newer than any look.
  if (isLoading) return 'loading';
  if (troubles.includes('local-stopped')) return hasProgram === false ? 'not-installed' : 'stopped';
  if (troubles.includes('local-loading')) return 'loading';
  if (troubles.includes('local-memory')) return 'out-of-memory';
  if (isBusy || troubles.includes('local-busy')) return 'busy';
  if (failure !== undefined) return undefined;
  if (version !== undefined && isTooOld(version)) return 'too-old';
  return hasModel && !troubles.includes('local-missing') ? 'ready' : 'no-model';
}
