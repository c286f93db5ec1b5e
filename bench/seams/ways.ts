import { performance } from 'node:perf_hooks';
import { silentLogger } from '../../src/core/base/logger';
import type { ChatAsk } from '../../src/core/contract/ask';
import type { Continuation, Provider } from '../../src/core/providers/provider';
import { ProviderRegistry } from '../../src/core/providers/registry';
import { durations } from '../../src/core/routing/durations';
import { chatErrand, openRequest } from '../../src/core/routing/errand';
import { Joiner } from '../../src/core/routing/joiner';
import { systemClock } from '../../src/platform/systemClock';
import type { Gemma } from '../../test/support/gemma';
import { settingsOf } from '../../test/support/routingWorld';
import type { Cut } from './cuts';
import { judge, judgeFresh, type Verdict } from './judge';

/** What a stand-in can be asked after a cut: to carry on by instruction, to go on with its own open turn, to begin again. */
export const ways = ['continue', 'native', 'restart'] as const;

/** One of `ways`. */
export type Way = (typeof ways)[number];

/** How one cut was carried on. */
export interface Measured {
  readonly verdict: Verdict;
  /** What the product would put on the screen. */
  readonly text: string;
  /** From the request to the first text that may be shown, milliseconds; absent if none came. */
  readonly firstMs: number | undefined;
  /** Until the reader has something new: the first text, or for a restart as much text as stood there before. */
  readonly newMs: number | undefined;
}

/** What is read of a continuation, and of a restart, in tokens: enough to judge the seam. */
const tokens: Readonly<Record<Way, number>> = { continue: 64, native: 64, restart: 200 };

/** The product's own provider for a running server. */
export function providerFor(gemma: Gemma): Provider {
  const settings = settingsOf({ providers: { llamacpp: { baseUrl: [gemma.baseUrl], chatModel: gemma.model } } });
  const registry = new ProviderRegistry({
    settings: () => settings,
    fetch: (url, init) => fetch(url, init),
    keys: () => Promise.resolve(undefined),
    clock: systemClock,
    durations,
    logger: silentLogger,
  });
  const provider = registry.get('llamacpp');
  if (!provider) throw new Error('There is no provider llamacpp.');
  return provider;
}

/** Carries one cut on by the product's own prompt, wire and joiner. Throws when the server fails or `signal` aborts. */
export async function carryOn(
  cut: Cut,
  way: Way,
  provider: Provider,
  model: string,
  signal: AbortSignal,
): Promise<Measured> {
  const ask: ChatAsk = {
    use: 'chat',
    id: 'bench',
    system: '',
    instructions: [],
    turns: [{ role: 'user', text: cut.question }],
  };
  const continuation: Continuation = way === 'native' ? 'trailing-assistant' : 'none';
  const entry = {
    target: { provider: 'llamacpp', model, use: 'chat' },
    provider: { ...provider.info, continuation },
  } as const;
  const options = { windowTokens: 8192, ...(way === 'restart' ? {} : { partial: cut.shown }) };
  const rendered = await chatErrand(ask).render(entry, provider, options, signal);
  if (rendered.t !== 'request') throw new Error(`"${cut.question}" cannot be asked: ${rendered.t}`);
  const request = { ...rendered.request, maxOutputTokens: tokens[way] };
  const screen = new Screen(way === 'restart' ? undefined : cut.shown);
  for await (const event of openRequest(provider, entry.target, request, signal)) {
    // An end without a word is a verdict on the model, not on the server.
    if (event.t === 'failure' && event.failure.kind === 'empty') break;
    if (event.t === 'failure') throw new Error(`The server failed: ${event.failure.kind}`);
    if (event.t === 'text') screen.push(event.text);
  }
  screen.end();
  const { text, firstMs, startsOver } = screen;
  if (way === 'restart') return { verdict: judgeFresh(text), text, firstMs, newMs: screen.msAt(cut.shown.length) };
  return { verdict: judge(cut, text, startsOver), text, firstMs, newMs: firstMs };
}

/** What the product would show of an answer, and when. */
class Screen {
  text = '';
  startsOver = false;
  firstMs: number | undefined;
  private readonly began = performance.now();
  private readonly joiner: Joiner | undefined;
  private readonly marks: { readonly chars: number; readonly ms: number }[] = [];

  constructor(shown: string | undefined) {
    this.joiner = shown === undefined ? undefined : new Joiner(shown);
  }

  push(text: string): void {
    this.take(this.joiner?.push(text) ?? { t: 'continue', text });
  }

  end(): void {
    if (this.joiner) this.take(this.joiner.end(true));
  }

  /** When this many characters stood on the screen, or all there are; undefined if there are none. */
  msAt(chars: number): number | undefined {
    return (this.marks.find((mark) => mark.chars >= chars) ?? this.marks.at(-1))?.ms;
  }

  private take(joined: ReturnType<Joiner['push']>): void {
    if (joined.t === 'waiting' || joined.text === '') return;
    this.startsOver ||= joined.t === 'restart';
    this.text += joined.text;
    const ms = performance.now() - this.began;
    this.firstMs ??= ms;
    this.marks.push({ chars: this.text.length, ms });
  }
}
