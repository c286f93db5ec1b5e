import type { WireError } from '../../src/core/outages/faults/fault';
import type { Use } from '../../src/core/contract/target';
import type { Script } from './control';
import type { Voice } from './line';
import type { ModelShelf } from './ollama/shelf';
import type { StudioShelf } from './openai/studioShelf';
import type { Service } from './services';

/** An HTTP request after its body was read. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The parsed JSON body; `undefined` when there is none or it is not JSON. */
  readonly body: Record<string, unknown> | undefined;
  readonly bodyText: string;
}

/** One message of a prompt, whatever the wire. */
export interface PromptMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly text: string;
}

/** What a request asks for, whatever the wire. */
export interface Prompt {
  readonly use: Use;
  readonly model: string;
  readonly system: string;
  readonly messages: readonly PromptMessage[];
  /** Set where the request fills a hole by a route or a raw prompt rather than by chat. */
  readonly hole?: { readonly prefix: string; readonly suffix: string };
  readonly stop: readonly string[];
  readonly maxTokens?: number;
  readonly stream: boolean;
  /** What the client sees of the thinking. */
  readonly thinking: 'shown' | 'hidden' | 'none';
  /** The server carries on a trailing assistant message natively. */
  readonly continuesLast: boolean;
}

/** Why an answer ends. */
export type Ending = 'complete' | 'length' | 'stop-sequence' | 'tool' | 'refused';

/** The words of an answer, before any wire puts them into frames. */
export interface Answer {
  readonly thinking: string;
  readonly thinkingShown: boolean;
  readonly text: string;
  /** The chunks whose concatenation is `text`. */
  readonly chunks: readonly string[];
  /** A tool call after the text: its arguments in parts. */
  readonly tool?: { readonly id: string; readonly name: string; readonly parts: readonly string[] };
  readonly ending: Ending;
  readonly stopSequence?: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A piece of a streamed body. `text` frames carry that much visible text. */
export interface Frame {
  readonly part: 'open' | 'thinking' | 'text' | 'tool' | 'close';
  readonly bytes: string;
  readonly text?: string;
}

/** A whole answer that is not streamed. */
export interface Reply {
  readonly kind: 'reply';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds before the status line, such as the load of a model. */
  readonly waitMs?: number;
}

/** A streamed answer: frames and what its wire can say between them. */
export interface Speech {
  readonly kind: 'speech';
  readonly headers: Readonly<Record<string, string>>;
  readonly frames: readonly Frame[];
  readonly answer: Answer;
  readonly waitMs?: number;
  /** A sign of life without content; absent where the wire has none. */
  readonly ping?: string;
  /** How the wire says an error inside a stream. */
  errorFrame(error: WireError): string;
  /** A frame that is not JSON. */
  readonly brokenFrame: string;
  /** The beginning of a frame that never ends. */
  readonly openFrame: string;
  /** The end with the finish reason `error`, where the wire knows one. */
  readonly finishError?: string;
}

/** An answer whose lines come of what happens meanwhile, such as the progress of a download. Faults of streams do not strike it. */
export interface Flow {
  readonly kind: 'flow';
  readonly headers: Readonly<Record<string, string>>;
  run(line: Voice): Promise<void>;
}

/** What a wire made of a request: what it asks for and a way to answer it. */
export interface Asked {
  /** `free` calls generate nothing: model lists, health, token counts. */
  readonly use: Use | 'free';
  readonly model?: string;
  readonly prompt?: Prompt;
  /** What the service would refuse this request with, faults aside. */
  readonly refusal?: WireError;
  respond(compose: (prompt: Prompt) => Answer): Reply | Speech | Flow;
}

/** What a wire may look at besides the request. */
export interface World {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly script: Script;
  /** The models of the simulated Ollama. */
  readonly shelf: ModelShelf;
  /** The models of the simulated LM Studio. */
  readonly studio: StudioShelf;
}

/** A wire reads requests and knows the shape of its errors. */
export interface Wire {
  /** `undefined` where the service has no such route. */
  read(request: WireRequest, service: Service, world: World): Asked | undefined;
  errorReply(error: WireError, service: Service): Reply;
  /** What the service answers to a path it does not have. */
  notFound(service: Service, path: string): Reply;
}

/** A JSON answer. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return {
    kind: 'reply',
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  };
}

/** A number of tokens that looks right: four characters each, as all simulated services count. */
export function countTokens(text: string): number {
  return Math.max(1, Math.ceil(text.length / 4));
}
