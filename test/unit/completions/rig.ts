import { silentLogger } from '../../../src/core/base/logger';
import type { CompletionAsk, CompletionRequest } from '../../../src/core/contract/ask';
import type { AnswerEvent } from '../../../src/core/contract/events';
import type { Target } from '../../../src/core/contract/target';
import type { DocumentView, Position } from '../../../src/core/completions/documentView';
import type { CompletionInput, PipelinePorts } from '../../../src/core/completions/pipeline';
import type { CompletionRouter } from '../../../src/core/completions/runningCompletion';
import { takeSnapshot, type Snapshot } from '../../../src/core/completions/snapshot';
import type { Suggestion } from '../../../src/core/completions/suggestion';
import type { FimRoute, Provider, ResolvedProvider } from '../../../src/core/providers/provider';
import type { RenderCompletion } from '../../../src/core/routing/errand';
import { Cancelled, createDeferred, type Deferred } from '../../../src/core/base/async';
import { createFakeClock, type FakeClock } from '../../support/fakeClock';

/** Marks the cursor in test documents. */
export const cursorMark = '▮';

/** A document from a text with the cursor marked in it; `eol` is what the document uses, the text has LF. */
export function documentAt(
  marked: string,
  facts: { languageId?: string; eol?: '\n' | '\r\n'; scheme?: string; uri?: string } = {},
): { view: DocumentView; position: Position } {
  const at = marked.indexOf(cursorMark);
  const text = marked.replace(cursorMark, '');
  const before = text.slice(0, at).split('\n');
  return {
    view: viewOf(text, facts),
    position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
}

/** A view of a whole text, as an editor would give it. */
export function viewOf(
  text: string,
  facts: { languageId?: string; eol?: '\n' | '\r\n'; scheme?: string; uri?: string } = {},
): DocumentView {
  const lines = text.split('\n');
  return {
    uri: facts.uri ?? 'file:///work/a.ts',
    scheme: facts.scheme ?? 'file',
    languageId: facts.languageId ?? 'typescript',
    path: 'src/a.ts',
    eol: facts.eol ?? '\n',
    lineCount: lines.length,
    length: text.length,
    line: (index) => lines[index] ?? '',
  };
}

/** An automatic call at the marked cursor. */
export function inputAt(
  marked: string,
  facts: Parameters<typeof documentAt>[1] & Partial<CompletionInput> = {},
): CompletionInput {
  const { languageId, eol, scheme, uri, ...rest } = facts;
  return {
    ...documentAt(marked, { languageId, eol, scheme, uri }),
    indentation: { tabSize: 2, insertSpaces: true },
    explicit: false,
    cursors: 1,
    enabled: true,
    ...rest,
  };
}

/** The snapshot at the marked cursor. */
export function snapshotAt(marked: string, facts: Parameters<typeof inputAt>[1] = {}): Snapshot {
  const snapshot = takeSnapshot(inputAt(marked, facts));
  if (typeof snapshot === 'string') throw new Error(`no snapshot: ${snapshot}`);
  return snapshot;
}

/** The document after an item was accepted. */
export function accept(marked: string, item: Suggestion): string {
  const lines = marked.replace(cursorMark, '').split('\n');
  const offsetOf = (position: Position): number =>
    lines.slice(0, position.line).reduce((sum, line) => sum + line.length + 1, 0) + position.character;
  const text = lines.join('\n');
  return (
    text.slice(0, offsetOf(item.start)) + item.insertText.replaceAll('\r\n', '\n') + text.slice(offsetOf(item.end))
  );
}

const claude: Target = { provider: 'claude', model: 'claude-haiku-5-5', use: 'completion' };
const ollama: Target = { provider: 'ollama', model: 'gemma4:e4b', use: 'completion' };

/** Targets for tests. */
export const targets = { claude, ollama };

/** A provider that answers only for how it fills holes. */
export function providerFor(target: Target, local: boolean, fim: FimRoute): Provider {
  const info: ResolvedProvider = {
    id: target.provider,
    label: target.provider,
    service: target.provider,
    type: local ? 'ollama' : 'anthropic',
    baseUrl: '',
    baseUrls: [''],
    origin: '',
    key: 'none',
    windows: [],
    edgeMarks: [],
    quirks: [],
    continuation: 'none',
    fim,
    builtIn: true,
    local,
    baseUrlGiven: false,
    headers: {},
    enabled: true,
  };
  const unused = (): never => {
    throw new Error('not for completions');
  };
  return { info, chat: unused, complete: unused, fimRoute: async () => fim, listModels: unused, check: unused };
}

/** One request as the fake router saw it, and the hands that answer it. */
interface Asked {
  readonly ask: CompletionAsk;
  readonly request: CompletionRequest | undefined;
  readonly signal: AbortSignal;
  /** The consumer has let go of the stream. */
  readonly isClosed: boolean;
  say(...events: readonly AnswerEvent[]): void;
  text(...chunks: readonly string[]): void;
  done(outcome?: 'complete' | 'stopped' | 'length' | 'refused'): void;
  /** The stream throws, as only a bug of ours could make it. */
  breakOff(error: Error): void;
}

/** A router that answers by hand. */
export interface FakeRouter extends CompletionRouter {
  readonly asked: readonly Asked[];
  readonly last: Asked;
  /** Keeps streams open after an abort until told, as a server does that is still reading the prompt. */
  holdClosing: Deferred<void> | undefined;
}

/** Creates a router whose every ask goes to `target`. */
export function createFakeRouter(
  target: Target = claude,
  options: { local?: boolean; fim?: FimRoute } = {},
): FakeRouter {
  const asked: Asked[] = [];
  const router: FakeRouter = {
    asked,
    holdClosing: undefined,
    get last() {
      const last = asked.at(-1);
      if (!last) throw new Error('nobody has asked');
      return last;
    },
    complete: (ask, render, signal) => stream(ask, render, signal),
  };
  async function* stream(
    ask: CompletionAsk,
    render: RenderCompletion,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent> {
    const queue: AnswerEvent[] = [];
    let wake = createDeferred<void>();
    const push = (...events: readonly AnswerEvent[]): void => {
      queue.push(...events);
      wake.resolve();
      wake = createDeferred();
    };
    const state = { closed: false };
    let broken: Error | undefined;
    const provider = providerFor(target, options.local ?? false, options.fim ?? 'none');
    const request = await render(ask, { target, provider: provider.info }, provider, signal);
    asked.push({
      ask,
      request,
      signal,
      get isClosed() {
        return state.closed;
      },
      say: push,
      text: (...chunks) => push(...chunks.map((text) => ({ t: 'text' as const, text }))),
      done: (outcome = 'complete') => push({ t: 'done', target, outcome }),
      breakOff: (error) => {
        broken = error;
        wake.resolve();
      },
    });
    signal.addEventListener('abort', () => wake.resolve());
    try {
      yield { t: 'started', target };
      for (;;) {
        if (signal.aborted) throw new Cancelled();
        if (broken) throw broken;
        const event = queue.shift();
        if (!event) {
          await wake.promise;
          continue;
        }
        yield event;
        if (event.t === 'done' || event.t === 'failed') return;
      }
    } finally {
      await router.holdClosing?.promise;
      state.closed = true;
    }
  }
  return router;
}

/** A pipeline's ports around a fake router, on a fake clock. */
export function createPorts(
  router: CompletionRouter,
  target: Target = claude,
): PipelinePorts & { readonly clock: FakeClock } {
  return {
    router,
    clock: createFakeClock(),
    logger: silentLogger,
    currentTarget: () => target,
    mayRead: async () => true,
  };
}
