import { sleep } from '../../base/async';
import type { Clock } from '../../base/clock';
import type { FaultBytes } from '../bytes/faultBytes';
import { wordsOf, type Fault, type FaultWire } from './fault';

/** What a strike inside a stream is made with. */
export interface StrikeScene {
  readonly fault: Fault;
  readonly service: string;
  readonly wire: FaultWire;
  readonly bytes: FaultBytes;
  readonly model: string;
  readonly clock: Clock;
  /** Between two signs of life of a stream that stands still, in milliseconds. */
  readonly pingMs: number;
  /** Ends what stands still. */
  readonly signal: AbortSignal;
}

/**
 * What a stream says from the moment its fault strikes: bytes, then how it ends. `go on` lets the rest of the real answer
 * through. Throws what a torn connection throws. `begun` says whether text was sent before.
 */
export async function* strike(scene: StrikeScene, begun: boolean): AsyncGenerator<string, 'end' | 'go on'> {
  const { fault, bytes, service, wire, model } = scene;
  const { act } = fault;
  switch (act.do) {
    case 'errorEvent': {
      const words = wordsOf(act, service, wire);
      if (words) yield bytes.errorFrame(words);
      return 'end';
    }
    case 'reset':
      throw connectionError('ECONNRESET');
    case 'close':
      throw connectionError('UND_ERR_SOCKET');
    case 'silence':
      yield* standStill(scene, act.pings);
      return 'end';
    case 'breakFrame':
      yield bytes.brokenFrame;
      return 'go on';
    case 'flood':
      yield bytes.openFrame;
      for (let sent = 0; sent < act.bytes; sent += block.length) yield block;
      return 'end';
    case 'finishError':
      yield bytes.finishError ?? '';
      return 'end';
    case 'sayNothing':
      yield bytes.emptyAnswer(model);
      return 'end';
    case 'refuseContent':
      yield bytes.refusal?.(model, begun) ?? '';
      return 'end';
    default:
      return 'end';
  }
}

/** What `fetch` rejects with when a connection fails; Node names the cause by a code. */
export function connectionError(code: string | undefined): TypeError {
  const cause = code === undefined ? undefined : Object.assign(new Error(code), { code });
  return new TypeError('fetch failed', cause === undefined ? {} : { cause });
}

const block = 'x'.repeat(256_000);

async function* standStill({ bytes, clock, pingMs, signal }: StrikeScene, pings: boolean): AsyncGenerator<string> {
  for (;;) {
    if (pings && bytes.ping !== undefined) yield bytes.ping;
    await sleep(clock, pingMs, signal);
  }
}
