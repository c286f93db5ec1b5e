import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applyEvent, askedAgain, carriedOn, toStoredFailure, withoutOffer } from '../../../src/core/chat/answerReducer';
import { createAnswer, textOf } from '../../../src/core/chat/conversation';
import { answerText, type AnswerEvent } from '../../../src/core/contract/events';
import { answerAfter, claude, failureOf, gemma, mistral, switched } from '../../support/chatFixtures';

const text = (words: string): AnswerEvent => ({ t: 'text', text: words });
const started: AnswerEvent = { t: 'started', target: claude };
const offer = (next = gemma): AnswerEvent => ({
  t: 'offer',
  reason: 'failover',
  failure: failureOf('overloaded'),
  from: claude,
  next,
  accept: () => undefined,
  decline: () => undefined,
});

describe('answer reducer', () => {
  it('waits until the first text, then streams, then is complete', () => {
    const waiting = answerAfter([started]);
    assert.equal(waiting.state, 'waiting');
    const streaming = answerAfter([text('Hel'), text('lo')], waiting);
    assert.equal(streaming.state, 'streaming');
    const done = answerAfter([{ t: 'done', target: claude, outcome: 'complete' }], streaming);
    assert.equal(done.state, 'complete');
    assert.equal(textOf(done), 'Hello');
    assert.deepEqual(done.authors, [{ target: claude }]);
  });

  it('leaves no trace of a target that failed before it said a word', () => {
    const answer = answerAfter([started, switched(claude, gemma, 'before'), text('Hi')]);
    assert.deepEqual(answer.authors, [{ target: gemma }]);
    assert.deepEqual(answer.segments, [{ text: 'Hi', seams: [] }]);
  });

  it('marks where another target carried on, at the offset of the cut', () => {
    const answer = answerAfter([started, text('0123456789'), switched(claude, gemma, 'continue', 10), text('abc')]);
    assert.equal(textOf(answer), '0123456789abc');
    assert.deepEqual(
      answer.segments[0]?.seams.map(({ at, from, to }) => ({ at, from, to })),
      [{ at: 10, from: claude, to: gemma }],
    );
    assert.deepEqual(answer.authors, [{ target: claude }, { target: gemma, mode: 'continue' }]);
  });

  it('keeps the old text folded when the answer is started again', () => {
    const answer = answerAfter([started, text('Old'), switched(claude, gemma, 'restart'), text('New')]);
    assert.deepEqual(
      answer.segments.map((segment) => segment.text),
      ['Old', 'New'],
    );
    assert.equal(answer.segments[0]?.restarted?.by, 'switch');
    assert.equal(textOf(answer), 'New');
    assert.deepEqual(answer.authors.at(-1), { target: gemma, mode: 'restart' });
  });

  it('names the one who really speaks when a second target falls silent at the same seam', () => {
    const silent = [started, text('x'.repeat(300)), switched(claude, mistral, 'continue', 300)];
    for (const next of [switched(mistral, gemma, 'before'), switched(mistral, gemma, 'continue', 300)]) {
      const answer = answerAfter([...silent, next, text('on')]);
      assert.equal(answer.segments[0]?.seams.length, 1);
      assert.deepEqual(answer.segments[0]?.seams[0]?.to, gemma);
      assert.deepEqual(answer.segments[0]?.seams[0]?.from, claude);
      assert.deepEqual(
        answer.authors.map(({ target }) => target),
        [claude, gemma],
      );
    }
  });

  it('names the one who really speaks after a silent restart', () => {
    const answer = answerAfter([
      started,
      text('Old'),
      switched(claude, mistral, 'restart'),
      switched(mistral, gemma, 'before'),
      text('New'),
    ]);
    const [old] = answer.segments;
    assert.equal(answer.segments.length, 2);
    assert.deepEqual(old?.restarted?.by === 'switch' && old.restarted.takeover.to, gemma);
  });

  it('marks two seams when three targets wrote', () => {
    const answer = answerAfter([
      started,
      text('aa'),
      switched(claude, mistral, 'continue', 2),
      text('bb'),
      switched(mistral, gemma, 'continue', 4),
      text('cc'),
    ]);
    assert.deepEqual(
      answer.segments[0]?.seams.map((seam) => seam.at),
      [2, 4],
    );
    assert.equal(answer.authors.length, 3);
  });

  it('always joins to what the contract calls the text of the answer', () => {
    const event: fc.Arbitrary<AnswerEvent> = fc.oneof(
      fc.string({ maxLength: 5 }).map(text),
      fc.constantFrom<AnswerEvent>(
        switched(claude, gemma, 'continue'),
        switched(gemma, mistral, 'before'),
        switched(mistral, claude, 'restart'),
        { t: 'thinking', text: 'hm' },
        { t: 'notice', kind: 'loading', target: gemma },
        { t: 'usage', target: claude, input: 1, output: 1 },
      ),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        const answer = answerAfter([started, ...events]);
        assert.equal(textOf(answer), answerText(events));
        assert.ok(answer.segments.every((segment) => segment.seams.every((seam) => seam.at <= segment.text.length)));
        assert.ok(answer.segments.slice(0, -1).every((segment) => segment.restarted && segment.text !== ''));
      }),
    );
  });

  it('maps each outcome to a state, and a tool call to a complete answer', () => {
    for (const [outcome, state] of [
      ['complete', 'complete'],
      ['stopped', 'stopped'],
      ['length', 'length'],
      ['refused', 'refused'],
      ['tool', 'complete'],
    ] as const) {
      assert.equal(answerAfter([started, text('x'), { t: 'done', target: claude, outcome }]).state, state);
    }
  });

  it('is failed without text and cut off with it when nobody could finish', () => {
    const failed: AnswerEvent = {
      t: 'failed',
      failures: [{ target: claude, failure: failureOf('overloaded', { cause: new Error('x') }) }],
      skipped: [{ provider: 'ollama', why: 'local-stopped' }],
    };
    const without = answerAfter([started, failed]);
    assert.equal(without.state, 'failed');
    assert.equal(without.failures.length, 1);
    assert.equal(without.skipped.length, 1);
    assert.equal(answerAfter([started, text('Half'), failed]).state, 'cut-off');
  });

  it('keeps the offer when its answer ends without the user’s word, as failed and with the text', () => {
    const stopped = answerAfter([started, text('Half'), offer(), { t: 'done', target: claude, outcome: 'stopped' }]);
    assert.equal(stopped.state, 'failed');
    assert.equal(textOf(stopped), 'Half');
    assert.deepEqual(stopped.offer?.next, gemma);
    assert.equal(withoutOffer(stopped).offer, undefined);
  });

  it('shows the latest passing notice only, and none once there is text', () => {
    const answer = answerAfter([
      started,
      { t: 'notice', kind: 'retrying', target: claude, failure: failureOf('overloaded') },
      { t: 'notice', kind: 'loading', target: gemma },
    ]);
    assert.deepEqual(answer.notices, [{ kind: 'loading', target: gemma }]);
    assert.deepEqual(applyEvent(answer, text('x')).notices, []);
  });

  it('tells what was left out for the target that comes after the news', () => {
    const trimmed: AnswerEvent = { t: 'notice', kind: 'trimmed', leftOut: 'Older turns' };
    assert.deepEqual(answerAfter([trimmed, started, text('x')]).notices, [
      { kind: 'trimmed', leftOut: 'Older turns', target: claude },
    ]);
    const moved = answerAfter([trimmed, started, trimmed, switched(claude, gemma, 'before'), text('x')]);
    assert.deepEqual(moved.notices, [{ kind: 'trimmed', leftOut: 'Older turns', target: gemma }]);
    const silent = answerAfter([trimmed, started, switched(claude, gemma, 'before'), text('x')]);
    assert.deepEqual(silent.notices, []);
  });

  it('counts the last usage of each target', () => {
    const answer = answerAfter([
      started,
      { t: 'usage', target: claude, input: 10, output: 1 },
      { t: 'usage', target: claude, input: 10, output: 25 },
      { t: 'usage', target: gemma, input: 12, output: 3 },
    ]);
    assert.deepEqual(answer.usage, [
      { target: claude, input: 10, output: 25 },
      { target: gemma, input: 12, output: 3 },
    ]);
  });

  it('forgets the thinking of a target that was replaced', () => {
    const answer = answerAfter([started, { t: 'thinking', text: 'hm' }, switched(claude, gemma, 'before')]);
    assert.equal(answer.thinking, '');
  });

  it('keeps text on screen when it is asked again, and folds nothing that is empty', () => {
    const again = askedAgain(answerAfter([started, text('Half'), { t: 'done', target: claude, outcome: 'stopped' }]));
    assert.equal(again.state, 'waiting');
    assert.deepEqual(again.segments, [
      { text: 'Half', seams: [], restarted: { by: 'user' } },
      { text: '', seams: [] },
    ]);
    assert.equal(askedAgain(createAnswer('a', 0)).segments.length, 1);
  });

  it('carries a cut answer on in the same segment', () => {
    const cut = answerAfter([started, text('Half'), { t: 'failed', failures: [], skipped: [] }]);
    const going = answerAfter([switched(claude, gemma, 'continue', 4), text(' more')], carriedOn(cut));
    assert.equal(textOf(going), 'Half more');
    assert.equal(going.segments[0]?.seams[0]?.at, 4);
  });

  it('stores failures without causes and headers', () => {
    const failure = failureOf('server', {
      cause: new Error('x'),
      evidence: { phase: 'headers', headers: { a: 'b' }, status: 500 },
    });
    assert.deepEqual(toStoredFailure(failure), {
      kind: 'server',
      scope: 'model',
      evidence: { phase: 'headers', status: 500 },
    });
  });
});
