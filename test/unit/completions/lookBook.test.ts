import assert from 'node:assert/strict';
import { Cancelled, createDeferred } from '../../../src/core/base/async';
import { LookBook, type Look, type Looked } from '../../../src/core/completions/context/lookBook';
import { createFakeClock, settle } from '../../support/fakeClock';
import { createRecordingLogger } from '../../support/recordingLogger';

describe('Looking for what a document imports', () => {
  const uri = 'file:///work/a.ts';
  const live = new AbortController().signal;

  function setUp() {
    const clock = createFakeClock();
    const logger = createRecordingLogger();
    const book = new LookBook<readonly string[]>({ clock, logger, againMs: 3_000, giveUpMs: 10_000, nothing: [] });
    const looks: {
      readonly known: Looked<readonly string[]> | undefined;
      readonly signal: AbortSignal;
      note(found: readonly string[]): void;
      answer(found: readonly string[], isWhole?: boolean): void;
      fail(error: unknown): void;
    }[] = [];
    const look: Look<readonly string[]> = (known, note, signal) => {
      const done = createDeferred<Looked<readonly string[]>>();
      const answer = (found: readonly string[], isWhole = true): void => done.resolve({ found, isWhole });
      looks.push({ known, note, signal, answer, fail: (error) => done.reject(error) });
      return done.promise;
    };
    return { clock, logger, book, looks, prepare: (signal = live, of = uri) => book.prepare(of, look, signal) };
  }

  it('is one look per document, however many keys ask for it', async () => {
    const { book, looks, prepare } = setUp();
    const keys = [prepare(), prepare(), prepare()];
    const other = prepare(live, 'file:///work/b.ts');
    assert.equal(looks.length, 2);
    looks[0]?.answer(['area']);
    looks[1]?.answer(['scale'], false);
    assert.deepEqual(await Promise.all(keys), [true, true, true]);
    assert.equal(await other, false);
    assert.deepEqual([book.known(uri), book.known('file:///work/b.ts')], [['area'], ['scale']]);
  });

  it('goes on when a key no longer waits, and what comes late is there for the next', async () => {
    const { book, looks, prepare } = setUp();
    const key = new AbortController();
    const first = prepare(key.signal);
    key.abort();
    await assert.rejects(first, Cancelled);
    assert.equal(looks[0]?.signal.aborted, false);
    looks[0]?.answer(['area']);
    await settle();
    assert.deepEqual(book.known(uri), ['area']);
    assert.equal(await prepare(), true);
    assert.equal(looks.length, 1);
  });

  it('shows parts of the first look, and of a later one only all', async () => {
    const { clock, book, looks, prepare } = setUp();
    void prepare();
    looks[0]?.note(['area']);
    assert.deepEqual(book.known(uri), ['area']);
    looks[0]?.answer(['area', 'scale']);
    await settle();
    await clock.advance(3_000);
    void prepare();
    assert.deepEqual(looks[1]?.known?.found, ['area', 'scale']);
    looks[1]?.note(['scale']);
    assert.deepEqual(book.known(uri), ['area', 'scale']);
  });

  it('is given up after its limit with the parts it has; what it says later is dropped, and another is tried', async () => {
    const { clock, logger, book, looks, prepare } = setUp();
    const waiting = prepare();
    looks[0]?.note(['area']);
    await clock.advance(10_000);
    assert.equal(await waiting, false);
    assert.equal(looks[0]?.signal.aborted, true);
    assert.deepEqual(logger.lines, ['debug completion.look ms=10000 whole=false givenUp=true']);
    looks[0]?.note(['late']);
    looks[0]?.answer(['late']);
    await settle();
    assert.deepEqual(book.known(uri), ['area']);
    assert.equal(await prepare(), false);
    assert.equal(looks.length, 1);
    await clock.advance(3_000);
    void prepare();
    assert.equal(looks.length, 2);
  });

  it('is not begun again with every key where it breaks, and says so', async () => {
    const { logger, looks, prepare } = setUp();
    const waiting = prepare();
    looks[0]?.fail(new Error('a provider broke'));
    assert.equal(await waiting, false);
    assert.equal(await prepare(), false);
    assert.equal(looks.length, 1);
    assert.deepEqual(logger.lines, ['warn completion.look error="Error: a provider broke"']);
  });

  it('ends when rules change: nothing of it is kept, and no timer is left', async () => {
    const { clock, book, looks, prepare } = setUp();
    const waiting = prepare();
    book.forget();
    assert.equal(looks[0]?.signal.aborted, true);
    assert.equal(await waiting, false);
    looks[0]?.note(['secret']);
    looks[0]?.answer(['secret']);
    await settle();
    assert.deepEqual(book.known(uri), []);
    assert.equal(clock.pending, 0);
    void prepare();
    assert.equal(looks.length, 2);
  });

  it('remembers the documents looked at last, and no more than twenty', async () => {
    const { book, looks, prepare } = setUp();
    for (let index = 0; index <= 20; index++) {
      const waiting = prepare(live, `file:///work/${index}.ts`);
      looks.at(-1)?.answer([`name${index}`]);
      await waiting;
    }
    assert.deepEqual(book.known('file:///work/0.ts'), []);
    assert.deepEqual(book.known('file:///work/1.ts'), ['name1']);
  });
});
