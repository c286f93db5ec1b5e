import assert from 'node:assert/strict';
import { createDeferred } from '../../../src/core/base/async';
import { chooseExcerpts } from '../../../src/core/completions/context/choose';
import type { ContextSource, ExcerptCandidate } from '../../../src/core/completions/context/contextReader';
import { placeExcerpts } from '../../../src/core/completions/context/place';
import { CompletionPipeline, type PipelinePorts } from '../../../src/core/completions/pipeline';
import type { CompletionRequest, Excerpt } from '../../../src/core/contract/ask';
import type { FimRoute } from '../../../src/core/providers/provider';
import { settle } from '../../support/fakeClock';
import { createRecordingLogger } from '../../support/recordingLogger';
import { createFakeRouter, createPorts, inputAt, targets } from './rig';

const excerpt = (kind: Excerpt['kind'], path: string, text: string): Excerpt => ({
  kind,
  uri: `file:///work/${path}`,
  path,
  text,
});
const signature = excerpt('signature', 'src/shape.ts', 'export function area(shape: Shape): number');
const openFile = excerpt('open-file', 'src/round.ts', 'export const tau = 6.283185307179586;');
const edit = excerpt('recent-edit', 'src/edited.ts', 'export const edited = tau / 2;');

/** A source whose excerpts a test may change under way. */
function createSource(excerpts: readonly Excerpt[]) {
  const state = { excerpts, read: [] as string[], prepared: Promise.resolve(true) };
  const source: ContextSource = {
    prepare: () => state.prepared,
    candidates: () =>
      state.excerpts.map(({ text, ...rest }): ExcerptCandidate => ({
        ...rest,
        read: () => {
          state.read.push(rest.uri);
          return text;
        },
      })),
  };
  return { state, source };
}

function setUp(
  excerpts: readonly Excerpt[],
  fim: FimRoute = 'none',
  changes: Partial<PipelinePorts> = {},
  local = fim !== 'none',
) {
  const target = local ? { ...targets.ollama, model: 'qwen2.5-coder:1.5b' } : targets.claude;
  const router = createFakeRouter(target, { local, fim });
  const { state, source } = createSource(excerpts);
  const ports = createPorts(router, target);
  const pipeline = new CompletionPipeline({ ...ports, context: source, ...changes });
  return { router, clock: ports.clock, state, pipeline };
}

/** Everything a request says, in the order in which a server reads it. */
function promptOf(request: CompletionRequest | undefined): string {
  if (request?.kind === 'chat') return request.system + request.messages.map(({ text }) => text).join('');
  return request?.kind === 'raw' ? request.prompt : (request?.prefix ?? '');
}

async function ask(world: ReturnType<typeof setUp>, code: string): Promise<string> {
  const { router, clock, pipeline } = world;
  const before = router.asked.length;
  const controller = new AbortController();
  const answer = Promise.resolve(pipeline.provide(inputAt(code), controller.signal));
  await clock.advance(2_000);
  assert.equal(router.asked.length, before + 1, `nobody was asked at ${code}`);
  controller.abort();
  await answer;
  await clock.advance(1_000);
  return promptOf(router.last.request);
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a[length] === b[length]) length += 1;
  return length;
}

