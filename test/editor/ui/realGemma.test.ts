import assert from 'node:assert/strict';
import { startGemma, type Gemma } from '../../support/gemma';
import { openStage, type Stage } from './stage';

const prepareLimitMs = 10 * 60_000;
/** A small model on a busy machine reads and speaks slowly. */
const answerLimitMs = 120_000;

/** What Gemma says is its own affair: so small a model without instruction may answer with a smile of two characters. */
const question = 'Tell me a story about a theatre.';
const words = /\S/u;

describe('real Gemma weights behind llama.cpp, when Claude dies', function () {
  this.timeout(answerLimitMs * 2);
  let gemma: Gemma;
  let stage: Stage;

  before(async function () {
    this.timeout(prepareLimitMs + 120_000);
    try {
      const signal = AbortSignal.timeout(prepareLimitMs);
      gemma = await startGemma({ signal, onProgress: (line) => console.log(`      gemma: ${line}`) });
    } catch (error) {
      console.log(`      SKIPPED, this machine cannot have real Gemma: ${String(error)}`);
      this.skip();
    }
    stage = await openStage({
      openFile: 'a.ts',
      settings: (simulator) => ({
        'understudy.providers': {
          claude: { baseUrl: simulator.cloudUrl('claude') },
          // The base model babbles until it is cut, and half of the window is for its answer.
          llamacpp: {
            baseUrl: gemma.baseUrl,
            chatModel: gemma.model,
            completionModel: gemma.model,
            contextWindow: 512,
          },
        },
        'understudy.chat.route': ['claude', 'llamacpp'],
        'understudy.completions.route': ['claude', 'llamacpp'],
      }),
    });
    stage.simulator.control.script('claude', { text: 'Claude says something of length here. '.repeat(40) });
    await stage.chat.setUpClaude();
  });
  after(async () => {
    await stage?.close();
    await gemma?.stop();
  });
  beforeEach(() => stage.chat.newChat());
  afterEach(function () {
    return stage?.window.workbench.screenshot(`real Gemma ${this.currentTest?.title}`);
  });

  it('leaves the answer to Claude while Claude is well', async () => {
    assert.equal(await stage.chat.ask('Who are you?'), 'Answer, Claude claude-sonnet-5-5');
    assert.equal(await stage.status(), 'Claude');
  });

  it('answers in its own words when Claude is cut in the middle, below the seam', async () => {
    const { chat, simulator } = stage;
    simulator.control.set({ service: 'claude', fault: 'reset', phase: 'midAnswer', afterChars: 400 });
    const name = await chat.ask(question, answerLimitMs);
    assert.equal(name, `Answer, Claude claude-sonnet-5-5, restarted by llama.cpp ${gemma.model}`);
    assert.deepEqual(await chat.seamNames(), ['Claude stopped: connection lost. Answer restarted by Gemma 3.']);
    assert.match(await chat.lastAnswer.locator('.usage').innerText(), /^\d+ in · \d+ out$/);
    const text = await chat.copiedAnswer();
    assert.match(text, words);
    assert.ok(!text.includes('Claude says something of length here.'));
    await stage.statusBecomes('Gemma 3 · Claude connection lost');
  });

  it('answers alone when Claude is overloaded from the start, until the user has read enough', async () => {
    const { chat, simulator } = stage;
    simulator.control.set({ service: 'claude', fault: 'overloaded' });
    await chat.send(question);
    const gemmas = chat.lastAnswer.locator('.markdown').getByText(words);
    await gemmas.first().waitFor({ timeout: answerLimitMs });
    await chat.input.press('Escape');
    await chat.settled();
    assert.equal(await chat.lastAnswer.getAttribute('aria-label'), `Answer, llama.cpp ${gemma.model}`);
    assert.match(await chat.copiedAnswer(), words);
    assert.deepEqual(await chat.seamNames(), []);
    // Whether Claude was asked once more is a matter of the time Gemma took before.
    await stage.statusBecomes(/Gemma 3 · Claude (connection lost|overloaded)/);
  });
});
