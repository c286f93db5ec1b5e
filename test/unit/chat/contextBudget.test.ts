import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { renderContext } from '../../../src/core/chat/contextBlocks';
import { renderChat } from '../../../src/core/chat/contextBudget';
import { estimateTokens } from '../../../src/core/chat/tokenEstimate';
import type { ChatAsk, ChatRequest, Turn } from '../../../src/core/contract/ask';
import { carryOnTurns } from '../../../src/core/routing/seam';
import { fileContext } from '../../support/chatFixtures';

const user = (text: string, ...context: ReturnType<typeof fileContext>[]): Turn => ({ role: 'user', text, context });
const assistant = (text: string): Turn => ({ role: 'assistant', text });
const ask = (turns: readonly Turn[], more: Partial<ChatAsk> = {}): ChatAsk => ({
  use: 'chat',
  id: 'a',
  system: 'Be brief.',
  instructions: [],
  turns,
  ...more,
});

function rendered(whole: ChatAsk, windowTokens: number): { request: ChatRequest; leftOut?: string } {
  const result = renderChat(whole, { windowTokens, maxOutputTokens: 100 });
  assert.ok('request' in result);
  return result;
}

const tokens = (request: ChatRequest): number =>
  request.messages.reduce((sum, message) => sum + estimateTokens(message.text), estimateTokens(request.system));

