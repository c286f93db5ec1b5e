import type { FailureKind, FailurePhase } from '../../contract/failure';

/** The wires a fault can be spoken on. `claude-code` is a program, not a wire, and is broken by other means. */
export type FaultWire = 'anthropic' | 'openai' | 'ollama';

/** An error in the words of one provider; the shape around the words belongs to its wire. */
export interface WireError {
  /** The HTTP status; inside a stream it is only what the status would have been. */
  readonly status: number;
  readonly type?: string;
  readonly code?: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is done to the request. Whoever plays faults knows these and nothing about single faults. */
export type FaultAct =
  /** The provider's own error instead of an answer; by service id first, then by wire. */
  | { readonly do: 'answer'; readonly says: Readonly<Record<string, WireError>> }
  /** The provider's own error in the middle of a stream that began with 200. */
  | { readonly do: 'errorEvent'; readonly says: Readonly<Record<string, WireError>> }
  /** Something that is not the provider's wire at all: a page of a proxy, of an edge, of another server. */
  | {
      readonly do: 'page';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  /** Nobody listens: the connection is refused. */
  | { readonly do: 'refuse' }
  /** TLS with a certificate that nobody here trusts. */
  | { readonly do: 'foreignCertificate' }
  /** The connection is reset by the peer. */
  | { readonly do: 'reset' }
  /** The peer closes the connection without a reset and without the end of the body. */
  | { readonly do: 'close' }
  /** A clean end of the body without the wire's proof of completion. */
  | { readonly do: 'end' }
  /** Nothing more comes, the connection stays. `pings`: signs of life go on. */
  | { readonly do: 'silence'; readonly pings: boolean }
  /** One frame is not JSON; the rest of the stream is fine. */
  | { readonly do: 'breakFrame' }
  /** One frame never ends: so many bytes without a line break, then the end of the body. */
  | { readonly do: 'flood'; readonly bytes: number }
  /** A complete answer without any content. */
  | { readonly do: 'sayNothing' }
  /** The provider's content policy ends the answer. */
  | { readonly do: 'refuseContent' }
  /** The stream ends with the finish reason `error` and no error object. */
  | { readonly do: 'finishError' }
  /** The answer is fine but begins late. */
  | { readonly do: 'delay'; readonly ms: number }
  /** Cannot be done by any server; `why` says where it really happens, `errno` what the machine says then. */
  | { readonly do: 'nothing'; readonly why: string; readonly errno: string };

/** One way in which a provider or the network in front of it can fail. */
export interface Fault {
  readonly id: string;
  /** As users read it, on the rehearsal's and the simulator's buttons. */
  readonly title: () => string;
  readonly act: FaultAct;
  /** The phases in which it can happen, and what it must be read as there. */
  readonly readAs: Readonly<Partial<Record<FailurePhase, FailureKind>>>;
  /** The same for a local target, where that differs. */
  readonly readAsLocal?: Readonly<Partial<Record<FailurePhase, FailureKind>>>;
  /** The services it can happen to; absent means every service whose wire can say it. */
  readonly only?: readonly string[];
  /** `asks`: free calls such as the model list still work. `everything`: they fail as well. */
  readonly reach: 'asks' | 'everything';
}

/** What the attempt must be read as, or `undefined` where the pair is impossible. */
export function kindOf(fault: Fault, phase: FailurePhase, isLocal: boolean): FailureKind | undefined {
  return (isLocal ? fault.readAsLocal?.[phase] : undefined) ?? fault.readAs[phase];
}

/** The error this service says, or `undefined` where its wire has no such words. */
export function wordsOf(act: FaultAct, service: string, wire: FaultWire): WireError | undefined {
  return act.do === 'answer' || act.do === 'errorEvent' ? (act.says[service] ?? act.says[wire]) : undefined;
}

/** Why this service cannot be broken in this way in this phase, or `undefined` where it can. */
export function impossible(fault: Fault, phase: FailurePhase, service: string, wire: FaultWire): string | undefined {
  const { act } = fault;
  if (act.do === 'nothing') return act.why;
  if (fault.readAs[phase] === undefined) return impossibleInPhase(act, phase);
  if (fault.only && !fault.only.includes(service)) return `Only ${fault.only.join(', ')} can do this.`;
  if ((act.do === 'answer' || act.do === 'errorEvent') && !wordsOf(act, service, wire)) {
    return `The wire of ${service} has no words for it.`;
  }
  return undefined;
}

const bodyOnly = 'It is a part of the body, and no body has begun.';
const statusSent =
  'The status 200 is already sent: what comes later is an error event inside the stream, an entry of its own.';

function impossibleInPhase(act: FaultAct, phase: FailurePhase): string {
  if (phase === 'connect')
    return 'Before there is a connection a server can only refuse it, or show a wrong certificate.';
  switch (act.do) {
    case 'answer':
    case 'page':
      return statusSent;
    case 'refuse':
    case 'foreignCertificate':
      return 'The connection already stands.';
    case 'errorEvent':
    case 'breakFrame':
    case 'flood':
      return bodyOnly;
    case 'end':
      return 'An end before the headers is a closed connection, an entry of its own.';
    case 'silence':
      return bodyOnly;
    case 'sayNothing':
      return phase === 'headers' ? bodyOnly : 'An answer that has begun is not empty.';
    case 'refuseContent':
    case 'finishError':
      return phase === 'headers'
        ? bodyOnly
        : 'The wire has one reason for the end of a message, none for the end of a half-written tool call.';
    case 'delay':
      return 'A model loads before its first byte.';
    default:
      return 'It has no meaning in this phase.';
  }
}
