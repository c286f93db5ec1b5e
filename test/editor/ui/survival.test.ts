import assert from 'node:assert/strict';
import { knownText } from '../../simulator/knownText';
import { openStage, statusId, type Stage } from './stage';
import { until } from './until';

/** How much of the answer must be there before the window is hurt. */
const enough = 'The rule is simple to say';

describe('an answer under way', function () {
  this.timeout(180_000);
  let stage: Stage;
  before(async () => {
    stage = await openStage();
    await stage.chat.setUpClaude();
  });
  after(() => stage?.close());
  afterEach(async function () {
    await stage.window.workbench.screenshot(`survival ${this.currentTest?.title ?? ''}`);
  });

  /** Asks Claude, who speaks slowly enough to be interrupted, and waits for the first paragraphs. */
  async function beginAnswer(question: string): Promise<string> {
    const { chat, simulator } = stage;
    simulator.control.pace({ msPerChunk: 120, charsPerChunk: 24 }, 'claude');
    await chat.send(question);
    await chat.lastAnswer.getByText(enough).waitFor();
    return (await chat.lastAnswer.innerText()).slice(0, 300);
  }

  /** Loads the window anew and waits until Understudy is back in it. */
  async function reload(): Promise<void> {
    await stage.window.reload();
    await stage.window.workbench.statusItem(statusId).waitFor({ timeout: 60_000 });
    await stage.chat.open();
  }

  /** The text so far is on screen again, and *Carry on* completes it without losing or doubling a character. */
  async function assertMended(question: string): Promise<void> {
    const { chat, simulator } = stage;
    await chat.lastAnswer.getByText(enough).waitFor();
    assert.match(await chat.questions.last().innerText(), new RegExp(question.replace('?', String.raw`\?`)));
    simulator.control.pace({ msPerChunk: 1, charsPerChunk: 24 }, 'claude');
    await chat.lastAnswer.getByRole('button', { name: 'Carry on' }).click();
    await chat.lastAnswer.getByRole('separator').waitFor();
    await chat.settled();
    assert.equal(await chat.copiedAnswer(), knownText);
    assert.deepEqual(simulator.control.journal.violations, []);
  }

  it('is there again after the extension host was killed, and can be carried on', async () => {
    await beginAnswer('What if the host dies?');
    stage.window.killExtensionHost();
    await reload();
    await assertMended('What if the host dies?');
  });

  it('is there again after the window was reloaded, and can be carried on', async () => {
    await stage.chat.newChat();
    await beginAnswer('What if the window goes?');
    await reload();
    await assertMended('What if the window goes?');
  });

  it('leaves the question that was being written where it was', async () => {
    const { chat, window } = stage;
    await chat.input.fill('A question half writ');
    // The page tells the host within 150 ms of typing, and the host writes within 250 ms.
    await window.workbench.page.waitForTimeout(1_500);
    window.killExtensionHost();
    await reload();
    await until(
      () => chat.input.inputValue(),
      (text) => text === 'A question half writ',
    );
    await chat.input.fill('');
  });

  it('keeps the key of Claude over a reload', async () => {
    await stage.statusBecomes('Claude');
    stage.simulator.control.script('claude', { text: 'Still me.' });
    await stage.chat.newChat();
    assert.equal(await stage.chat.ask('Who is it?'), 'Answer, Claude claude-sonnet-5-5');
  });
});
