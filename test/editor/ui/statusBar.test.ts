import assert from 'node:assert/strict';
import { openStage, statusId, type Stage } from './stage';
import { StatusPicker } from './statusPicker';
import { until } from './until';

/** What stands in the status bar: the codicon, the text, and how loud its background is. */
type Shown = readonly [icon: string, text: string, background: 'none' | 'warning' | 'error'];

describe('the status bar', function () {
  this.timeout(120_000);
  let stage: Stage;
  let picker: StatusPicker;
  let providers: Record<string, object>;

  before(async () => {
    // A profile as it is after installation: nothing of ours is set.
    stage = await openStage({ settings: { 'understudy.providers': undefined } });
    picker = new StatusPicker(stage.window.workbench);
    const { simulator } = stage;
    providers = {
      claude: { baseUrl: simulator.cloudUrl('claude') },
      ollama: { baseUrl: simulator.url('ollama'), chatModel: 'gemma4:e4b' },
    };
  });
  afterEach(function () {
    return stage?.window.workbench.screenshot(`status bar ${this.currentTest?.title}`);
  });
  after(() => stage?.close());

  async function shown(): Promise<Shown> {
    const item = stage.window.workbench.statusItem(statusId);
    const [looks, icon] = await item.evaluate((element) => [
      element.className,
      element.querySelector('.codicon')?.className ?? '',
    ]);
    const background = looks.includes('error-kind') ? 'error' : looks.includes('warning-kind') ? 'warning' : 'none';
    return [/codicon-([\w-]+)/.exec(icon)?.[1] ?? '', await stage.status(), background];
  }

  /** Waits for what is to be seen, and compares what a screen reader is told. */
  async function assertShown(...wanted: Shown): Promise<void> {
    await until(shown, (now) => now.join() === wanted.join(), 30_000);
    const label = stage.window.workbench.statusItem(statusId).getByRole('button');
    assert.equal(await label.getAttribute('aria-label'), `Understudy: ${wanted[1]}`);
  }

  async function change(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await stage.window.changeSettings({ ...stage.settings, ...settings });
  }

  it('says that nothing is set up, and a click leads to the buttons that change that', async () => {
    await assertShown('rocket', 'Set up Understudy', 'none');
    await stage.window.workbench.statusItem(statusId).locator('a').click();
    await stage.chat.input.waitFor();
    await stage.chat.button('Claude key').waitFor();
    await stage.chat.button(/^(Start|Install) Ollama$/).waitFor();
    await assertShown('rocket', 'Set up Understudy', 'none');
  });

  it('names a local server nobody has looked at yet, and is not alarmed', async () => {
    await change({ 'understudy.providers': { ...providers, ollama: { baseUrl: stage.simulator.url('ollama') } } });
    await assertShown('sparkle', 'Ollama', 'none');
  });

  it('says that nobody can answer', async () => {
    await change({ 'understudy.providers': providers });
    stage.simulator.control.set({ service: 'ollama', fault: 'refused' });
    await stage.simulator.settled();
    await stage.chat.ask('Is anybody there?');
    await assertShown('error', 'No assistant available', 'error');
    await stage.chat.lastAnswer.getByText(/^Ollama is not running at /).waitFor();
    await stage.chat.lastAnswer.getByRole('button', { name: 'Start Ollama' }).waitFor();
  });

  it('says that the local model is loading, and then that it answers', async () => {
    const { chat, simulator } = stage;
    simulator.control.heal('ollama');
    await simulator.settled();
    simulator.shelf.loadMs = 4_000;
    await chat.send('And now?');
    await assertShown('loading', 'Gemma 4 · loading', 'none');
    await chat.settled();
    await assertShown('sparkle', 'Gemma 4', 'none');
  });

  it('names the first choice', async () => {
    await stage.chat.newChat();
    await stage.chat.setUpClaude();
    await assertShown('sparkle', 'Claude', 'none');
    assert.equal(await stage.chat.ask('Who is it?'), 'Answer, Claude claude-sonnet-5-5');
    await assertShown('sparkle', 'Claude', 'none');
  });

  it('says that the first choice is slow', async () => {
    const { chat, simulator } = stage;
    simulator.control.pace({ firstMs: 11_000 }, 'claude');
    await chat.send('Take your time');
    await assertShown('watch', 'Claude · slow', 'none');
    await chat.settled();
    simulator.control.pace({ firstMs: 0 }, 'claude');
    await chat.ask('And quickly now');
    await assertShown('sparkle', 'Claude', 'none');
  });

  it('names who was pinned, and Claude again without the pin', async () => {
    await picker.act('gemma4:e4b', 'Answer with Ollama only, in this window');
    await assertShown('pinned', 'Gemma 4', 'none');
    await picker.act('gemma4:e4b', 'Use the route again');
    await assertShown('sparkle', 'Claude', 'none');
  });

  it('says who works elsewhere while Claude is paused, and Claude again after', async () => {
    await picker.act('claude-sonnet-5-5', 'Pause Claude');
    await assertShown('shield', 'Gemma 4 · Claude paused', 'warning');
    await picker.act('claude-sonnet-5-5', 'Resume Claude');
    await assertShown('sparkle', 'Claude', 'none');
  });

  it('says who works elsewhere and why', async () => {
    const { chat, simulator } = stage;
    simulator.control.set({ service: 'claude', fault: 'overloaded' });
    assert.equal(await chat.ask('Are you there?'), 'Answer, Ollama gemma4:e4b');
    await assertShown('shield', 'Gemma 4 · Claude overloaded', 'warning');
  });

  it('says that only local models are allowed', async () => {
    await change({ 'understudy.providers': providers, 'understudy.localOnly': true });
    await assertShown('lock', 'Gemma 4 · local only', 'none');
    await change({ 'understudy.providers': providers });
    await assertShown('shield', 'Gemma 4 · Claude overloaded', 'warning');
  });

  it('says that there is no network', async () => {
    const { chat, simulator } = stage;
    simulator.control.heal();
    simulator.proxy.setMode({ kind: 'offline', how: 'destroy' });
    await picker.act('claude-sonnet-5-5', 'Try Claude now');
    assert.equal(await chat.ask('Is there a network?'), 'Answer, Ollama gemma4:e4b');
    await assertShown('debug-disconnect', 'Gemma 4 · offline', 'warning');
  });

  it('tells the rest in its tooltip and in the status report', async () => {
    const { workbench } = stage.window;
    await workbench.runCommand('Understudy: Show Status');
    const report = workbench.editor('Understudy%20Status.txt');
    await report.getByText('Claude claude-sonnet-5-5: offline').waitFor();
    await report.getByText('Ollama gemma4:e4b (answers now): answering').first().waitFor();
    await workbench.statusItem(statusId).hover();
    const tooltip = workbench.page.locator('.monaco-hover', { hasText: 'Understudy: Gemma 4 · offline' });
    await tooltip.getByText('answers now').first().waitFor();
    await tooltip.getByRole('link', { name: 'Choose provider' }).waitFor();
  });
});
