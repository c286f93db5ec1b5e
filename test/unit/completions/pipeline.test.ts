import assert from 'node:assert/strict';
import type { Failure } from '../../../src/core/contract/failure';
import { CompletionPipeline, type CompletionInput } from '../../../src/core/completions/pipeline';
import type { Suggestion } from '../../../src/core/completions/suggestion';
import { completionTimings } from '../../../src/core/completions/timings';
import { settle } from '../../support/fakeClock';
import { createDeferred } from '../../../src/core/base/async';
import { createFakeRouter, createPorts, inputAt, targets, type FakeRouter } from './rig';

const { closedByMs } = completionTimings;
const failure: Failure = { kind: 'overloaded', scope: 'model', evidence: { phase: 'headers', status: 529 } };

/** A call and how it stands. */
function call(pipeline: CompletionPipeline, input: CompletionInput) {
  const controller = new AbortController();
  const state: { settled: boolean; item: Suggestion | undefined } = { settled: false, item: undefined };
  const answer = pipeline.provide(input, controller.signal);
  const done = Promise.resolve(answer).then((item) => {
    state.settled = true;
    state.item = item;
  });
  return { state, done, isSync: !(answer instanceof Promise), cancel: () => controller.abort() };
}

function setUp(options: { local?: boolean; fim?: 'suffix' | 'none' } = {}) {
  const target = options.local ? targets.ollama : targets.claude;
  const router = createFakeRouter(target, options);
  const ports = createPorts(router, target);
  return { router, ports, clock: ports.clock, pipeline: new CompletionPipeline(ports) };
}

async function answered(router: FakeRouter, ...chunks: string[]): Promise<void> {
  router.last.text(...chunks);
  router.last.done();
  await settle();
}

const start = 'const total = items.▮';

