import assert from 'node:assert/strict';
import type { Workbench } from '../rig/workbench';
import { ChatPage } from './chatPage';
import { answerOf, OutageStage } from './outageStage';
import { statusId } from './stage';
import { until } from './until';

const elsewhere = 'Gemma 4 · Claude rate limited';

describe('what is known of an outage', function () {
  this.timeout(180_000);
  let scene: OutageStage;
  let shown: Workbench;

  before(async () => {
    scene = await OutageStage.open();
    shown = scene.stage.window.workbench;
    // Claude asks for five minutes of peace, which is longer than these tests take.
    scene.break({ fault: 'rate-limited-300s' });
    assert.equal(await scene.ask(), answerOf.standIn);
    await scene.assertElsewhere('rate limited');
  });
  afterEach(async function () {
    await shown.screenshot(`windows ${this.currentTest?.title}`);
  });
  after(() => scene?.close());

  const assertStandsIn = async (workbench: Workbench): Promise<void> => {
    await until(
      async () => (await workbench.statusItem(statusId).innerText({ timeout: 60_000 })).trim(),
      (text) => text === elsewhere,
    );
    const { chat: before } = scene.asked('claude');
    const chat = new ChatPage(workbench);
    await chat.open();
    await chat.newChat();
    assert.equal(await chat.ask('Who answers here?'), answerOf.standIn);
    assert.equal(scene.asked('claude').chat, before, 'Claude was not asked');
  };

  it('survives a reload: the status bar still says elsewhere, and the next ask goes straight to the stand-in', async () => {
    await scene.stage.window.reload();
    await assertStandsIn(shown);
    // Of an episode there is one notice, and it was given before.
    await scene.assertNotices();
  });

  it('survives the death of the extension host', async () => {
    scene.stage.window.killExtensionHost();
    await scene.stage.window.reload();
    await assertStandsIn(shown);
  });

  it('is known in a second window, which goes straight to the stand-in without a failure of its own', async () => {
    shown = await scene.stage.window.openBeside();
    await assertStandsIn(shown);
  });

  it('is over in the second window, too, once Claude has answered in the first', async () => {
    scene.stage.simulator.control.heal();
    await scene.tryNow();
    assert.equal(await scene.ask('Are you back?'), answerOf.claude);
    await scene.assertClaude();
    await until(
      async () => (await shown.statusItem(statusId).innerText()).trim(),
      (text) => text === 'Claude',
    );
  });
});
