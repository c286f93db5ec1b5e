import { Cancelled, throwIfCancelled } from '../base/async';
import type { ProviderEvent } from '../contract/events';
import type { Evidence, FailurePhase } from '../contract/failure';
import type { Use } from '../contract/target';
import type { CallContext } from './callContext';
import { causesOf, errnoOf } from './causes';
import { toFailure } from './failure';
import { createFacts } from './responseFacts';
import { StreamLimit } from './streamLimit';
import { endEvidence, toEvidence, type ReadError } from './wireEvidence';
import type { FetchLike } from './watchedFetch';

/** How an answer ended, once the wire has proved that it ended. */
export type EndReason = (ProviderEvent & { t: 'end' })['reason'];

/** Turns a wire's chunks into events. One per stream; throws `InBandError` for an error said inside the stream. */
export interface Decoder<Chunk> {
  take(chunk: Chunk): readonly ProviderEvent[];
  /** Set by the wire's own proof of completion only. */
  readonly end: EndReason | undefined;
  /** Nothing more is to come; reading stops without waiting for the connection to close. */
  readonly isDone: boolean;
}

/** One streamed call, as a wire folder describes it. */
export interface StreamCall<Chunk> {
  readonly use: Use;
  readonly decoder: Decoder<Chunk>;
  readonly readError: ReadError;
  /** Opens the stream with a client made for this call alone. */
  open(client: CallClient): Promise<AsyncIterable<Chunk>>;
}

/** What a client is made from. */
export interface CallClient {
  readonly key: string | undefined;
  readonly fetch: FetchLike;
  readonly signal: AbortSignal;
  /** Notes an error inside the stream that the SDK reports without saying what it is. */
  noteInBand(body: unknown): void;
}

/**
 * Runs one streamed call to its end: yields its events, then `end` if the wire proved completion, else one `failure`. Throws
 * `Cancelled` and nothing else. Whichever way it is left, its socket is closed, but for a complete answer: its connection may
 * be used again, which spares the next one the handshakes.
 */
export async function* streamCall<Chunk>(
  context: CallContext,
  call: StreamCall<Chunk>,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent> {
  const { decoder } = call;
  const facts = createFacts();
  const abortion = new AbortController();
  const progress = new Progress();
  const merged = AbortSignal.any([signal, abortion.signal]);
  let isHeard = false;
  const failed = (evidence: Evidence, cause?: unknown): ProviderEvent => ({
    t: 'failure',
    failure: toFailure(evidence, context.provider, context.clock.now(), cause),
  });
  try {
    throwIfCancelled(signal);
    const key = await context.key(signal);
    throwIfCancelled(signal);
    if (key === undefined && context.provider.key === 'required') {
      yield failed({ phase: 'connect', type: 'no-key' });
      return;
    }
    const fetch = context.fetchFor({ key, signal: merged, limits: context.limits(call.use), facts });
    const noteInBand = (body: unknown): void => void (facts.inBand = body);
    const stream = await call.open({ key, fetch, signal: merged, noteInBand });
    progress.phase = 'firstEvent';
    // By hand, because leaving a `for await` makes the SDKs abort.
    const chunks = stream[Symbol.asyncIterator]();
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      throwIfCancelled(signal);
      for (const event of decoder.take(next.value)) {
        progress.note(event);
        yield event;
      }
      if (decoder.isDone) break;
    }
    isHeard = decoder.end !== undefined;
    // SDKs end their loops silently when they are aborted (`providers.md` §0).
    throwIfCancelled(signal);
  } catch (error) {
    throwIfCancelled(signal);
    // What breaks after the proof of completion takes nothing from the answer.
    if (decoder.end === undefined) {
      yield failed(toEvidence(error, facts, phaseOf(error, progress.phase, facts.status), call.readError), error);
      return;
    }
  } finally {
    if (isHeard && !signal.aborted && facts.letGo) facts.letGo();
    else abortion.abort(new Cancelled());
  }
  if (decoder.end === undefined) {
    yield failed(endEvidence(facts, progress.phase, progress.hasContent, call.readError));
  } else if (!progress.hasAnswer && call.use === 'chat' && decoder.end !== 'refused') {
    yield failed({ phase: 'firstEvent', headers: facts.headers, observed: 'no-content' });
  } else {
    yield { t: 'end', reason: decoder.end };
  }
}

/** How far an answer has come. */
class Progress {
  phase: FailurePhase = 'connect';
  /** Any text, thinking or tool call. */
  hasContent = false;
  /** Text or a tool call. A hole may need nothing, a chat answer may not be nothing. */
  hasAnswer = false;

  note(event: ProviderEvent): void {
    if (event.t === 'thinking') this.hasContent = true;
    if (event.t !== 'text' && event.t !== 'tool') return;
    this.hasContent = true;
    this.hasAnswer = true;
    this.phase = event.t === 'tool' && !event.last ? 'tool' : 'midAnswer';
  }
}

/** Before the stream opens: a connection that was never made, or one on which no headers came. */
function phaseOf(error: unknown, phase: FailurePhase, status: number | undefined): FailurePhase {
  if (phase !== 'connect') return phase;
  if (status !== undefined) return 'headers';
  const wasConnected = ['ECONNRESET', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT'].includes(errnoOf(error) ?? '');
  return wasConnected || causesOf(error).some((one) => one instanceof StreamLimit) ? 'headers' : 'connect';
}
