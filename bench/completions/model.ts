import { sleep } from '../../src/core/base/async';
import type { Clock } from '../../src/core/base/clock';
import type { Position } from '../../src/core/completions/documentView';
import type { CompletionRouter } from '../../src/core/completions/runningCompletion';
import type { CompletionAsk, CompletionRequest } from '../../src/core/contract/ask';
import type { AnswerEvent } from '../../src/core/contract/events';
import type { Target } from '../../src/core/contract/target';
import type { FimRoute, Provider, ResolvedProvider } from '../../src/core/providers/provider';
import type { RenderCompletion } from '../../src/core/routing/errand';
import { spread, type Chance } from '../replay/chance';
import type { TextBuffer } from './textBuffer';
import type { Key, Thought } from './typist';

/** What kind of server answers. */
export interface Kind {
  readonly name: string;
  readonly local: boolean;
  readonly fim: FimRoute;
  /** Median time to the first token (ms; log-normal), then characters per second. */
  readonly firstMs: number;
  readonly charsPerSecond: number;
}

/** How often the author's next token is not what the model expects: names, and everything else. */
export interface Mind {
  readonly name: string;
  readonly strangeWords: number;
  readonly strangeMarks: number;
}

/** One request and what it cost. A token is taken for four characters. */
export interface Request {
  readonly keyIndex: number;
  readonly inputTokens: number;
  outputChars: number;
  /** Something of its answer was on screen. */
  wasShown: boolean;
}

/** Where the author is when somebody asks. */
export interface Moment {
  readonly keyIndex: number;
  readonly key: Key;
  readonly buffer: TextBuffer;
}

/** A line or a block, and no novel: as much as the prompts ask for. */
const maxLines = 10;

/** Past the end of what the author writes here a model stops with this share; else it goes on with something. */
const stopsAtEnd = 0.7;

/** The characters after which a strange word is recognised. */
const recognisedAfter = 2;

/**
 * A completion server that knows the author: it says what the author really wrote next, up to the first token that is strange
 * to it, and something else from there. Which tokens are strange hangs on the text and not on when it is asked, as with a
 * model at temperature 0: asking again does not help.
 */
