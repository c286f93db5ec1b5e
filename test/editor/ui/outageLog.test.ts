import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { answerOf, continued } from './outageStage';
import { OutageLogPage } from './outageLogPage';
import { openStage, type Stage } from './stage';
import { until } from './until';

describe('the outage log', function () {
  this.timeout(120_000);
  let stage: Stage;
  let log: OutageLogPage;

  before(async () => {
    stage = await openStage({ standIn: 'gemma4:e4b', simulator: { pace: { msPerChunk: 1, charsPerChunk: 8 } } });
    log = new OutageLogPage(stage.window.workbench);
  });
  afterEach(function () {
    return stage?.window.workbench.screenshot(`outage log ${this.currentTest?.title}`);
  });
  after(() => stage?.close());

  it('says before the first ask what will be in it', async () => {
    await log.open();
    await log.empty.waitFor();
    assert.equal(await log.button('Open chat').count(), 1);
  });

  it('tells an outage while it is on: what failed, what was carried over, and who answered', async () => {
    const { chat, simulator } = stage;
    await chat.setUpClaude();
    assert.equal(await chat.ask('How does a stand-in take over?'), answerOf.claude);
    simulator.control.set({
      service: 'claude',
      fault: 'overloaded-event',
      phase: 'midAnswer',
      afterText: '## The code',
    });
    assert.equal(await chat.ask('And in code?'), continued);
    assert.equal(await chat.ask('And again?'), answerOf.standIn);
    await log.headline.filter({ hasText: 'Claude is away: overloaded' }).waitFor();
    assert.equal(await log.outages.count(), 1);
    const story = (await log.story()).join('\n');
    assert.match(story, /Claude: overloaded/);
    assert.match(story, /overloaded_error/);
    assert.match(story, /Gemma 4 carried on a cut answer of Claude; \d{3,} characters kept/);
    assert.match(story, /Gemma 4 answered 2 asks/);
    assert.match(story, /Claude has not answered again yet/);
  });

  it('shows the same in a light theme', async () => {
    const { window, settings } = stage;
    await window.changeSettings({ ...settings, 'workbench.colorTheme': 'Light Modern' });
    await log.open();
    await log.row(/claude-sonnet-5-5/).waitFor();
    await window.workbench.screenshot('outage log in a light theme');
    const chart = log.chart('Chat');
    await chart.waitFor();
    await log.scrollTo(chart);
    // A canvas that the page's policy or a missing colour kept empty has one colour only.
    const colours = await chart.evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
    assert.ok(colours > 10, `${colours} colours`);
  });

  it('follows the way back, and keeps what was open', async () => {
    const { chat, simulator, window, settings } = stage;
    await window.changeSettings({ ...settings, 'workbench.colorTheme': 'Dark Modern' });
    await log.open();
    await log.story();
    await simulator.reset();
    await until(
      async () => (await chat.ask('Is Claude back?', 60_000)) === answerOf.claude,
      (isBack) => isBack,
      60_000,
    );
    await log.headline.filter({ hasText: 'Every ask was answered.' }).waitFor();
    assert.match((await log.story()).join('\n'), /Claude answered again/);
    assert.equal(await log.outages.first().getAttribute('open'), '');
    assert.match((await log.row(/claude-sonnet-5-5/).innerText()).replaceAll(/\s+/g, ' '), /\d %.*\d (ms|s)/);
  });

  it('exports a post-mortem where the user says, opens it, and holds neither prompt nor key', async () => {
    const { window, simulator } = stage;
    const { workbench, workspace } = window;
    await log.button('Export post-mortem').click();
    const target = path.join(workspace, 'post-mortem.md');
    const input = workbench.quickInput();
    // The dialog writes its own proposal once it has looked at the folder.
    await until(
      () => input.inputValue(),
      (proposed) => /\/post-mortem-claude-[\d-]+\.md$/.test(proposed),
    );
    await input.fill(target);
    await until(
      () => workbench.page.locator('.quick-input-list .monaco-list-row').allInnerTexts(),
      (rows) => !rows.some((row) => row.includes('post-mortem-claude')),
    );
    assert.equal(await input.inputValue(), target);
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab.active', { hasText: 'post-mortem.md' }).waitFor();
    const text = await readFile(target, 'utf8');
    assert.match(text, /^# Post-mortem: Claude, overloaded, /);
    assert.match(text, /\| Answered meanwhile by a stand-in \| \d+ \(Gemma 4: \d+\) \|/);
    assert.match(text, /`overloaded_error`/);
    assert.match(text, /Claude answered again\./);
    for (const secret of ['How does a stand-in', 'Is Claude back', simulator.key('claude')])
      assert.ok(!text.includes(secret), secret);
  });

  it('is there again after a reload of the window, with the period that was chosen', async () => {
    const { window } = stage;
    await log.open();
    await log.period('7 days').check({ force: true });
    const { workbench } = window;
    const loaded = workbench.page.waitForEvent('load');
    await workbench.runCommand('Developer: Reload Window');
    await loaded;
    await workbench.ready();
    await log.outages.first().waitFor({ timeout: 60_000 });
    assert.equal(await log.period('7 days').isChecked(), true);
    // The command shows the same tab.
    await log.open();
    assert.equal(await log.tabs.count(), 1);
  });

  it('is still known when the extension host was killed', async () => {
    const { window } = stage;
    window.killExtensionHost();
    await window.reload();
    await log.outages.first().waitFor({ timeout: 60_000 });
    assert.match((await log.story()).join('\n'), /Claude: overloaded/);
  });
});
