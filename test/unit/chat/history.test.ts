import assert from 'node:assert/strict';
import {
  createAnswer,
  createConversation,
  withAnswer,
  withAsk,
  type Answer,
} from '../../../src/core/chat/conversation';
import { lastAuthor, toTurns } from '../../../src/core/chat/history';
import type { AnswerEvent } from '../../../src/core/contract/events';
import { answerAfter, claude, gemma, switched } from '../../support/chatFixtures';

const question = (id: string) => ({ role: 'user', id, at: 1, text: `question ${id}`, context: [] }) as const;

function turnsAfter(first: Answer): readonly string[] {
  let conversation = withAsk(createConversation('c', 0), question('q1'), first);
  conversation = withAsk(conversation, question('q2'), createAnswer('a2', 2));
  return toTurns(conversation, 'a2').map((turn) => `${turn.role}: ${turn.text}`);
}

const started = { t: 'started', target: claude } as const;

describe('the neutral history', () => {
  it('tells what was said since the last restart', () => {
    const answer = answerAfter([
      started,
      { t: 'text', text: 'old' },
      switched(claude, gemma, 'restart'),
      { t: 'text', text: 'new' },
      { t: 'done', target: gemma, outcome: 'complete' },
    ]);
    assert.deepEqual(turnsAfter(answer), ['user: question q1', 'assistant: new', 'user: question q2']);
  });

  it('leaves out an answer that said nothing', () => {
    const answer = answerAfter([started, { t: 'failed', failures: [], skipped: [] }]);
    assert.deepEqual(turnsAfter(answer), ['user: question q1', 'user: question q2']);
  });

  it('keeps what a stopped answer had said', () => {
    const answer = answerAfter([
      started,
      { t: 'text', text: 'half' },
      { t: 'done', target: claude, outcome: 'stopped' },
    ]);
    assert.deepEqual(turnsAfter(answer), ['user: question q1', 'assistant: half', 'user: question q2']);
  });

  it('leaves out a refusal together with its question', () => {
    const answer = answerAfter([started, { t: 'text', text: 'I' }, { t: 'done', target: claude, outcome: 'refused' }]);
    assert.deepEqual(turnsAfter(answer), ['user: question q2']);
  });

  it('ends with the question that is being answered', () => {
    const first = answerAfter([started, { t: 'text', text: 'half' }]);
    const conversation = withAsk(createConversation('c', 0), question('q1'), first);
    assert.deepEqual(toTurns(conversation, first.id), [{ role: 'user', text: 'question q1' }]);
  });
});

describe('who wrote the last answer', () => {
  const writerAfter = (...answers: readonly Answer[]) => {
    let conversation = createConversation('c', 0);
    for (const answer of answers) conversation = withAsk(conversation, question(`q${answer.id}`), answer);
    conversation = withAsk(conversation, question('last'), createAnswer('now', 2));
    return lastAuthor(conversation, 'now');
  };
  const byGemma: readonly AnswerEvent[] = [
    started,
    { t: 'text', text: 'a' },
    switched(claude, gemma, 'continue', 1),
    { t: 'text', text: 'b' },
  ];
  const done = { t: 'done', target: gemma, outcome: 'complete' } as const;

  it('is nobody in a new conversation', () => assert.equal(writerAfter(), undefined));

  it('is whoever ended it, where two wrote', () => {
    assert.deepEqual(writerAfter(answerAfter([...byGemma, done])), gemma);
  });

  it('is not whoever refused, or said nothing, since', () => {
    const refused = answerAfter([started, { t: 'text', text: 'I' }, { t: 'done', target: claude, outcome: 'refused' }]);
    const silent = answerAfter([started, { t: 'failed', failures: [], skipped: [] }]);
    const first = answerAfter([...byGemma, done]);
    assert.deepEqual(writerAfter(first, { ...refused, id: 'r' }, { ...silent, id: 's' }), gemma);
  });
});

describe('a conversation', () => {
  it('is named by the first line of its first question, cut at a word', () => {
    const long = { ...question('q'), text: `  ${'word '.repeat(30)}\nsecond line` };
    const conversation = withAsk(createConversation('c', 0), long, createAnswer('a', 0));
    assert.ok(conversation.title.length <= 61);
    assert.match(conversation.title, /^word .*word…$/);
    assert.equal(withAsk(conversation, question('q2'), createAnswer('b', 1)).title, conversation.title);
  });

  it('spends its draft with a question', () => {
    const drafted = { ...createConversation('c', 0), draft: 'typing' };
    assert.equal(withAsk(drafted, question('q'), createAnswer('a', 0)).draft, '');
  });

  it('takes no answer that is not its own', () => {
    const conversation = withAsk(createConversation('c', 0), question('q'), createAnswer('a', 0));
    assert.equal(withAnswer(conversation, createAnswer('stranger', 0), 5), conversation);
  });
});
