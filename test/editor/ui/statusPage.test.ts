import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { answerOf, OutageStage } from './outageStage';
import { statusId } from './stage';
import { until } from './until';

const pageHost = 'status.claude.com';

describe('a status page in an outage', function () {
  this.timeout(180_000);
  let scene: OutageStage;

  before(async () => {
    scene = await OutageStage.open({ scheme: 'https' });
  });
  afterEach(function () {
    return scene?.stage.window.workbench.screenshot(`status page ${this.currentTest?.title}`);
  });
  after(() => scene?.close());

  /** How often a connection to Claude's page was asked for. */
  const looks = (): number => scene.stage.simulator.proxy.log.filter(({ host }) => host === pageHost).length;

  /** The tooltip of the status bar item, opened anew. */
  async function tooltip(): Promise<Locator> {
    const { workbench } = scene.stage.window;
    await workbench.page.mouse.move(600, 300);
    await workbench.page.locator('.monaco-hover:visible').waitFor({ state: 'hidden' });
    await workbench.statusItem(statusId).hover();
    return workbench.page.locator('.monaco-hover', { hasText: 'Understudy: ' });
  }

  it('is not read while Claude answers', async () => {
    assert.equal(await scene.ask(), answerOf.claude);
    assert.equal(looks(), 0);
  });

  it('tells in the tooltip, in its own words, which incident it shows', async () => {
    scene.stage.simulator.pages.set('claude', {
      mood: 'incident',
      model: '*Claude* [Sonnet](command:x) of https://x.test 5.5',
    });
    scene.break({ fault: 'overloaded' });
    assert.equal(await scene.ask(), answerOf.standIn);
    await scene.assertElsewhere('overloaded');
    await until(looks, (count) => count > 0);
    const shown = await until(
      async () => (await (await tooltip()).innerText()).replaceAll('\u00a0', ' '),
      (text) => text.includes('Status page of Claude'),
    );
    await scene.stage.window.workbench.screenshot('status page tooltip');
    // Plain text: what the page says is neither emphasis nor a link.
    assert.match(
      shown,
      /Status page of Claude: “Elevated errors on \*Claude\* \[Sonnet\]\(command:x\) of https:\/\/x\.test 5\.5”, investigating since \d\d:\d\d \(read \d\d:\d\d\)/,
    );
    assert.equal(await (await tooltip()).getByRole('link', { name: /Sonnet|x\.test/ }).count(), 0);
  });

  it('tells the same in the status report', async () => {
    const { workbench } = scene.stage.window;
    await workbench.page.mouse.move(600, 300);
    await workbench.runCommand('Understudy: Show Status');
    const report = workbench.editor('Understudy%20Status.txt');
    const lines = async (): Promise<string> =>
      (await report.locator('.view-line').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
    await until(lines, (text) => /^Status pages\n +Claude: “Elevated errors on \*Claude/m.test(text));
  });
});
