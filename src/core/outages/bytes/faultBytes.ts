import type { WireError } from '../faults/fault';

/** An error that comes instead of an answer. */
export interface ErrorReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a wire says when it fails, byte for byte; the simulator and rehearsals send the same. */
export interface FaultBytes {
  /** Headers of an answer that is streamed, those of the service's edge included. */
  readonly streamHeaders: Readonly<Record<string, string>>;
  errorReply(error: WireError): ErrorReply;
  /** How the wire says an error inside a stream that began with 200. */
  errorFrame(error: WireError): string;
  /** A frame that is not JSON. */
  readonly brokenFrame: string;
  /** The beginning of a frame that never ends. */
  readonly openFrame: string;
  /** A sign of life without content; absent where the wire has none. */
  readonly ping?: string;
  /** The end with the finish reason `error`, where the wire knows one. */
  readonly finishError?: string;
  /** A whole answer that proves its end and has no content. */
  emptyAnswer(model: string): string;
  /** What ends a stream that the content policy stops; absent where the wire has no such end. `begun`: text was sent. */
  refusal?(model: string, begun: boolean): string;
  /** The visible text that one frame carries; a frame is what stands between two frame ends of this wire. */
  textOf(frame: string): string;
  /** Whether a frame belongs to the end of the answer: a proof of completion must not slip through before a strike. */
  isClosing(frame: string): boolean;
  /** What ends a frame; servers differ in their line ends. */
  readonly frameEnd: RegExp;
}