export class ModelledServer implements CompletionRouter {
  readonly requests: Request[] = [];
  /** A request came for a text that no longer stood there: every figure would be about something else. */
  misfit: string | undefined;
  private readonly bySaid = new Map<Target, Request>();
  private busy: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Clock,
    private readonly kind: Kind,
    private readonly mind: Mind,
    private readonly chance: Chance,
    private readonly moment: () => Moment,
  ) {}

  /** The request an item was made from: every answer carries a target object of its own. */
  requestOf(target: Target): Request | undefined {
    return this.bySaid.get(target);
  }

  async *complete(ask: CompletionAsk, render: RenderCompletion, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    const { clock, kind } = this;
    const target: Target = { ...targetOf(kind) };
    const provider = providerOf(kind);
    const rendered = await render(ask, { target, provider: provider.info }, provider, signal);
    const { keyIndex, key, buffer } = this.moment();
    if (!fits(ask, key.cursor, buffer)) this.misfit ??= ask.prefix.slice(-80);
    const inputTokens = rendered ? tokensOf(promptChars(rendered)) : 0;
    const request: Request = { keyIndex, inputTokens, outputChars: 0, wasShown: false };
    this.requests.push(request);
    this.bySaid.set(target, request);
    const said = this.answer(key, buffer, ask.multiline);
    const text = kind.fim === 'none' ? `<COMPLETION>${said}</COMPLETION>` : said;
    const release = await this.turn(signal);
    try {
      yield { t: 'started', target };
      const chance = (name: string): number => this.chance(name, keyIndex);
      await sleep(clock, spread(kind.firstMs, chance('first'), chance('first2')), signal);
      for (const piece of text.match(/\w+|\s+|[^\w\s]/gu) ?? []) {
        request.outputChars += piece.length;
        yield { t: 'text', text: piece };
        await sleep(clock, (piece.length / kind.charsPerSecond) * 1_000, signal);
      }
      yield { t: 'done', target, outcome: 'complete' };
    } finally {
      release();
    }
  }

  /** A local server works on one request at a time. */
  private async turn(signal: AbortSignal): Promise<() => void> {
    if (!this.kind.local) return () => undefined;
    const before = this.busy;
    let release!: () => void;
    this.busy = new Promise((resolve) => (release = resolve));
    await before;
    if (signal.aborted) release();
    return release;
  }

  private answer(key: Key, buffer: TextBuffer, multiline: boolean): string {
    const { thought, done } = key;
    const strangeAt = this.firstStrange(thought, done);
    const right = thought.text.slice(done, strangeAt);
    const limit = multiline ? maxLines : 1;
    const lines = right.split('\n');
    if (lines.length > limit) return lines.slice(0, limit).join('\n');
    if (strangeAt === thought.text.length && this.chance('end', thought.id, done) < stopsAtEnd) return right;
    return right + this.elsewhere(buffer, thought, strangeAt, multiline);
  }

  private firstStrange({ id, text }: Thought, done: number): number {
    for (const { 0: token, index } of text.matchAll(/\w+|\s+|[^\w\s]/gu)) {
      if (index + token.length <= done || index + recognisedAfter <= done || token.trim() === '') continue;
      const share = /\w/.test(token) ? this.mind.strangeWords : this.mind.strangeMarks;
      if (this.chance('strange', id, index) < share) return Math.max(index, done);
    }
    return text.length;
  }

  /** What a model goes on with when it is wrong: lines that stand somewhere in this file. */
  private elsewhere(buffer: TextBuffer, thought: Thought, at: number, multiline: boolean): string {
    const from = Math.floor(this.chance('elsewhere', thought.id, at) * buffer.lineCount);
    const found: string[] = [];
    for (let step = 0; step < buffer.lineCount && found.length === 0; step++) {
      const line = buffer.line((from + step) % buffer.lineCount).trim();
      if (line.length > 3) found.push(line.slice(Math.floor(line.length / 3)));
    }
    if (multiline) found.push(buffer.line((from + 1) % buffer.lineCount));
    return found.join('\n');
  }
}

/** Four characters make a token. */
export function tokensOf(chars: number): number {
  return Math.ceil(chars / 4);
}

/** The target a kind of server is. */
export function targetOf(kind: Kind): Target {
  return { provider: kind.local ? 'ollama' : 'claude', model: `modelled-${kind.name}`, use: 'completion' };
}

function promptChars(request: CompletionRequest): number {
  if (request.kind === 'raw') return request.prompt.length;
  if (request.kind === 'fim') return request.prefix.length + request.suffix.length;
  return request.system.length + request.messages.reduce((sum, { text }) => sum + text.length, 0);
}

function fits(ask: CompletionAsk, cursor: Position, buffer: TextBuffer): boolean {
  return ask.prefix.endsWith(buffer.line(cursor.line).slice(0, cursor.character));
}

function providerOf(kind: Kind): Provider {
  const target = targetOf(kind);
  const info: ResolvedProvider = {
    id: target.provider,
    label: target.provider,
    service: target.provider,
    type: kind.local ? 'ollama' : 'anthropic',
    baseUrl: '',
    baseUrls: [''],
    origin: '',
    key: 'none',
    windows: [],
    edgeMarks: [],
    quirks: [],
    continuation: 'none',
    fim: kind.fim,
    builtIn: true,
    local: kind.local,
    baseUrlGiven: false,
    headers: {},
    enabled: true,
  };
  const unused = (): never => {
    throw new Error('a modelled server is asked through the router only');
  };
  return {
    info,
    chat: unused,
    complete: unused,
    fimRoute: () => Promise.resolve(kind.fim),
    listModels: unused,
    check: unused,
  };
}