describe('What other files say of a hole', () => {
  it('stands before the prefix: signatures, then open files, then recent edits', async () => {
    const prompt = await ask(setUp([edit, openFile, signature]), 'const total = area(▮');
    const places = [signature, openFile, edit].map(({ text }) => prompt.indexOf(text));
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.ok(places.every((place) => place > 0 && place < prompt.indexOf('const total = area({{FILL_HERE}}')));
  });

  it('is named by its path in the workspace and by nothing of the machine', async () => {
    const prompt = await ask(setUp([openFile]), 'const total = area(▮');
    assert.ok(prompt.includes('File: src/round.ts\n'));
    assert.ok(!prompt.includes('file:///'));
  });

  it('leaves out a file that the ignore rules keep back, and does not even read it', async () => {
    const secret = { ...openFile, uri: 'file:///work/.env', text: 'TOKEN=canary' };
    const world = setUp([secret, signature], 'none', { mayRead: async (uri) => !uri.endsWith('.env') });
    const prompt = await ask(world, 'const total = area(▮');
    assert.ok(prompt.includes(signature.text) && !prompt.includes('canary'));
    assert.deepEqual(world.state.read, [signature.uri]);
  });

  it('leaves out a file whose rules cannot be read', async () => {
    const mayRead = async (uri: string): Promise<boolean> => {
      if (uri === openFile.uri) throw new Error('unreadable');
      return true;
    };
    const prompt = await ask(setUp([openFile, signature], 'none', { mayRead }), 'const total = area(▮');
    assert.ok(prompt.includes(signature.text) && !prompt.includes(openFile.text));
  });

  it('goes without a held excerpt as soon as its file has become secret', async () => {
    const secret = new Set<string>();
    const world = setUp([openFile, signature], 'raw', { mayRead: async (uri) => !secret.has(uri) });
    assert.ok((await ask(world, 'const total = area(▮')).includes(openFile.text));
    secret.add(openFile.uri);
    assert.ok(!(await ask(world, 'const total = area(a, ▮')).includes(openFile.text));
  });

  it('is waited for no longer than its limit: what is known by then is sent, and what comes later with the next ask', async () => {
    const logger = createRecordingLogger();
    const world = setUp([openFile], 'none', { logger });
    const looked = createDeferred<boolean>();
    world.state.prepared = looked.promise;
    assert.ok((await ask(world, 'const total = area(▮')).includes(openFile.text));
    assert.deepEqual(
      logger.lines.filter((line) => line.includes('completion.contextLate')),
      ['debug completion.contextLate afterMs=100 readable=1'],
    );
    world.state.excerpts = [signature, openFile];
    looked.resolve(true);
    assert.ok((await ask(world, 'const total = area(a, ▮')).includes(signature.text));
  });

  it('goes without the files about which the ignore rules have not answered within the limit', async () => {
    const slowRules = createDeferred<boolean>();
    const mayRead = (uri: string): Promise<boolean> =>
      uri === openFile.uri ? slowRules.promise : Promise.resolve(true);
    const prompt = await ask(setUp([openFile, signature], 'none', { mayRead }), 'const total = area(▮');
    assert.ok(prompt.includes(signature.text) && !prompt.includes(openFile.text));
  });

  it('is looked for while the user pauses: a quick source adds nothing to the wait', async () => {
    const { router, clock, pipeline } = setUp([openFile]);
    void pipeline.provide(inputAt('const total = area(▮', { explicit: true }), new AbortController().signal);
    await settle();
    assert.equal(router.asked.length, 1);
    assert.equal(clock.pending, 0);
  });

  it('does not keep a completion from coming when the source breaks', async () => {
    const world = setUp([]);
    world.state.prepared = Promise.reject(new Error('a provider broke'));
    world.state.prepared.catch(() => undefined);
    assert.ok((await ask(world, 'const total = area(▮')).includes('const total = area({{FILL_HERE}}'));
  });
});

describe('The prompt cache of a local server', () => {
  const body = Array.from({ length: 600 }, (_, index) => `const value${index} = compute(${index});`).join('\n');
  const keys = ['va', 'value', 'value1 + ', 'value1 + value2', 'value1 + value2, '];

  for (const [name, fim, file] of [
    ['a short file', 'raw', 'import { area } from "./shape";'],
    ['a file longer than the window', 'raw', body],
    ['a file that goes by the server’s own template', 'suffix', body],
    ['a hole filler', 'none', body],
  ] as const) {
    it(`keeps everything before the cursor from key to key in ${name}`, async () => {
      const world = setUp([signature, openFile, edit], fim, {}, true);
      let last = await ask(world, `${file}\nconst total = area(▮`);
      for (const [index, typed] of keys.entries()) {
        // Meanwhile the user's other files change, which the next prompt must not show.
        world.state.excerpts = [{ ...signature, text: `changed ${index}` }, openFile];
        const prompt = await ask(world, `${file}\nconst total = area(${typed}▮`);
        const upToCursor = last.lastIndexOf('const total = area(') + 'const total = area('.length;
        assert.ok(sharedLength(last, prompt) >= upToCursor, `the prompts part at ${sharedLength(last, prompt)}`);
        last = prompt;
      }
    });
  }

  it('is kept while a later look takes too long', async () => {
    const world = setUp([signature, openFile], 'raw');
    const first = await ask(world, 'const total = area(▮');
    world.state.prepared = new Promise(() => undefined);
    world.state.excerpts = [];
    const second = await ask(world, 'const total = area(a▮');
    assert.ok(second.includes(signature.text) && second.includes(openFile.text));
    assert.ok(sharedLength(first, second) >= first.lastIndexOf('area(') + 'area('.length);
  });

  it('is given up once for what the first look was too late for, and kept from then on', async () => {
    const world = setUp([openFile], 'raw');
    world.state.prepared = Promise.resolve(false);
    await ask(world, 'const total = area(▮');
    world.state.excerpts = [openFile, edit];
    assert.ok(!(await ask(world, 'const total = area(a▮')).includes(edit.text));
    world.state.prepared = Promise.resolve(true);
    world.state.excerpts = [signature, openFile];
    assert.ok((await ask(world, 'const total = area(a, ▮')).includes(signature.text));
    world.state.excerpts = [edit];
    assert.ok((await ask(world, 'const total = area(a, b▮')).includes(signature.text));
  });

  it('gives way to what is new in another file and after a long pause, when it is lost or old anyway', async () => {
    const world = setUp([signature], 'raw');
    await ask(world, 'const total = area(▮');
    world.state.excerpts = [openFile];
    assert.ok(!(await ask(world, 'const total = area(a, ▮')).includes(openFile.text));
    await world.clock.advance(60_000);
    assert.ok((await ask(world, 'const total = area(a, b, ▮')).includes(openFile.text));
    world.state.excerpts = [edit];
    const { router, clock, pipeline } = world;
    void pipeline.provide(inputAt('const other = ▮', { uri: 'file:///work/b.ts' }), new AbortController().signal);
    await clock.advance(2_000);
    assert.ok(promptOf(router.last.request).includes(edit.text));
  });

  it('is no concern of a cloud: each ask shows what is there now', async () => {
    const world = setUp([signature]);
    await ask(world, 'const total = area(▮');
    world.state.excerpts = [openFile];
    assert.ok((await ask(world, 'const total = area(a, ▮')).includes(openFile.text));
  });

  it('holds context and prefix together in no more than the prefix had alone', async () => {
    const long = Array.from({ length: 40 }, (_, index) => excerpt('open-file', `src/f${index}.ts`, body.slice(0, 900)));
    const prompt = await ask(setUp(long, 'suffix'), `${body}\nconst total = area(▮`);
    assert.ok(prompt.includes('// Path: src/f0.ts\n// const value0 = compute(0);'));
    assert.ok(prompt.length <= 10_000, `${prompt.length} characters`);
  });
});

