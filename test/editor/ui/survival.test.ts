import assert from 'node:assert/strict';
import { knownText } from '../../simulator/knownText';
import type { Locator } from 'playwright-core';
import { totalmem } from 'node:os';
import { recommend } from '../../../src/core/local/suggestModel';
import { StatusPicker } from './statusPicker';
import { openStage, statusId, type Stage } from './stage';
import { until } from './until';

/** How much of the answer must be there before the window is hurt. */
const enough = 'The rule is simple to say';

describe('under way', function () {
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

  it('an answer is there again after the extension host was killed, and can be carried on', async () => {
    await beginAnswer('What if the host dies?');
    stage.window.killExtensionHost();
    await reload();
    await assertMended('What if the host dies?');
  });

  it('an answer is there again after the window was reloaded, and can be carried on', async () => {
    await stage.chat.newChat();
    await beginAnswer('What if the window goes?');
    await reload();
    await assertMended('What if the window goes?');
  });

  it('a question that is being written stays where it was', async () => {
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

  it('nothing takes the key of Claude away over a reload', async () => {
    await stage.statusBecomes('Claude');
    stage.simulator.control.script('claude', { text: 'Still me.' });
    await stage.chat.newChat();
    assert.equal(await stage.chat.ask('Who is it?'), 'Answer, Claude claude-sonnet-5-5');
  });

  /** What the notification of a download says now. */
  const progress = (model: string): Locator => stage.window.workbench.toast(`Downloading ${model}`);

  it('a download tells how far it is, stops on Cancel, goes on with Resume, and its model answers', async () => {
    const { simulator, window } = stage;
    const { workbench } = window;
    const { shelf } = simulator;
    shelf.models = [];
    shelf.registry.bytesPerSecond = 0.25e9;
    shelf.registry.tickMs = 60;
    await workbench.runCommand('Understudy: Download model');
    await workbench.quickRow('gemma3:4b').waitFor();
    const rows = await workbench.page
      .locator('.quick-input-list .monaco-list-row')
      .evaluateAll((all) => all.map((row) => row.ariaLabel ?? ''));
    await workbench.screenshot('download picker');
    assert.match(rows[0] ?? '', new RegExp(`^${recommend(totalmem()).chat.model}, .*Recommended for this machine$`));
    const row = /^gemma3:4b, 3\.3 GB to download, chat, vision · needs about 4\.2 GB of memory/;
    assert.ok(
      rows.some((text) => row.test(text)),
      rows.join('\n'),
    );
    await workbench.quickRow('gemma3:4b').click();
    await progress('gemma3:4b')
      .getByText(/\d\.\d GB of 3\.3 GB · \d+ MB\/s · \d+ s left/)
      .waitFor();
    await workbench.screenshot('download progress');
    await progress('gemma3:4b').getByRole('button', { name: 'Cancel' }).click();
    const kept = workbench.toast('What is here of gemma3:4b is kept.');
    await kept.waitFor();
    await workbench.screenshot('download cancelled');
    shelf.registry.bytesPerSecond = 1.5e9;
    await kept.getByRole('button', { name: 'Resume' }).click();
    await workbench.toast(/Gemma 3 is ready for chat; its first word took/).waitFor();
    await workbench.screenshot('download done');
    const pulls = simulator.control.journal.requests.filter(({ path }) => path === '/api/pull');
    assert.deepEqual(
      pulls.map(({ outcome }) => outcome),
      ['left', 'answered'],
    );
    await new StatusPicker(workbench).act('gemma3:4b', 'Answer with Ollama only, in this window');
    await stage.statusBecomes('Gemma 3');
    assert.equal(await stage.chat.ask('Who came?'), 'Answer, Ollama gemma3:4b');
  });

  it('a download that ends with its window goes on after a click, from where it was', async () => {
    const { simulator, window } = stage;
    const { workbench } = window;
    const { registry } = simulator.shelf;
    registry.bytesPerSecond = 0.1e9;
    await workbench.runCommand('Understudy: Download model');
    await workbench.quickRow('gemma3:1b').click();
    await progress('gemma3:1b')
      .getByText(/0\.[1-9] GB of 0\.8 GB/)
      .waitFor();
    // How far it is goes to disk every five seconds, and with the first line.
    window.killExtensionHost();
    await reload();
    const offer = workbench.toast('The download of gemma3:1b was interrupted. What is here is kept.');
    await offer.waitFor({ timeout: 30_000 });
    await workbench.screenshot('download interrupted');
    const before = simulator.control.journal.requests.filter(({ path }) => path === '/api/pull').length;
    registry.bytesPerSecond = 0.4e9;
    await offer.getByRole('button', { name: 'Resume' }).click();
    await workbench.toast(/Gemma 3 is ready for chat/).waitFor({ timeout: 60_000 });
    const pulls = simulator.control.journal.requests.filter(({ path }) => path === '/api/pull');
    assert.equal(pulls.length, before + 1);
    assert.equal(registry.mostAtOnce, 1);
  });
});
