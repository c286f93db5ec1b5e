import type { IncomingMessage, ServerResponse } from 'node:http';
import { composeAnswer } from './answer';
import { anthropicWire } from './anthropic/wire';
import { readCarryOn, type CarryOn } from './carryOn';
import type { Control, Struck } from './control';
import type { RequestRecord } from './journal';
import { knownText } from './knownText';
import { ClientLeft, Line } from './line';
import type { ModelShelf } from './ollama/shelf';
import type { StudioShelf } from './openai/studioShelf';
import { ollamaWire } from './ollama/wire';
import { openaiWire } from './openai/wire';
import { playHead, playReply, playSpeech } from './play';
import { readRequest } from './readBody';
import type { Service } from './services';
import type { Asked, Prompt, Wire, WireRequest } from './wire';

/** How a request came in. */
export type Via = RequestRecord['via'];

const wires: Readonly<Record<Service['wire'], Wire>> = {
  anthropic: anthropicWire,
  openai: openaiWire,
  ollama: ollamaWire,
};

/** Answers the requests of all services: reads, records, lets the ordered fault strike, speaks. */
export class Stage {
  constructor(
    private readonly control: Control,
    private readonly shelf: ModelShelf,
    private readonly studio: StudioShelf,
  ) {}

  /** Serves one request; never rejects. */
  async serve(service: Service, via: Via, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const line = new Line(response);
    let record: RequestRecord | undefined;
    try {
      const read = await readRequest(request);
      const wire = wires[service.wire];
      const now = this.control.time();
      const script = this.control.scriptOf(service.id);
      const asked = wire.read(read, service, { now, script, shelf: this.shelf, studio: this.studio });
      const struck = this.control.take(service.id, asked?.use ?? 'free', asked?.model);
      record = this.open(service, via, read, asked, struck);
      await this.answer(line, service, wire, read, asked, struck, record);
    } catch (error) {
      if (!(error instanceof ClientLeft)) line.response.destroy();
      if (record) record.outcome = 'left';
    } finally {
      if (record) record.endedAt = this.control.time();
    }
  }

  private open(
    service: Service,
    via: Via,
    read: WireRequest,
    asked: Asked | undefined,
    struck: Struck | undefined,
  ): RequestRecord {
    const record = this.control.journal.open({
      at: this.control.time(),
      service: service.id,
      via,
      method: read.method,
      path: read.path,
      use: asked?.use ?? 'free',
      ...(asked?.model === undefined ? {} : { model: asked.model }),
      headers: read.headers,
      body: read.body ?? read.bodyText,
      shape: asked?.prompt?.messages.map((message) => message.role).join(' ') ?? '',
      carryOn: 'none',
    });
    if (struck) {
      record.fault = { id: struck.fault.id, phase: struck.order.phase };
      this.control.journal.counter(service.id).broken += 1;
    }
    return record;
  }

  private async answer(
    line: Line,
    service: Service,
    wire: Wire,
    read: WireRequest,
    asked: Asked | undefined,
    struck: Struck | undefined,
    record: RequestRecord,
  ): Promise<void> {
    // A prompt of the wrong shape is a violation whatever becomes of the request.
    const partial = asked?.prompt ? this.partialOf(asked.prompt, record) : undefined;
    const isHead = struck?.order.phase === 'connect' || struck?.order.phase === 'headers';
    if (struck && isHead && (await playHead(line, struck, service, wire, read.method)) === 'done') {
      record.outcome = 'broken';
      if (!line.isTorn) record.status = line.response.statusCode;
      return;
    }
    if (!asked || asked.refusal) {
      const reply = asked?.refusal ? wire.errorReply(asked.refusal, service) : wire.notFound(service, read.path);
      record.outcome = 'rejected';
      record.status = reply.status;
      if (asked?.refusal?.message.includes('prefill')) this.control.journal.violate(record, asked.refusal.message);
      return playReply(line, reply, read.method);
    }
    const pace = this.control.paceOf(service.id);
    const script = this.control.scriptOf(service.id);
    const reply = asked.respond((prompt) => composeAnswer(prompt, partial, script, pace, struck));
    record.status = reply.kind === 'reply' ? reply.status : 200;
    if (reply.kind === 'flow') {
      line.head(200, reply.headers);
      await reply.run(line);
      record.outcome = line.isTorn ? 'broken' : 'answered';
      return;
    }
    if (reply.kind === 'reply') {
      await playReply(line, reply, read.method);
      record.outcome = 'answered';
      return;
    }
    await line.wait(reply.waitMs ?? 0);
    const missing = (): number => reply.answer.text.length - record.sentChars;
    const note = (chars: number): void => void (record.sentChars += chars);
    try {
      const end = await playSpeech(line, reply, pace, isHead ? undefined : struck, service, note);
      record.outcome = end === 'whole' ? 'answered' : 'broken';
    } finally {
      // What stands on the screen is the whole text but for what is missing, also when a beginning was carried on.
      if (struck?.order.phase === 'midAnswer') this.control.journal.cut((script.text ?? knownText).length - missing());
    }
  }

  /** The partial answer to carry on, if the prompt asks for that; a prompt of the wrong shape is noted as a violation. */
  private partialOf(prompt: Prompt, record: RequestRecord): string | undefined {
    if (prompt.use !== 'chat' || this.control.allowPartials) return undefined;
    const found = this.readPartial(prompt);
    record.carryOn = found.t;
    if (found.t === 'malformed') for (const problem of found.problems) this.control.journal.violate(record, problem);
    return found.t === 'asked' ? found.partial : undefined;
  }

  private readPartial(prompt: Prompt): CarryOn {
    const texts = this.control.texts();
    const isBeginning = (text: string): boolean =>
      text.trim() !== '' && texts.some((whole) => whole.startsWith(text) && whole.trimEnd() !== text.trimEnd());
    const last = prompt.messages.at(-1);
    if (last?.role === 'assistant') {
      if (!prompt.continuesLast) return { t: 'none' };
      if (isBeginning(last.text)) return { t: 'asked', partial: last.text };
      return { t: 'malformed', problems: ['the last assistant turn is not the beginning of the answer that was cut'] };
    }
    return readCarryOn(prompt.messages, {
      isBeginning,
      isWhole: (text) => texts.some((whole) => whole.trimEnd() === text.trimEnd()),
      wasCut: (text) => this.control.journal.wasCutNear(text.length),
    });
  }
}
