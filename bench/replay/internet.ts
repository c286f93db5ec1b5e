import type { Clock } from '../../src/core/base/clock';
import type { Use } from '../../src/core/contract/target';
import { faultById } from '../../src/core/outages/faults';
import { composeAnswer } from '../../test/simulator/answer';
import { anthropicWire } from '../../test/simulator/anthropic/wire';
import { carryOnWays, readCarryOn } from '../../test/simulator/carryOn';
import type { Script, Struck } from '../../test/simulator/control';
import { ClientLeft } from '../../test/simulator/line';
import { ModelShelf } from '../../test/simulator/ollama/shelf';
import { StudioShelf } from '../../test/simulator/openai/studioShelf';
import { ollamaWire } from '../../test/simulator/ollama/wire';
import { openaiWire } from '../../test/simulator/openai/wire';
import { playHead, playReply, playSpeech } from '../../test/simulator/play';
import { serviceById, type Service } from '../../test/simulator/services';
import type { Asked, Prompt, Wire, WireRequest } from '../../test/simulator/wire';
import { spread, type Chance } from './chance';
import { createMemoryVoice, type MemoryVoice } from './memoryVoice';
import { errorMs, freeCallMs, loadMs, paceFor } from './speeds';
import type { Timeline } from './timeline';
import type { UserAsk } from './workload';

/** Where the services of a replay are found. */
const hosts: Readonly<Record<string, 'claude' | 'openai' | 'ollama'>> = {
  'api.anthropic.com': 'claude',
  'api.openai.com': 'openai',
  '127.0.0.1:11434': 'ollama',
};

const wires: Readonly<Record<Service['wire'], Wire>> = {
  anthropic: anthropicWire,
  openai: openaiWire,
  ollama: ollamaWire,
};

/** What one replay's requests were. */
export interface Traffic {
  requests: number;
  /** To a service while an incident of it was on; free calls and looks included. */
  toSick: number;
}

/** The mark in a prompt by which a service knows which ask it is. */
export function askMark(index: number): string {
  return `ask-${index}.`;
}

/**
 * The clouds and the local server of one replay: the simulator's own wires and faults, in memory and on simulated time. Whoever
 * asks, the same ask meets the same fault at its first request to a service, the same at its second, and so on.
 */
