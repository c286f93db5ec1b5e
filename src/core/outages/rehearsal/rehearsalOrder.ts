import type { FailureKind } from '../../contract/failure';
import type { StagedFault } from './rehearsalFetch';

/** What is to be rehearsed. */
export interface RehearsalOrder extends StagedFault {
  /** What the fault is read as at this provider. */
  readonly kind: FailureKind;
  /** How long, in milliseconds; until stopped when absent. */
  readonly forMs?: number;
}

/** How a rehearsal ended. `window`: with the window, so that nobody reads its report. */
export type RehearsalEnd = 'time' | 'stopped' | 'window';
