import assert from 'node:assert/strict';
import { answerOf, continued, OutageStage } from './outageStage';
import { ReportTab } from './reportTab';
import { statusId } from './stage';
import { until } from './until';

describe('a rehearsal and a readiness check', function () {
  this.timeout(180_000);
  let scene: OutageStage;

  before(async () => {
    scene = await OutageStage.open({ settings: { 'understudy.completions.route': ['claude'] } });
  });
  beforeEach(() => scene.recover());
  afterEach(function () {
    return scene?.screenshot(`drill ${this.currentTest?.title}`);
  });
  after(() => scene?.close());

  it('begins in the palette, is marked everywhere, ends by itself without a tab, and offers its report', async () => {
    const { workbench } = scene.stage.window;
    await begin('Overloaded', 'overloaded', '1 minute');
    await scene.stage.statusBecomes('Claude · rehearsal');
    await told(/^Rehearsal: “Overloaded” in front of Claude, in this window only, until \d\d:\d\d\./);

    assert.equal(await scene.ask(), answerOf.standIn);
    await scene.assertWhole();
    assert.equal(scene.asked('claude').chat, 0, 'no ask leaves');
    await scene.stage.statusBecomes('Gemma 4 · Claude overloaded · rehearsal');
    await told(/^Claude: overloaded \(rehearsal\)\. Gemma 4 answers until Claude is back\.$/);
    await workbench.screenshot('drill marked');
    await workbench.statusItem(statusId).hover();
    const tooltip = workbench.page.locator('.monaco-hover', { hasText: 'Stop rehearsal' });
    await tooltip.getByText('overloaded (rehearsal)').first().waitFor();
    await workbench.screenshot('drill tooltip');
    await workbench.page.mouse.move(0, 0);

    const { input } = scene.stage.chat;
    await input.fill('Typed while it');
    await workbench.toast('The rehearsal is over').waitFor({ timeout: 90_000 });
    await workbench.page.keyboard.type(' ended');
    assert.equal(await input.inputValue(), 'Typed while it ended');
    await input.fill('');
    assert.equal(await workbench.page.getByRole('tab', { name: /^Rehearsal/ }).count(), 0, 'no tab opens by itself');
    await workbench.toast('The rehearsal is over').getByRole('button', { name: 'Show report' }).click();
    const report = await ReportTab.opened(workbench.page, 'Rehearsal: Claude');
    await report.body.getByText('Asks in chat: 1. Answered: 1 by Gemma 4.').waitFor();
    await report.body.getByText('Every ask was answered, but cover has gaps').waitFor();
    await report.items('Next steps').filter({ hasText: 'If Claude fails, chat has only Gemma 4.' }).waitFor();
    await report.items('Next steps').filter({ hasText: 'Nobody completes code.' }).waitFor();
    const [row] = await report.rows('Ask by ask');
    assert.deepEqual([row?.[1], row?.[2], row?.[4]], ['Chat', 'Gemma 4', 'Claude: overloaded']);
    await scene.stage.statusBecomes(/^\s*Claude\s*$/);
    await workbench.screenshot('drill report');
    await workbench.runCommand('View: Close Editor');
    assert.equal(await scene.ask('And now?'), answerOf.claude);
  });

  it('cuts a real answer, says in the seam that it was played, and is stopped in the picker', async () => {
    const { workbench } = scene.stage.window;
    await begin('Connection reset', 'connection lost', 'Until stopped');
    assert.equal(await scene.ask(), continued);
    await scene.assertWhole();
    assert.deepEqual(await scene.stage.chat.seamNames(), [
      'Claude stopped: connection lost (rehearsal). Continued by Gemma 4.',
    ]);
    await scene.screenshot('drill seam');
    await workbench.statusItem(statusId).locator('a').click();
    await workbench.quickRow('Stop rehearsal').click();
    const report = await ReportTab.opened(workbench.page, 'Rehearsal: Claude');
    await report.body.getByText('An answer was cut; Gemma 4 carried it on with 400 characters kept.').waitFor();
    await scene.stage.statusBecomes(/^\s*Claude\s*$/);
    await workbench.runCommand('View: Close Editor');
  });

  it('checks every target after saying what it costs, and names a gap with the button that closes it', async () => {
    const { workbench } = scene.stage.window;
    await workbench.runCommand('Understudy: Check readiness');
    await workbench.dialog().getByText('each request costs a few tokens').waitFor();
    await workbench.screenshot('drill question');
    await workbench.dialog().getByRole('button', { name: 'Check now' }).click();
    const page = await ReportTab.opened(workbench.page, 'Readiness', 60_000);
    const rows = await page.rows('What was asked');
    assert.deepEqual(
      rows.map(([target, use]) => `${use}: ${target}`),
      ['Chat: Claude claude-sonnet-5-5', 'Chat: Ollama gemma4:e4b', 'Inline completions: Claude claude-haiku-5-5'],
    );
    assert.match(rows[0]?.[2] ?? '', /^first token \d/);
    assert.equal(rows[2]?.[2], 'not asked: not allowed to complete code');
    assert.equal(rows[0]?.[3], 'ANTHROPIC_API_KEY');
    const [first] = await page.items('Gaps, in order of risk').all();
    await first?.getByText('Nobody completes code.').waitFor();
    await workbench.screenshot('drill readiness');
    await first?.getByRole('button', { name: 'Put Ollama on the route' }).click();
    await workbench.page.locator('.settings-editor').getByText('Completions: Route').first().waitFor();
    await scene.stage.statusBecomes(/^\s*Claude\s*$/);
  });

  /** Waits for a notice; one that has gone again counts. */
  async function told(sentence: RegExp): Promise<void> {
    await until(
      () => scene.notices.seen(),
      (seen) => seen.some((one) => sentence.test(one)),
    );
  }

  /** Begins a rehearsal of Claude's outage from the palette. */
  async function begin(fault: string, reason: string, duration: string): Promise<void> {
    const { workbench } = scene.stage.window;
    await workbench.runCommand('Understudy: Rehearse outage');
    await workbench.quickRow('claude-sonnet-5-5').click();
    await workbench.page.locator('.quick-input-title', { hasText: '2 of 3' }).waitFor();
    await workbench.screenshot('drill faults');
    await workbench.quickInput().fill(fault);
    await workbench.page.getByRole('option', { name: `${fault}, read as: ${reason}` }).click();
    await workbench.page.locator('.quick-input-title', { hasText: '3 of 3' }).waitFor();
    await workbench.quickRow(duration).click();
  }
});