describe('rendering a chat ask for a target', () => {
  it('sends everything when it fits, and says nothing of it', () => {
    const { request, leftOut } = rendered(ask([user('One?'), assistant('Two.'), user('Three?')]), 10_000);
    assert.deepEqual(request.messages, [
      { role: 'user', text: 'One?' },
      { role: 'assistant', text: 'Two.' },
      { role: 'user', text: 'Three?' },
    ]);
    assert.equal(request.system, 'Be brief.');
    assert.equal(request.maxOutputTokens, 100);
    assert.equal(leftOut, undefined);
  });

  it('leaves out the oldest turns first, in whole exchanges, and says so', () => {
    const turns = [user('a'.repeat(1000)), assistant('b'.repeat(1000)), user('c'), assistant('d'), user('e')];
    const { request, leftOut } = rendered(ask(turns), 400);
    assert.deepEqual(
      request.messages.map((message) => message.text),
      ['c', 'd', 'e'],
    );
    assert.equal(leftOut, 'Older turns');
  });

  it('keeps a pinned file of a turn that was left out', () => {
    const pinned = fileContext('keep', 'const kept = 1;', { pinned: true });
    const turns = [user('a'.repeat(2000), pinned, fileContext('loose', 'x')), assistant('b'), user('now?')];
    const { request } = rendered(ask(turns), 500);
    assert.equal(request.messages.length, 1);
    assert.match(request.messages[0]?.text ?? '', /src\/keep\.ts[\s\S]*const kept[\s\S]*now\?/);
    assert.doesNotMatch(request.messages[0]?.text ?? '', /loose/);
  });

  it('then leaves out context of the last question that is not pinned, the first added first', () => {
    const big = 'x'.repeat(700);
    const question = user(
      'why?',
      fileContext('one', big),
      fileContext('two', big),
      fileContext('pin', 'y', { pinned: true }),
    );
    const { request, leftOut } = rendered(ask([question]), 500);
    const [message] = request.messages;
    assert.doesNotMatch(message?.text ?? '', /src\/one/);
    assert.match(message?.text ?? '', /src\/two[\s\S]*src\/pin/);
    assert.equal(leftOut, 'Some attached files');
  });

  it('is too long when system, instructions, pinned files and the last question alone do not fit', () => {
    const options = { windowTokens: 300, maxOutputTokens: 100 };
    assert.deepEqual(renderChat(ask([user('q'.repeat(2000))]), options), { tooLong: true });
    const pinned = fileContext('p', 'z'.repeat(2000), { pinned: true });
    assert.deepEqual(renderChat(ask([user('q', pinned)]), options), { tooLong: true });
    const instructions = [fileContext('CLAUDE', 'i'.repeat(2000), { kind: 'instructions' })];
    assert.deepEqual(renderChat(ask([user('q')], { instructions }), options), { tooLong: true });
  });

  it('keeps the question of a cut answer together with its partial and the carry-on prompt', () => {
    const partial = 'The answer so far, '.repeat(10);
    const turns = [user('old '.repeat(300)), assistant('older'), user('the question'), ...carryOnTurns(partial)];
    const { request } = rendered(ask(turns), 600);
    assert.deepEqual(
      request.messages.map((message) => message.role),
      ['user', 'assistant', 'user'],
    );
    assert.equal(request.messages[0]?.text, 'the question');
  });

  it('keeps a trailing partial that is carried on natively', () => {
    const turns = [user('old '.repeat(300)), assistant('older'), user('the question'), assistant('partial')];
    const { request } = rendered(ask(turns), 400);
    assert.deepEqual(request.messages, [
      { role: 'user', text: 'the question' },
      { role: 'assistant', text: 'partial' },
    ]);
  });

  it('joins questions that follow each other, since templates of local models insist on alternating roles', () => {
    const { request } = rendered(ask([user('first'), user('second')]), 5000);
    assert.deepEqual(request.messages, [{ role: 'user', text: 'first\n\nsecond' }]);
  });

  it('sends a file that went along twice once, as it was last', () => {
    const turns = [user('a?', fileContext('f', 'old text')), assistant('b'), user('c?', fileContext('f', 'new text'))];
    const all = rendered(ask(turns), 5000)
      .request.messages.map((message) => message.text)
      .join('\n');
    assert.doesNotMatch(all, /old text/);
    assert.match(all, /new text/);
  });

  it('puts instructions into the system text, under the name of their file', () => {
    const instructions = [fileContext('i', 'Use tabs.', { kind: 'instructions', path: 'CLAUDE.md' })];
    const { request } = rendered(ask([user('q')], { instructions }), 5000);
    assert.match(request.system, /^Be brief\.\n\nInstructions of this project, from CLAUDE\.md:\n\nUse tabs\.$/);
  });

  it('keeps no more than half of a small window for the answer', () => {
    const result = renderChat(ask([user('q')]), { windowTokens: 200, maxOutputTokens: 4000 });
    assert.ok('request' in result);
    assert.equal(result.request.maxOutputTokens, 100);
  });

  it('never exceeds the window, whatever the conversation', () => {
    const turn = fc.record({ q: fc.string({ maxLength: 200 }), a: fc.string({ maxLength: 200 }), pin: fc.boolean() });
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 8 }), fc.integer({ min: 150, max: 900 }), (items, windowTokens) => {
        const turns = items.flatMap(({ q, a, pin }, index) => [
          user(q, fileContext(`f${index}`, a, { pinned: pin })),
          assistant(a),
        ]);
        const result = renderChat(ask([...turns, user('last')]), { windowTokens, maxOutputTokens: 50 });
        if ('tooLong' in result) return;
        assert.ok(tokens(result.request) + 50 <= windowTokens);
        assert.match(result.request.messages.at(-1)?.text ?? '', /last$/);
        assert.equal(result.request.messages[0]?.role, 'user');
      }),
    );
  });
});

describe('a context block', () => {
  it('names the path and the language', () => {
    assert.equal(renderContext(fileContext('a', 'let x;\n')), 'File src/a.ts:\n```typescript\nlet x;\n```');
  });

  it('has a fence longer than any fence inside', () => {
    const block = renderContext(fileContext('a', 'text\n````js\ncode\n````\n'));
    assert.match(block, /\n`````typescript\n[\s\S]*\n`````$/);
  });

  it('takes no language id that could break the fence line', () => {
    assert.match(renderContext(fileContext('a', 'x', { languageId: 'a`b\nc' })), /\n```\nx\n```$/);
  });
});

describe('the token estimate', () => {
  it('counts ideographs and emoji dearer than Latin text', () => {
    assert.ok(estimateTokens('漢字漢字') > 4);
    assert.ok(estimateTokens('abcd'.repeat(8)) <= 10);
    assert.ok(estimateTokens('привет мир') >= 5);
    assert.equal(estimateTokens(''), 0);
  });
});
