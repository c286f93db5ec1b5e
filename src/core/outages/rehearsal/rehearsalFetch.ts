import { Cancelled, sleep } from '../../base/async';
import type { Clock } from '../../base/clock';
import type { FailurePhase } from '../../contract/failure';
import type { ResolvedProvider } from '../../providers/provider';
import { bytesOf } from '../bytes/bytesOf';
import type { FaultBytes } from '../bytes/faultBytes';
import { wordsOf, type Fault, type FaultWire } from '../faults/fault';
import { requestKind } from '../faults/requestKind';
import { chunksOf, cutStream, toBody } from '../faults/streamCut';
import { connectionError, strike, type StrikeScene } from '../faults/strike';

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** What a rehearsal puts in front of a provider. */
export interface StagedFault {
  readonly provider: ResolvedProvider;
  readonly wire: FaultWire;
  readonly fault: Fault;
  readonly phase: FailurePhase;
}

/** What playing it needs. */
export interface RehearsalFetchDeps {
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Between two signs of life of a stream that stands still, in milliseconds. */
  readonly pingMs: number;
  /** Told of each request that the fault has struck. */
  readonly onStrike: () => void;
}

/** Visible characters of a real answer that come through before a fault of the phase `midAnswer`, as in the simulator. */
const afterChars = 400;

/** What Node calls a certificate that nobody here trusts. */
const foreignCertificate = 'DEPTH_ZERO_SELF_SIGNED_CERT';

/**
 * A `fetch` that fails for the origins of one provider as the staged fault says and passes everything else on. For a fault
 * before the answer no request leaves this machine; one in mid-answer cuts the real stream. What still hangs when the
 * rehearsal ends is torn.
 */
export class RehearsalFetch {
  private readonly ending = new AbortController();
  private readonly origins: ReadonlySet<string>;
  private readonly bytes: FaultBytes;

  constructor(
    private readonly staged: StagedFault,
    private readonly deps: RehearsalFetchDeps,
  ) {
    this.origins = new Set(staged.provider.baseUrls.map((url) => new URL(url).origin));
    this.bytes = bytesOf(staged.provider.id, staged.wire);
  }

  /** As `fetch`; rejects as a failed connection does, and with the signal's reason when it aborts. */
  readonly fetch: Fetch = async (url, init) => {
    const { fault } = this.staged;
    const kind = requestKind(url, init);
    const isStruck = this.origins.has(new URL(url).origin) && (kind.t === 'ask' || fault.reach === 'everything');
    if (!isStruck || this.ending.signal.aborted) return this.deps.fetch(url, init);
    const model = kind.t === 'ask' ? kind.model : '';
    const signal = AbortSignal.any([this.ending.signal, ...(init?.signal ? [init.signal] : [])]);
    if (this.staged.phase === 'midAnswer') return this.cut(url, init, this.scene(model, signal));
    this.deps.onStrike();
    if (this.staged.phase === 'firstEvent') return this.stream(this.scene(model, signal));
    return this.answer(url, init, signal);
  };

  /** Nothing is struck any more, and what hangs is let go. */
  end(): void {
    this.ending.abort(connectionError('ECONNRESET'));
  }

  /** A fault of the phases `connect` and `headers`. */
  private async answer(url: string, init: RequestInit | undefined, signal: AbortSignal): Promise<Response> {
    const { provider, fault, wire } = this.staged;
    const { act } = fault;
    switch (act.do) {
      case 'answer': {
        const words = wordsOf(act, provider.id, wire);
        if (!words) return this.deps.fetch(url, init);
        const { status, headers, body } = this.bytes.errorReply(words);
        return new Response(body, { status, headers });
      }
      case 'page':
        // Node's fetch makes an error without code or words of a 407 (measured; `failureRules.ts`).
        if (act.status === 407) throw connectionError(undefined);
        return new Response(act.body, { status: act.status, headers: act.headers });
      case 'silence':
        return untilReleased(signal);
      case 'delay':
        await sleep(this.deps.clock, act.ms, signal).catch(() => rejectAs(signal));
        return this.deps.fetch(url, init);
      case 'refuse':
        throw connectionError('ECONNREFUSED');
      case 'foreignCertificate':
        throw connectionError(foreignCertificate);
      case 'nothing':
        throw connectionError(act.errno);
      case 'close':
        throw connectionError('UND_ERR_SOCKET');
      default:
        throw connectionError('ECONNRESET');
    }
  }

  /** A fault of the phase `firstEvent`: the answer has begun with 200 and not said a word. */
  private stream(scene: StrikeScene): Response {
    const body = toBody(released(encoded(strike(scene, false)), scene.signal));
    return new Response(body, { status: 200, headers: this.bytes.streamHeaders });
  }

  /** The real answer, cut. An answer that is no stream, such as an error of the provider's own, stays as it is. */
  private async cut(url: string, init: RequestInit | undefined, scene: StrikeScene): Promise<Response> {
    const response = await this.deps.fetch(url, init);
    if (!response.ok || !response.body) return response;
    const cut = cutStream(chunksOf(response.body), {
      bytes: this.bytes,
      afterChars,
      onStrike: this.deps.onStrike,
      strike: (begun) => strike(scene, begun),
    });
    const { status, statusText, headers } = response;
    return new Response(toBody(released(cut, scene.signal)), { status, statusText, headers });
  }

  private scene(model: string, signal: AbortSignal): StrikeScene {
    const { provider, wire, fault } = this.staged;
    const { clock, pingMs } = this.deps;
    return { fault, service: provider.id, wire, bytes: this.bytes, model, clock, pingMs, signal };
  }
}

async function* encoded(parts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const part of parts) yield encoder.encode(part);
}

/** A wait inside that was ended by the signal rejects as the signal says: torn by the end of the rehearsal, or aborted. */
async function* released(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw error instanceof Cancelled && signal.aborted ? signal.reason : error;
  }
}

function untilReleased(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function rejectAs(signal: AbortSignal): never {
  throw signal.reason;
}