describe('The completion pipeline', () => {
  it('waits for a pause, asks once and shows the answer with an explicit range', async () => {
    const { router, clock, pipeline } = setUp();
    const shown = call(pipeline, inputAt(start));
    await clock.advance(99);
    assert.equal(router.asked.length, 0);
    await clock.advance(1_000);
    assert.equal(router.asked.length, 1);
    await answered(router, '<COMPL', 'ETION>length', ';</COMPLE', 'TION>');
    assert.deepEqual(shown.state.item, {
      insertText: 'const total = items.length;',
      start: { line: 0, character: 0 },
      end: { line: 0, character: 20 },
      target: targets.claude,
      acceptedMark: 'file:///work/a.ts\nconst total = items.length;',
    });
    assert.equal(clock.pending, 0);
  });

  it('writes the line ends of the document', async () => {
    const { router, clock, pipeline } = setUp({ local: true, fim: 'suffix' });
    const shown = call(pipeline, inputAt('function f() {▮\n}\n', { eol: '\r\n' }));
    await clock.advance(1_000);
    await answered(router, '\n  return 1;\n}\n');
    assert.equal(shown.state.item?.insertText, 'function f() {\r\n  return 1;');
  });

  it('settles a call whose key was followed by another, at every stage', async () => {
    const { router, clock, pipeline } = setUp();
    const inDebounce = call(pipeline, inputAt('const total = items.▮'));
    inDebounce.cancel();
    await settle();
    assert.ok(inDebounce.state.settled);

    const inFlight = call(pipeline, inputAt('const total = other.▮'));
    await clock.advance(1_000);
    assert.equal(router.asked.length, 1);
    inFlight.cancel();
    await settle();
    assert.ok(inFlight.state.settled);
    assert.equal(inFlight.state.item, undefined);
  });

  it('settles a call while the ignore rules are still being read', async () => {
    const { ports, clock } = setUp();
    const pipeline = new CompletionPipeline({ ...ports, mayRead: () => new Promise(() => undefined) });
    const waiting = call(pipeline, inputAt(start));
    await clock.advance(1_000);
    assert.ok(!waiting.state.settled);
    waiting.cancel();
    await settle();
    assert.ok(waiting.state.settled);
  });

  it('closes the stream of a request nobody claims any more', async () => {
    const { router, clock, pipeline } = setUp();
    const left = call(pipeline, inputAt(start));
    await clock.advance(1_000);
    left.cancel();
    await clock.advance(299);
    assert.equal(router.last.isClosed, false);
    await clock.advance(1);
    assert.equal(router.last.isClosed, true);
    assert.equal(clock.pending, 0);
  });

  it('closes at once the stream of a request that the user has typed past', async () => {
    const { router, clock, pipeline } = setUp();
    const left = call(pipeline, inputAt(start));
    await clock.advance(1_000);
    router.last.text('<COMPLETION>length');
    await settle();
    left.cancel();
    call(pipeline, inputAt('const total = items.;▮'));
    await settle();
    assert.equal(router.last.isClosed, true, 'though nobody is asked at this cursor');
    assert.equal(clock.pending, 0);
  });

  it('keeps a running request for the next key when what was typed is what it says', async () => {
    const { router, clock, pipeline } = setUp();
    const first = call(pipeline, inputAt('const total = items.▮'));
    await clock.advance(1_000);
    router.last.text('<COMPLETION>len');
    await settle();
    first.cancel();
    const second = call(pipeline, inputAt('const total = items.le▮'));
    await clock.advance(1_000);
    assert.equal(router.asked.length, 1, 'the second key made no request of its own');
    await answered(router, 'gth;</COMPLETION>');
    assert.equal(second.state.item?.insertText, 'const total = items.length;');
  });

  it('gives up a running request as soon as it says something else than was typed', async () => {
    const { router, clock, pipeline } = setUp({ local: true, fim: 'suffix' });
    const first = call(pipeline, inputAt('const total = items.▮'));
    await clock.advance(1_000);
    first.cancel();
    const second = call(pipeline, inputAt('const total = items.ma▮'));
    await clock.advance(1_000);
    assert.equal(router.asked.length, 1);
    router.last.text('length');
    await settle();
    await clock.advance(1_000);
    assert.equal(router.asked.length, 2);
    assert.equal(router.asked[0]?.isClosed, true);
    await answered(router, 'p((x) => x);\n');
    assert.equal(second.state.item?.insertText, 'const total = items.map((x) => x);');
  });

  it('serves text typed as suggested at once and without a request', async () => {
    const { router, clock, pipeline } = setUp();
    call(pipeline, inputAt('const total = items.▮'));
    await clock.advance(1_000);
    await answered(router, '<COMPLETION>length;</COMPLETION>');
    for (const typed of ['l', 'le', 'len', 'lengt']) {
      const next = call(pipeline, inputAt(`const total = items.${typed}▮`));
      assert.ok(next.isSync);
      await next.done;
      assert.equal(next.state.item?.insertText, 'const total = items.length;');
    }
    assert.equal(router.asked.length, 1);
  });

  it('serves text typed as suggested when the editor has closed a bracket by itself', async () => {
    const { router, clock, pipeline } = setUp();
    call(pipeline, inputAt('const total = items.▮\n'));
    await clock.advance(1_000);
    await answered(router, '<COMPLETION>map((x) => x);</COMPLETION>');
    const next = call(pipeline, inputAt('const total = items.map(▮)\n'));
    await next.done;
    assert.ok(next.isSync);
    assert.equal(next.state.item?.insertText, 'const total = items.map((x) => x);');
    assert.deepEqual(next.state.item?.end, { line: 0, character: 25 });
  });

  it('serves at once what it suggested for an empty line when only the line’s indentation has changed', async () => {
    const { router, clock, pipeline } = setUp({ local: true, fim: 'suffix' });
    call(pipeline, inputAt('if (a) {\n  ▮\n}\n'));
    await clock.advance(1_000);
    await answered(router, 'run(() => {\n    b();\n  });\n');
    for (const indentation of ['    ', '\t', '']) {
      const next = call(pipeline, inputAt(`if (a) {\n${indentation}▮\n}\n`));
      await next.done;
      assert.ok(next.isSync);
      const body = `${indentation}run(() => {\n${indentation}  b();\n${indentation}});`;
      assert.equal(next.state.item?.insertText, body);
    }
    assert.equal(router.asked.length, 1);
    call(pipeline, inputAt('if (b) {\n    ▮\n}\n'));
    await clock.advance(1_000);
    assert.equal(router.asked.length, 2, 'another line above is another place');
  });

  it('does not ask again where a target had nothing to say, but for an explicit trigger', async () => {
    const { router, clock, pipeline } = setUp();
    call(pipeline, inputAt(start));
    await clock.advance(1_000);
    await answered(router, '<COMPLETION></COMPLETION>');
    const again = call(pipeline, inputAt(start));
    await clock.advance(1_000);
    assert.ok(again.state.settled);
    assert.equal(router.asked.length, 1);
    call(pipeline, inputAt(start, { explicit: true }));
    await settle();
    assert.equal(router.asked.length, 2);
  });

  it('asks at once when triggered explicitly, also where typing would not ask', async () => {
    const { router, pipeline } = setUp();
    const shown = call(pipeline, inputAt('run(a);▮ rest', { explicit: true }));
    await settle();
    assert.equal(router.asked.length, 1);
    await answered(router, '<COMPLETION> await done();</COMPLETION>');
    assert.equal(shown.state.item?.insertText, 'run(a); await done();');
  });

  it('never reads a file that the ignore rules keep back, even when triggered explicitly', async () => {
    const { router, ports, clock } = setUp();
    const no = new CompletionPipeline({ ...ports, mayRead: async () => false });
    const refused = call(no, inputAt(start, { explicit: true }));
    await clock.advance(1_000);
    assert.ok(refused.state.settled);
    const broken = new CompletionPipeline({ ...ports, mayRead: async () => Promise.reject(new Error('no rules')) });
    const failed = call(broken, inputAt(start, { explicit: true }));
    await clock.advance(1_000);
    assert.ok(failed.state.settled);
    assert.equal(router.asked.length, 0);
  });

  it('has at most one request in flight on a local target, closed before the next begins', async () => {
    const { router, clock, pipeline } = setUp({ local: true, fim: 'suffix' });
    router.holdClosing = createDeferred();
    const first = call(pipeline, inputAt('const total = items.▮'));
    await clock.advance(1_000);
    first.cancel();
    call(pipeline, inputAt('const sum = 1 + ▮'));
    await clock.advance(closedByMs - 1);
    assert.equal(router.asked.length, 1, 'the second waits until the first has closed');
    assert.ok(router.asked[0]?.signal.aborted);
    router.holdClosing.resolve();
    await settle();
    assert.equal(router.asked.length, 2);
  });

  it('waits no longer than it takes to close for a local stream that never closes, and says so in the log', async () => {
    const warned: string[] = [];
    const { router, ports, clock } = setUp({ local: true, fim: 'suffix' });
    const logger = { ...ports.logger, warn: (event: string) => void warned.push(event) };
    const pipeline = new CompletionPipeline({ ...ports, logger });
    router.holdClosing = createDeferred();
    const first = call(pipeline, inputAt('const total = items.▮'));
    await clock.advance(1_000);
    first.cancel();
    const second = call(pipeline, inputAt('const sum = 1 + ▮'));
    await clock.advance(closedByMs - 1);
    assert.deepEqual(warned, []);
    await clock.advance(1);
    assert.deepEqual(warned, ['completion.notClosed']);
    assert.equal(router.asked.length, 2);
    router.last.text('total;\n');
    await clock.advance(0);
    assert.ok(second.state.settled);
    assert.equal(clock.pending, 1, 'the one that is being closed now');
  });

  it('does not wait for a cloud to close its stream', async () => {
    const { router, clock, pipeline } = setUp();
    router.holdClosing = createDeferred();
    const first = call(pipeline, inputAt('const total = items.▮'));
    await clock.advance(1_000);
    first.cancel();
    call(pipeline, inputAt('const sum = 1 + ▮'));
    await clock.advance(2_000);
    assert.equal(router.asked.length, 2);
    assert.ok(router.asked[0]?.signal.aborted);
    router.holdClosing.resolve();
  });

  it('drops what one target had said when another takes over', async () => {
    const { router, clock, pipeline } = setUp();
    const shown = call(pipeline, inputAt(start));
    await clock.advance(1_000);
    router.last.text('<COMPLETION>siz');
    router.last.say({
      t: 'switched',
      from: targets.claude,
      to: targets.ollama,
      failure,
      mode: 'restart',
      keptChars: 0,
    });
    await answered(router, '<COMPLETION>length;</COMPLETION>');
    assert.equal(shown.state.item?.insertText, 'const total = items.length;');
    assert.equal(shown.state.item?.target, targets.ollama);
  });

  it('goes on serving a stand-in’s answer while the user types into it', async () => {
    const { router, clock, pipeline } = setUp();
    call(pipeline, inputAt('const total = items.▮'));
    await clock.advance(1_000);
    router.last.say({ t: 'switched', from: targets.claude, to: targets.ollama, failure, mode: 'before', keptChars: 0 });
    await answered(router, '<COMPLETION>length;</COMPLETION>');
    const next = call(pipeline, inputAt('const total = items.len▮'));
    await next.done;
    assert.equal(next.state.item?.insertText, 'const total = items.length;');
    assert.equal(router.asked.length, 1);
  });

  it('settles without an item and without a word when everybody fails', async () => {
    const { router, clock, pipeline } = setUp();
    const shown = call(pipeline, inputAt(start));
    await clock.advance(1_000);
    router.last.say({ t: 'failed', failures: [{ target: targets.claude, failure }], skipped: [] });
    await settle();
    assert.ok(shown.state.settled);
    assert.equal(shown.state.item, undefined);
  });

  it('declines an offer: nobody can answer a question while typing', async () => {
    const { router, clock, pipeline } = setUp();
    call(pipeline, inputAt(start));
    await clock.advance(1_000);
    let declined = false;
    const decline = (): void => {
      declined = true;
    };
    const offer = { reason: 'failover' as const, failure, from: targets.claude, next: targets.ollama };
    router.last.say({ t: 'offer', ...offer, accept: () => undefined, decline });
    await settle();
    assert.ok(declined);
  });

  it('closes the stream as soon as the first line of a one-line answer is there', async () => {
    const { router, clock, pipeline } = setUp({ local: true, fim: 'suffix' });
    const shown = call(pipeline, inputAt(start));
    await clock.advance(1_000);
    router.last.text('length;\n', 'const');
    await settle();
    assert.equal(shown.state.item?.insertText, 'const total = items.length;');
    assert.equal(router.last.isClosed, true);
  });

  it('shows the whole lines it has when an answer takes long', async () => {
    const { router, clock, pipeline } = setUp({ local: true, fim: 'suffix' });
    const shown = call(pipeline, inputAt('function f() {▮\n}\n'));
    await clock.advance(1_000);
    router.last.text('\n  const a = 1;\n');
    await clock.advance(1_300);
    router.last.text('  const b');
    await settle();
    assert.equal(shown.state.item?.insertText, 'function f() {\n  const a = 1;');
    assert.equal(router.last.isClosed, true);
  });

  it('drops the half line of an answer that its token limit cut', async () => {
    const { router, clock, pipeline } = setUp({ local: true, fim: 'suffix' });
    const shown = call(pipeline, inputAt('function f() {▮\n}\n'));
    await clock.advance(1_000);
    router.last.text('\n  const a = 1;\n  const b = comp');
    router.last.done('length');
    await settle();
    assert.equal(shown.state.item?.insertText, 'function f() {\n  const a = 1;');
  });

  it('shows nothing of a refused answer', async () => {
    const { router, clock, pipeline } = setUp();
    const shown = call(pipeline, inputAt(start));
    await clock.advance(1_000);
    router.last.text('<COMPLETION>length');
    router.last.done('refused');
    await settle();
    assert.ok(shown.state.settled);
    assert.equal(shown.state.item, undefined);
  });

  it('asks nobody with several cursors, when switched off, in a chat box or in a huge file', async () => {
    const { router, clock, pipeline } = setUp();
    const view = { ...inputAt(start).view, length: 1_000_001 };
    for (const input of [
      inputAt(start, { cursors: 2 }),
      inputAt(start, { enabled: false }),
      inputAt(start, { scheme: 'chatSessionInput' }),
      inputAt(start, { scheme: 'vscode-scm' }),
      { ...inputAt(start), view },
    ]) {
      const refused = call(pipeline, { ...input, explicit: true });
      assert.ok(refused.isSync);
    }
    await clock.advance(1_000);
    assert.equal(router.asked.length, 0);
  });

  it('asks nothing right after a one-line item was accepted, and again after the next key', async () => {
    const { router, clock, pipeline } = setUp();
    const shown = call(pipeline, inputAt(start));
    await clock.advance(1_000);
    await answered(router, '<COMPLETION>length</COMPLETION>');
    pipeline.noteAccepted(shown.state.item?.acceptedMark);
    call(pipeline, inputAt('const total = items.length▮'));
    await clock.advance(1_000);
    assert.equal(router.asked.length, 1);
    call(pipeline, inputAt('const total = items.length ▮'));
    await clock.advance(1_000);
    assert.equal(router.asked.length, 2);
  });

  it('extends the entry selected in the suggest widget and keeps its range', async () => {
    const { router, clock, pipeline } = setUp();
    const selected = { text: 'length', start: { line: 0, character: 20 }, end: { line: 0, character: 22 } };
    const shown = call(pipeline, inputAt('const total = items.le▮', { selected }));
    await clock.advance(1_000);
    assert.ok(router.last.ask.prefix.endsWith('items.length'));
    await answered(router, '<COMPLETION> * 2;</COMPLETION>');
    assert.equal(shown.state.item?.insertText, 'length * 2;');
    assert.deepEqual(shown.state.item?.start, { line: 0, character: 20 });
    assert.deepEqual(shown.state.item?.end, { line: 0, character: 22 });
  });

  it('settles everything and leaves no timer when disposed', async () => {
    const { router, clock, pipeline } = setUp();
    const waiting = call(pipeline, inputAt(start));
    await clock.advance(1_000);
    pipeline.dispose();
    await settle();
    assert.ok(waiting.state.settled);
    assert.ok(router.last.isClosed);
    assert.equal(clock.pending, 0);
  });
});
