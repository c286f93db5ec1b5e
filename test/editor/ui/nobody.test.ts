import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { knownText } from '../../simulator/knownText';
import { chatAsks } from './asks';
import { answerOf } from './outageStage';
import { Notices } from './notices';
import { openStage, type Stage } from './stage';
import { StatusPicker } from './statusPicker';
import { until } from './until';

const sendWhenBack = 'Send when someone is back';
const waits = /^Waiting: Claude is tried again at \d\d:\d\d\.$/;

describe('when nobody can answer', function () {
  this.timeout(180_000);
  let stage: Stage;
  let notices: Notices;

  before(async () => {
    stage = await openStage({ standIn: 'gemma4:e4b' });
    await stage.chat.setUpClaude();
    await stage.statusBecomes('Claude');
    notices = await Notices.watch(stage.window.workbench);
  });
  afterEach(async function () {
    await stage?.window.workbench.screenshot(`nobody ${this.currentTest?.title ?? ''}`);
  });
  after(() => stage?.close());

  const card = (name: string | RegExp): Locator => stage.chat.lastAnswer.getByRole('group', { name });
  const button = (name: string): Locator => stage.chat.lastAnswer.getByRole('button', { name, exact: true });
  const askedClaude = (): number => chatAsks(stage.simulator, 'claude').length;

  /** Claude overloaded and Ollama gone. */
  async function breakAll(): Promise<void> {
    const { simulator, chat } = stage;
    await simulator.reset();
    await notices.clear();
    if ((await chat.questions.count()) > 0) await chat.newChat();
    simulator.control.set({ service: 'claude', fault: 'overloaded' });
    simulator.control.set({ service: 'ollama', fault: 'refused' });
    await simulator.settled();
  }

  /** Asks in vain, and gives how often Claude has been asked for it. */
  async function askInVain(question: string): Promise<number> {
    await stage.chat.send(question);
    await button(sendWhenBack).waitFor();
    return askedClaude();
  }

  /** What a new window will find on disk of the chat that is open; it is written while the user reads. */
  async function openConversation(): Promise<string> {
    const storage = path.join(path.dirname(stage.window.workspace), 'vscode/data/User/workspaceStorage');
    const [folder = ''] = await readdir(storage);
    const conversations = path.join(storage, folder, 'understudy.understudy/conversations');
    const id = await readFile(path.join(conversations, 'open-conversation'), 'utf8');
    return readFile(path.join(conversations, `${id}.json`), 'utf8').catch(() => '');
  }

  it('says why per provider with an action each, and sends the question by itself when Claude is back', async () => {
    await breakAll();
    const asked = await askInVain('Is anybody there?');
    const lines = card('Nobody could answer.').getByRole('listitem');
    assert.deepEqual(await lines.allInnerTexts(), [
      'Claude is overloaded.\nTry again',
      `Ollama is not running at ${stage.simulator.url('ollama')}.\nStart Ollama`,
    ]);
    await button(sendWhenBack).click();
    await card(waits).waitFor();
    assert.equal(await button('Try now').count(), 1);
    assert.equal(await button('Stop waiting').count(), 1);
    await stage.chat.input.fill('Meanwhile I write on');
    await stage.window.workbench.screenshot('nobody waits for Claude');

    stage.simulator.control.heal('claude');
    await stage.chat.lastAnswer.getByText('The rule is simple to say').waitFor({ timeout: 40_000 });
    await stage.chat.settled();
    assert.equal(await stage.chat.lastAnswer.getAttribute('aria-label'), answerOf.claude);
    assert.equal(await stage.chat.copiedAnswer(), knownText);
    assert.equal(askedClaude(), asked + 1, 'exactly one request, which is the probe');
    assert.equal(await stage.chat.questions.count(), 1);
    assert.equal(await stage.chat.input.inputValue(), 'Meanwhile I write on');
    await stage.chat.input.fill('');
    await stage.statusBecomes('Claude');
  });

  it('is due at once when Ollama is started', async () => {
    await breakAll();
    await askInVain('Gemma, perhaps?');
    await button(sendWhenBack).click();
    await card(waits).waitFor();
    stage.simulator.control.heal('ollama');
    await stage.simulator.settled();
    await button('Start Ollama').click();
    await stage.chat.lastAnswer.getByText('The rule is simple to say').waitFor({ timeout: 40_000 });
    assert.equal(await stage.chat.lastAnswer.getAttribute('aria-label'), answerOf.standIn);
  });

  it('stops on Stop waiting, and shows the same button again', async () => {
    await breakAll();
    const asked = await askInVain('Shall I wait?');
    await button(sendWhenBack).click();
    await button('Stop waiting').focus();
    await stage.window.workbench.page.keyboard.press('Enter');
    await card('Nobody could answer.').waitFor();
    assert.equal(await stage.chat.focused(), 'Nobody could answer.');
    stage.simulator.control.heal('claude');
    await new StatusPicker(stage.window.workbench).act('claude-sonnet-5-5', 'Try Claude now');
    // Nothing is to happen, so that there is nothing to wait for but time: a waiting question would be sent at once.
    await stage.window.workbench.page.waitForTimeout(2_000);
    assert.equal(askedClaude(), asked);
    assert.equal(await button(sendWhenBack).count(), 1);
  });

  it('ends with a new question, whose answer is the only one that comes', async () => {
    await breakAll();
    const asked = await askInVain('The first?');
    await button(sendWhenBack).click();
    await card(waits).waitFor();
    stage.simulator.control.heal('claude');
    stage.simulator.control.script('claude', { text: 'To the second.' });
    await stage.chat.send('The second?');
    await stage.chat.lastAnswer.getByText('To the second.').waitFor({ timeout: 40_000 });
    await stage.chat.settled();
    assert.equal(await stage.chat.answers.count(), 2);
    assert.equal(await stage.chat.answers.first().getByRole('button', { name: sendWhenBack }).count(), 0);
    assert.equal(askedClaude(), asked + 1);
  });

  it('is there after a reload and waits for a click', async () => {
    await breakAll();
    const asked = await askInVain('Will you survive?');
    await button(sendWhenBack).click();
    await card(waits).waitFor();
    await until(openConversation, (text) => text.includes('"t":"watching"'));
    await stage.window.reload();
    await stage.statusBecomes('', 60_000);
    await stage.chat.open();
    await card('This question still waits to be sent.').waitFor();
    await stage.window.workbench.screenshot('nobody after a reload');
    stage.simulator.control.heal('claude');
    assert.equal(askedClaude(), asked);
    await button(sendWhenBack).click();
    await stage.chat.lastAnswer.getByText('The rule is simple to say').waitFor({ timeout: 40_000 });
    await stage.chat.settled();
    assert.equal(await stage.chat.lastAnswer.getAttribute('aria-label'), answerOf.claude);
    assert.equal(askedClaude(), asked + 1);
    assert.deepEqual(stage.simulator.control.journal.violations, []);
  });

  it('tells of the answer in one quiet notice when the chat is out of sight', async () => {
    await breakAll();
    await askInVain('Will you tell me?');
    await button(sendWhenBack).click();
    await card(waits).waitFor();
    const { workbench } = stage.window;
    await workbench.runCommand('View: Toggle Secondary Side Bar Visibility');
    stage.simulator.control.heal('claude');
    await until(
      () => notices.seen(),
      (seen) => seen.length > 0,
      40_000,
    );
    assert.deepEqual(await notices.seen(), ['Claude is back and has answered your question.']);
    await workbench.screenshot('nobody notice');
    await workbench.page.locator('.notification-toast').getByRole('button', { name: 'Show' }).click();
    // A view that was hidden comes back in a frame of another kind than the one in which the chat page is looked for.
    const shown = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await shown.getByRole('article', { name: answerOf.claude }).waitFor();
  });
});
