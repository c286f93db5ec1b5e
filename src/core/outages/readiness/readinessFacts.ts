import type { SkipReason } from '../../contract/events';
import type { Failure } from '../../contract/failure';
import type { LocalStatus, LoginStatus, TargetState } from '../../contract/status';
import type { Target } from '../../contract/target';
import type { FillerAdvice } from '../../local/adviseFiller';
import type { HoleVerdict } from '../../local/tryHole';
import type { ResolvedProvider } from '../../providers/provider';
import type { Settings } from '../../settings/snapshot';

/** Where the key of a provider comes from. */
export type KeyState =
  | { readonly t: 'none-needed' }
  | { readonly t: 'stored' }
  /** Read from an environment variable by name; `isSet`: it has a value now. */
  | { readonly t: 'env'; readonly name: string; readonly isSet: boolean }
  | { readonly t: 'missing' };

/** What a tiny request to a target came to. Times are in milliseconds. */
export type CheckOutcome =
  | {
      readonly t: 'answered';
      readonly firstTokenMs: number;
      readonly loadMs?: number;
      /** How the model filled a known hole; of completions only. */
      readonly hole?: HoleVerdict;
    }
  | { readonly t: 'failed'; readonly failure: Failure }
  /** It was not asked: the gate is closed for it, or it has no model. */
  | { readonly t: 'skipped'; readonly why: SkipReason };

/** One entry of a route as the check found it. */
export interface CheckedTarget {
  /** The model is empty where there is none. */
  readonly target: Target;
  readonly provider: ResolvedProvider;
  readonly outcome: CheckOutcome;
  readonly key: KeyState;
  readonly windowTokens: number;
  /** Bytes on disk, of a local model. */
  readonly sizeBytes?: number;
  /** What would complete code better, of a local model. */
  readonly filler?: FillerAdvice;
  /** What health held against it before the check. */
  readonly health: { readonly state: TargetState; readonly reason?: SkipReason; readonly nextTryAt?: number };
  /** It is fair to call its key bad (`Engine.isKeyRefused`); the refusal of one small ask is no proof. */
  readonly keyRefused?: boolean;
}

/** Everything a readiness check knows at its end, in the order of the routes: chat first. */
export interface ReadinessFacts {
  /** Epoch ms. */
  readonly at: number;
  readonly settings: Pick<Settings, 'localOnly' | 'failoverMode' | 'onQuota' | 'completionsEnabled'>;
  readonly targets: readonly CheckedTarget[];
  /** How the local servers on the routes stand. */
  readonly local: readonly LocalStatus[];
  readonly machine: {
    readonly memoryBytes: number;
    /** Free bytes where local models are kept; absent where that cannot be seen. */
    readonly freeDiskBytes?: number;
  };
  /** The user's own Claude Code, where it is watched and was found. */
  readonly login?: LoginStatus;
  /** The local model that fits this machine best. */
  readonly suggested: { readonly model: string; readonly sizeBytes: number };
}

/** Whether a target answered. */
export function hasAnswered({ outcome }: CheckedTarget): boolean {
  return outcome.t === 'answered';
}

/** The targets of one use that the user lets be asked, in their order; the first is the first choice. */
export function allowed(facts: ReadinessFacts, use: Target['use']): readonly CheckedTarget[] {
  return facts.targets.filter(({ target, outcome }) => target.use === use && outcome.t !== 'skipped');
}
