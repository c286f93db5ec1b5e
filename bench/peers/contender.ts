import type { PeersFolder } from './packages';
import type { SimulatorProgram } from './simulatorProgram';

/** How an ask ended for its user: with an answer that looks finished, with an error, or not at all within the limit. */
export type End =
  | { readonly t: 'finished' }
  | { readonly t: 'error'; readonly message: string }
  | { readonly t: 'limit' };

/** What the user of one ask has before the eyes as it comes. */
export interface Screen {
  show(text: string): void;
  /** The answer starts again below a mark; what stood there stays readable above it. */
  fold(): void;
  /** The answer goes on below a mark. */
  seam(): void;
}

/** The pieces every contender is built from. */
export interface Ground {
  readonly simulator: SimulatorProgram;
  /** `undefined` where the packages could not be installed. */
  readonly peers: PeersFolder | undefined;
}

/** One way to ask Claude, as a user would set it up, ready to be asked. */
export interface Contender {
  readonly name: string;
  /** Whether it was given a stand-in beside Claude. */
  readonly hasStandIn: boolean;
  /** Forgets every earlier ask, as if its program had just been started. */
  renew(): void;
  /**
   * Asks and shows. Returns when the answer looks finished to its user, throws what the user is told as an error. The
   * abort of `signal` is the end of the patience of the bench.
   */
  ask(prompt: string, screen: Screen, signal: AbortSignal): Promise<void>;
  /** The process that carries the text beside this one, where there is one. */
  readonly pid?: number;
  stop(): Promise<void>;
}
