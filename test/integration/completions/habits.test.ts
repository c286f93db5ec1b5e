import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import { completionTimings } from '../../../src/core/completions/timings';
import { systemClock } from '../../../src/platform/systemClock';
import { TextBuffer } from '../../../bench/completions/textBuffer';
import { createRealWorld } from '../../support/realWorld';
import { countSockets, pause, within } from '../../support/sockets';

/** A document whose cursor is where it was written to last. */
function createDocument(uri: string, text: string) {
  const buffer = new TextBuffer(text);
  const end = () => ({ line: buffer.lineCount - 1, character: buffer.line(buffer.lineCount - 1).length });
  const document = {
    at: end(),
    write: (typed: string): void => void (document.at = buffer.replace(document.at, document.at, typed)),
    erase: (): void => {
      const from = { line: document.at.line, character: Math.max(0, document.at.character - 1) };
      document.at = buffer.replace(from, document.at, '');
    },
    replaceAll: (fresh: string): void => void (document.at = buffer.replace({ line: 0, character: 0 }, end(), fresh)),
    view: {
      uri,
      scheme: 'file',
      languageId: 'typescript',
      path: uri.split('/').at(-1) ?? '',
      eol: '\n' as const,
      get lineCount() {
        return buffer.lineCount;
      },
      get length() {
        return buffer.text.length;
      },
      line: (index: number) => buffer.line(index),
    },
  };
  return document;
}

const line = 'const total = items.map((item) => item.price).filter((price) => price > 0);\n';

describe('typing as people do on real SDKs', function () {
  this.timeout(60_000);
  let world: Awaited<ReturnType<typeof createRealWorld>>;
  let pipeline: CompletionPipeline;
  let sockets: ReturnType<typeof countSockets>;
  let calls: { readonly controller: AbortController; settled: boolean; shown: boolean }[];

  beforeEach(async () => {
    world = await createRealWorld({
      scale: 5,
      simulator: { pace: { msPerChunk: 1, charsPerChunk: 1, split: 'byte' } },
    });
    world.simulator.control.script('claude', { completion: 'items.length; // für €' });
    world.simulator.control.script('ollama', { completion: 'items.length;' });
    await world.engine.registry.localModels('ollama')?.load('gemma4:e4b', new AbortController().signal);
    pipeline = new CompletionPipeline({
      router: world.engine.router,
      clock: systemClock,
      logger: silentLogger,
      currentTarget: () => world.engine.snapshot().completions.current,
      mayRead: async () => true,
      timings: { ...completionTimings, debounceMinMs: 5, debounceMaxMs: 15 },
    });
    sockets = countSockets();
    calls = [];
  });
  afterEach(async () => {
    pipeline.dispose();
    sockets.stop();
    await world.stop();
  });

  /** What the editor does after each change: it ends the call before and makes another. */
  const call = ({ view, at }: ReturnType<typeof createDocument>, explicit = false): void => {
    for (const { controller } of calls) controller.abort();
    const controller = new AbortController();
    const record = { controller, settled: false, shown: false };
    calls.push(record);
    const indentation = { tabSize: 2, insertSpaces: true };
    const input = { view, position: at, indentation, explicit, cursors: 1, enabled: true };
    void Promise.resolve(pipeline.provide(input, controller.signal)).then((item) => {
      record.settled = true;
      record.shown = item !== undefined;
    });
  };
  const asked = () => world.simulator.control.journal.requests.filter(({ use }) => use === 'completion');
  const type = async (document: ReturnType<typeof createDocument>, text: string, gapMs: number): Promise<void> => {
    for (const key of text) {
      document.write(key);
      call(document);
      await pause(gapMs);
    }
  };
  const shows = async (document: ReturnType<typeof createDocument>): Promise<void> => {
    call(document, true);
    await within(5_000, () => calls.at(-1)?.settled === true, 'the call does not settle');
    assert.ok(calls.at(-1)?.shown, 'nothing is shown any more');
  };
  const endsQuietly = async (): Promise<void> => {
    for (const { controller } of calls) controller.abort();
    await within(2_000, () => calls.every(({ settled }) => settled), 'a call did not settle');
    await within(3_000, () => asked().every(({ outcome }) => outcome !== 'running'), 'a request goes on');
    await within(3_000, () => sockets.busy() === 0, 'a socket is busy');
  };

  it('three hundred keys, one every 15 ms, leave nothing behind, and the next line is completed', async () => {
    const document = createDocument('file:///w/a.ts', 'const items = [{ price: 1 }];\n');
    await type(document, line.repeat(4), 15);
    assert.ok(calls.length > 300);
    document.write('const count = ');
    await shows(document);
    await endsQuietly();
  });

  it('holding a key down, deleting everything and pasting a file in its place', async () => {
    const document = createDocument('file:///w/a.ts', line.repeat(20));
    for (let round = 0; round < 3; round++) {
      await type(document, 'const a = ', 10);
      for (let key = 0; key < 10; key++) {
        document.erase();
        call(document);
        await pause(3);
      }
      document.replaceAll('');
      call(document);
      document.replaceAll(line.repeat(20));
      call(document);
      await pause(15);
    }
    document.write('const count = ');
    await shows(document);
    await endsQuietly();
  });

  it('going from file to file while requests run, some of which are never seen again', async () => {
    const documents = Array.from({ length: 10 }, (_, at) =>
      createDocument(`file:///w/${at}.ts`, 'const items = [1];\n'),
    );
    for (const document of documents) {
      await type(document, 'const a = ', 4);
      await pause(30);
    }
    const last = documents[9];
    assert.ok(last);
    await shows(last);
    assert.ok(asked().length >= 5, `${asked().length} requests: nothing was left behind`);
    await endsQuietly();
  });

  it('in a file of fifty thousand lines, at its end and in its middle', async () => {
    const document = createDocument('file:///w/a.ts', 'let a = 1;\n'.repeat(50_000));
    await type(document, 'const count = ', 10);
    await shows(document);
    document.at = { line: 25_000, character: 0 };
    await type(document, '\nconst middle = ', 10);
    await shows(document);
    assert.ok(asked().every(({ body }) => JSON.stringify(body).length < 30_000));
    await endsQuietly();
  });

  it('with calls that were cancelled before they were made, and a cloud that breaks at every turn', async () => {
    const document = createDocument('file:///w/a.ts', 'const items = [1];\n');
    const { control } = world.simulator;
    for (const fault of ['reset', 'eof', 'broken-frame', 'overloaded', 'stall', 'empty'] as const) {
      control.heal('claude');
      world.engine.health.tryNow('claude');
      control.set({ service: 'claude', fault });
      await type(document, `const ${fault.slice(0, 3)} = `, 8);
      call(document);
      calls.at(-1)?.controller.abort();
      await pause(40);
      document.write('1;\n');
    }
    control.heal('claude');
    world.engine.health.tryNow('claude');
    document.write('const count = ');
    await shows(document);
    await endsQuietly();
  });
});
