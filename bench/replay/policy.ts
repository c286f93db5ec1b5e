import type { Clock } from '../../src/core/base/clock';
import type { Internet } from './internet';
import type { Screen } from './screen';
import type { UserAsk } from './workload';

/** What a policy says of one try at an ask. `isComplete` is its own belief: a silent early end looks complete to many. */
export interface Told {
  readonly isComplete: boolean;
  /** Who spoke last. */
  readonly by?: string;
  /** Somebody else had been asked, or spoken, before. */
  readonly switched: boolean;
}

/** Somebody who answers the user's asks in a world. */
export interface Player {
  /** Answers on the screen; ends early when the signal aborts. Never rejects. */
  answer(ask: UserAsk, screen: Screen, signal: AbortSignal): Promise<Told>;
  /** What a status line would say now; absent where the policy has none. */
  status?(): string;
  dispose(): void;
}

/** What a policy is given. */
export interface Stage {
  readonly clock: Clock;
  readonly internet: Internet;
  /** In the user's order. */
  readonly route: readonly string[];
  readonly seed: number;
}

/** One way to deal with outages. */
export interface Policy {
  readonly id: 'direct' | 'naive' | 'litellm' | 'portkey' | 'understudy';
  readonly label: string;
  start(stage: Stage): Player;
}