describe('Choosing excerpts', () => {
  it('takes the most useful of each kind, cut at a line’s end, and leaves room for the next kind', () => {
    const lines = Array.from({ length: 50 }, (_, index) => `line number ${index}`).join('\n');
    const chosen = chooseExcerpts(
      [excerpt('signature', 'a.ts', lines), excerpt('signature', 'b.ts', lines), excerpt('open-file', 'c.ts', lines)],
      1_000,
    );
    assert.deepEqual(
      chosen.map(({ path }) => path),
      ['a.ts', 'c.ts'],
    );
    for (const { text } of chosen) assert.match(text, /line number \d+$/);
    assert.ok(chosen.reduce((sum, { text }) => sum + text.length, 0) <= 1_000);
  });

  it('puts them in one order, however they come', () => {
    const all = [openFile, edit, signature, excerpt('open-file', 'a.ts', 'let a = 1;')];
    assert.deepEqual(chooseExcerpts(all, 2_000), chooseExcerpts(all.toReversed(), 2_000));
  });
});

describe('Placing excerpts', () => {
  const place = (model: string, route: FimRoute, stop: readonly string[] = [], files = [openFile]) =>
    placeExcerpts(files, { route, model, stop, ask: { languageId: 'python', path: 'src/a.py' } });

  it('uses the repository form a family was trained with, exactly', () => {
    assert.equal(
      place('qwen2.5-coder:7b', 'raw').before,
      `<|repo_name|>project\n<|file_sep|>src/round.ts\n${openFile.text}\n<|file_sep|>src/a.py\n`,
    );
    assert.equal(place('bigcode/starcoder2-3b', 'raw').before, `<file_sep>${openFile.text}\n<file_sep>`);
    assert.equal(place('codestral:22b', 'raw').head, `+++++ src/round.ts\n${openFile.text}\n+++++ src/a.py\n`);
  });

  it('uses comments of the language where there is no such form, and none where the language has no line comment', () => {
    assert.equal(place('codegemma:2b', 'raw').head, `# Path: src/round.ts\n# ${openFile.text}\n\n`);
    assert.equal(place('qwen2.5-coder:7b', 'suffix').head, `# Path: src/round.ts\n# ${openFile.text}\n\n`);
    const html = { languageId: 'html', path: 'a.html' };
    assert.equal(placeExcerpts([openFile], { route: 'suffix', model: 'x', stop: [], ask: html }).head, '');
  });

  it('gives llama.cpp the files in a field of their own', () => {
    assert.deepEqual(place('any', 'infill'), { before: '', head: '', extra: [openFile] });
  });

  it('leaves out an excerpt that holds a mark of the template, which would end the prompt in its middle', () => {
    const about = excerpt('open-file', 'fim.ts', "const middle = '<|fim_middle|>';");
    assert.equal(place('qwen2.5-coder:7b', 'raw', ['<|fim_middle|>'], [about]).before, '');
  });
});
