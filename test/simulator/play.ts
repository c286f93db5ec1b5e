import { wordsOf, type WireError } from '../../src/core/outages/faults/fault';
import type { Struck } from './control';
import type { Voice } from './line';
import type { Pace } from './pace';
import type { Service } from './services';
import { strikeAt } from './strike';
import type { Frame, Reply, Speech, Wire } from './wire';

/** Milliseconds between two signs of life of a stream that stands still. */
const pingEveryMs = 50;

/** Sends an answer that is not streamed. */
export async function playReply(line: Voice, reply: Reply, method: string): Promise<void> {
  await line.wait(reply.waitMs ?? 0);
  line.head(reply.status, { ...reply.headers, 'content-length': String(Buffer.byteLength(reply.body)) });
  line.end(method === 'HEAD' ? '' : reply.body);
}

/**
 * Plays a fault of the phases `connect` and `headers`. Says `'go on'` where the request is answered after all.
 */
export async function playHead(
  line: Voice,
  struck: Struck,
  service: Service,
  wire: Wire,
  method: string,
): Promise<'done' | 'go on'> {
  const { act } = struck.fault;
  switch (act.do) {
    case 'answer':
      await playReply(line, wire.errorReply(errorOf(struck, service), service), method);
      return 'done';
    case 'page':
      await playReply(line, { kind: 'reply', status: act.status, headers: act.headers, body: act.body }, method);
      return 'done';
    case 'silence':
      return line.waitForEver();
    case 'delay':
      await line.wait(struck.order.delayMs ?? act.ms);
      return 'go on';
    case 'close':
      await line.tear('close');
      return 'done';
    case 'refuse':
    case 'reset':
    case 'foreignCertificate':
      await line.tear('reset');
      return 'done';
    default:
      return 'go on';
  }
}

/** The words of a fault at this service, with what the order overrides. */
function errorOf(struck: Struck, service: Service): WireError {
  const words = wordsOf(struck.fault.act, service.id, service.wire) ?? {
    status: 500,
    message: 'no words for this fault',
  };
  const seconds = struck.order.retryAfterS;
  return seconds === undefined ? words : { ...words, headers: { ...words.headers, 'retry-after': String(seconds) } };
}

/** Streams an answer; a fault of the stream strikes where its order says. Calls `said` with the visible characters so far. */
export async function playSpeech(
  line: Voice,
  speech: Speech,
  pace: Pace,
  struck: Struck | undefined,
  service: Service,
  said: (chars: number) => void,
): Promise<'whole' | 'broken'> {
  const point = struck ? strikeIndex(speech, pace, struck) : undefined;
  line.head(200, speech.headers);
  await line.wait(pace.firstMs);
  for (const [index, frame] of speech.frames.entries()) {
    if (struck && point?.index === index) {
      if (point.halfCharacter) await line.write(halfOf(frame), pace.split);
      if ((await strike(line, speech, pace, struck, service)) === 'ended') return 'broken';
      continue;
    }
    await line.write(Buffer.from(frame.bytes), pace.split);
    if (frame.text !== undefined) said(frame.text.length);
    if (frame.part === 'text') await line.wait(pace.msPerChunk);
  }
  line.end();
  return point ? 'broken' : 'whole';
}

/** Index of the frame in whose place the fault strikes; `undefined` where the fault is in the answer itself. */
function strikeIndex(
  speech: Speech,
  pace: Pace,
  { order, fault }: Struck,
): { index: number; halfCharacter: boolean } | undefined {
  if (fault.act.do === 'sayNothing' || fault.act.do === 'refuseContent' || order.fault === 'none') return undefined;
  const firstText = speech.frames.findIndex((frame) => frame.part === 'text');
  switch (order.phase) {
    case 'firstEvent':
      return { index: order.afterThinking === true ? Math.max(0, firstText) : 0, halfCharacter: false };
    case 'midAnswer': {
      const { offset, halfCharacter } = strikeAt(speech.answer.text, order, pace.charsPerChunk);
      return { index: indexAfterChars(speech.frames, offset), halfCharacter };
    }
    case 'tool': {
      const first = speech.frames.findIndex((frame) => frame.part === 'tool');
      const last = speech.frames.findLastIndex((frame) => frame.part === 'tool');
      // Ollama sends a call in one frame: that one is broken, every other fault comes after it.
      return { index: Math.min(first + 2, fault.act.do === 'breakFrame' ? last : last + 1), halfCharacter: false };
    }
    default:
      return undefined;
  }
}

/** The first frame to be replaced once so many visible characters are out: always one that carries text, if one is left. */
function indexAfterChars(frames: readonly Frame[], chars: number): number {
  let sent = 0;
  for (const [index, frame] of frames.entries()) {
    if (frame.part === 'text' && sent >= chars) return index;
    sent += frame.text?.length ?? 0;
  }
  return frames.findLastIndex((frame) => frame.part === 'text');
}

/** The bytes of a frame up to the middle of its first multi-byte character. */
function halfOf(frame: Frame): Buffer {
  const bytes = Buffer.from(frame.bytes);
  const lead = bytes.findIndex((byte) => byte >= 0xc0);
  return lead < 0 ? bytes.subarray(0, bytes.length / 2) : bytes.subarray(0, lead + 2);
}

async function strike(
  line: Voice,
  speech: Speech,
  pace: Pace,
  struck: Struck,
  service: Service,
): Promise<'ended' | 'goes on'> {
  const { act } = struck.fault;
  switch (act.do) {
    case 'errorEvent':
      await line.write(Buffer.from(speech.errorFrame(errorOf(struck, service))), pace.split);
      line.end();
      return 'ended';
    case 'reset':
    case 'close':
      await struck.order.tearsAfter?.();
      await line.tear(act.do);
      return 'ended';
    case 'end':
      line.end();
      return 'ended';
    case 'silence':
      if (!act.pings) return line.waitForEver();
      return pingForEver(line, speech, pace);
    case 'breakFrame':
      await line.write(Buffer.from(speech.brokenFrame), pace.split);
      return 'goes on';
    case 'flood':
      await flood(line, speech, act.bytes);
      return 'ended';
    case 'finishError':
      await line.write(Buffer.from(speech.finishError ?? ''), pace.split);
      line.end();
      return 'ended';
    default:
      return 'goes on';
  }
}

async function pingForEver(line: Voice, speech: Speech, pace: Pace): Promise<never> {
  for (;;) {
    await line.write(Buffer.from(speech.ping ?? ''), pace.split);
    await line.wait(pingEveryMs);
  }
}

async function flood(line: Voice, speech: Speech, bytes: number): Promise<void> {
  await line.write(Buffer.from(speech.openFrame), 'frame');
  const block = Buffer.alloc(256_000, 'x');
  for (let sent = 0; sent < bytes; sent += block.length) await line.write(block, 'frame');
  line.end();
}