export class Internet {
  readonly traffic: Traffic = { requests: 0, toSick: 0 };
  private readonly shelf = new ModelShelf();
  private readonly studio = new StudioShelf();
  private readonly loadedAt = new Map<string, number>();
  private readonly requestsOf = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly timeline: Timeline,
    private readonly chance: Chance,
    private readonly asks: readonly UserAsk[],
  ) {}

  /** A `fetch` into this world. Unknown hosts are not found. */
  readonly fetch = (url: string, init: RequestInit = {}): Promise<Response> => {
    const { host } = new URL(url);
    const id = hosts[host];
    if (id === undefined) {
      const cause = Object.assign(new Error(`no such host: ${host}`), { code: 'ENOTFOUND' });
      return Promise.reject(new TypeError('fetch failed', { cause }));
    }
    const voice = createMemoryVoice(this.clock, init.signal ?? new AbortController().signal);
    void this.serve(serviceById(id), url, init, voice).catch((error: unknown) => {
      if (!(error instanceof ClientLeft)) throw error;
    });
    return voice.response;
  };

  private async serve(service: Service, url: string, init: RequestInit, voice: MemoryVoice): Promise<void> {
    const wire = wires[service.wire];
    const request = toWireRequest(url, init);
    const now = this.clock.now();
    const ask = this.asks[Number(/ask-(\d+)\./.exec(request.bodyText)?.[1] ?? Number.NaN)];
    const script = this.scriptFor(ask);
    const asked = wire.read(request, service, { now, script, shelf: this.shelf, studio: this.studio });
    const use = asked?.use ?? 'free';
    this.traffic.requests += 1;
    if (this.timeline.isSick(service.id, use, now)) this.traffic.toSick += 1;
    const names = this.namesFor(service, use, ask, now);
    const struck = this.struckBy(service, use, ask, names);
    if (struck?.order.phase === 'headers') {
      await voice.wait(spread(errorMs, this.chance('error', ...names), this.chance('error2', ...names)));
      if ((await playHead(voice, struck, service, wire, request.method)) === 'done') return;
    }
    if (!asked || asked.refusal) {
      await voice.wait(freeCallMs);
      const reply = asked?.refusal ? wire.errorReply(asked.refusal, service) : wire.notFound(service, request.path);
      return playReply(voice, reply, request.method);
    }
    await this.answer(voice, service, asked, script, struck, request.method, names);
  }

  private async answer(
    voice: MemoryVoice,
    service: Service,
    asked: Asked,
    script: Script,
    struck: Struck | undefined,
    method: string,
    names: readonly (string | number)[],
  ): Promise<void> {
    const pace = paceFor(service.id, asked.use, this.chance('first', ...names), this.chance('first2', ...names));
    const inAnswer = struck?.order.phase === 'headers' ? undefined : struck;
    // Loading is read before the answer is composed, which notes the model as loaded.
    const untilLoaded = service.id === 'ollama' && asked.model !== undefined ? this.loadingMs(asked.model) : 0;
    const reply = asked.respond((prompt) => composeAnswer(prompt, partialOf(prompt, script), script, pace, inAnswer));
    await voice.wait(untilLoaded);
    if (reply.kind === 'reply') {
      await voice.wait(freeCallMs);
      return playReply(voice, reply, method);
    }
    if (reply.kind === 'flow') throw new Error('nobody downloads a model in a replay');
    await playSpeech(voice, reply, pace, inAnswer, service, () => undefined);
  }

  private scriptFor(ask: UserAsk | undefined): Script {
    if (!ask) return {};
    const way = carryOnWays[Math.floor(this.chance('way', ask.index) * carryOnWays.length)] ?? 'exact';
    return { text: ask.due, completion: ask.due, thinking: '', carryOn: way };
  }

  /** An ask's requests to a service are told apart by their number; a call of no ask by its minute. */
  private namesFor(
    service: Service,
    use: Use | 'free',
    ask: UserAsk | undefined,
    now: number,
  ): readonly (string | number)[] {
    if (!ask || use === 'free') return [service.id, 'free', Math.floor(now / 60_000)];
    const key = `${service.id} ${ask.index}`;
    const number = (this.requestsOf.get(key) ?? 0) + 1;
    this.requestsOf.set(key, number);
    return [service.id, ask.index, number];
  }

  private struckBy(
    service: Service,
    use: Use | 'free',
    ask: UserAsk | undefined,
    names: readonly (string | number)[],
  ): Struck | undefined {
    const strike = this.timeline.strike({ service: service.id, use, at: this.clock.now(), names });
    const fault = strike && faultById(strike.fault);
    if (!strike || !fault || (use === 'free' && fault.reach === 'asks')) return undefined;
    const afterChars = Math.floor(strike.after * (ask?.due.length ?? 0));
    return { fault, order: { service: service.id, fault: fault.id, phase: strike.phase, afterChars, left: undefined } };
  }

  /** How long until this model is in memory; whoever asks while it loads waits for the rest. */
  private loadingMs(model: string): number {
    const now = this.clock.now();
    if (!this.shelf.isLoaded(model, now)) this.loadedAt.set(model, now + loadMs);
    return Math.max(0, (this.loadedAt.get(model) ?? now) - now);
  }
}

/** The part of an answer that this prompt asks to carry on. */
function partialOf(prompt: Prompt, { text = '' }: Script): string | undefined {
  const known = {
    isBeginning: (part: string) => text.startsWith(part),
    isWhole: (part: string) => part === text,
    wasCut: () => false,
  };
  const found = readCarryOn(prompt.messages, known);
  return found.t === 'asked' ? found.partial : undefined;
}

function toWireRequest(address: string, init: RequestInit): WireRequest {
  const url = new URL(address);
  const bodyText = typeof init.body === 'string' ? init.body : '';
  const headers: Record<string, string> = {};
  new Headers(init.headers).forEach((value, name) => (headers[name] = value));
  return {
    method: init.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: bodyText === '' ? undefined : (JSON.parse(bodyText) as Record<string, unknown>),
    bodyText,
  };
}
