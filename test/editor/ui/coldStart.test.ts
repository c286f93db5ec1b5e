import assert from 'node:assert/strict';
import { knownText } from '../../simulator/knownText';
import type { RequestRecord } from '../../simulator/journal';
import { activatedAt } from './diagnostics';
import { openStage, type Stage } from './stage';
import { until } from './until';

/** The editor's clock and the simulator's are one; what lies between scheduling the look and logging the start is less. */
const logLagMs = 300;

describe('a cold start without a network', function () {
  this.timeout(120_000);
  let stage: Stage;

  before(async () => {
    stage = await openStage({
      openFile: 'a.ts',
      before: (simulator) => simulator.proxy.setMode({ kind: 'offline', how: 'refuse' }),
    });
  });

  afterEach(async function () {
    await stage?.window.workbench.screenshot(`cold start ${this.currentTest?.title}`);
  });

  after(() => stage?.close());

  const requests = (): readonly RequestRecord[] => stage.simulator.control.journal.requests;

  it('asks nobody but Ollama on this machine, once, and not before 2 s', async () => {
    await stage.statusBecomes('Gemma');
    // The version is looked at beside the models, and nothing waits for it.
    await until(requests, ({ length }) => length >= 3);
    assert.deepEqual(
      requests()
        .map(({ service, method, path }) => `${service} ${method} ${path}`)
        .toSorted(),
      ['ollama GET /api/ps', 'ollama GET /api/tags', 'ollama GET /api/version'],
    );
    const first = requests()[0]?.at ?? 0;
    assert.ok(first - (await activatedAt(stage.window)) >= 2_000 - logLagMs);
    assert.deepEqual(stage.simulator.proxy.log, []);
    assert.deepEqual(stage.window.browser.strays, []);
  });

  it('has asked nobody else when the chat is open and a question is being written', async () => {
    await stage.chat.open();
    await stage.chat.input.fill('Is anybody there?');
    assert.equal(await stage.chat.button(/^(Start|Install) Ollama$/).count(), 0);
    assert.equal(requests().length, 3);
    assert.deepEqual(stage.simulator.proxy.log, []);
  });

  it('answers a question on this machine', async () => {
    const name = await stage.chat.ask('Is anybody there?');
    assert.match(name, /^Answer, Ollama gemma/);
    assert.equal(await stage.chat.copiedAnswer(), knownText);
    assert.match(await stage.status(), /^Gemma \d$/);
  });

  it('completes code on this machine', async () => {
    const { workbench } = stage.window;
    await workbench.openFile('a.ts');
    await workbench.page.keyboard.type('const total = ', { delay: 30 });
    await workbench.ghostText().first().waitFor({ timeout: 30_000 });
    assert.equal(stage.simulator.control.journal.counter('ollama').completion > 0, true);
    assert.deepEqual(stage.simulator.proxy.log, []);
  });

  it('answers with Claude set up and out of reach, and has asked nobody before the question', async () => {
    const { chat, simulator, window } = stage;
    await chat.newChat();
    await chat.setUpClaude();
    await stage.statusBecomes('Claude');
    await window.reload();
    simulator.control.journal.reset();
    await stage.statusBecomes('Claude', 60_000);
    await chat.open();
    assert.deepEqual(simulator.proxy.log, []);

    const name = await chat.ask('And now?');
    assert.match(name, /^Answer, Ollama gemma/);
    await stage.statusBecomes(/Gemma \d · offline/);
    await window.workbench.toast(/Claude: offline\. Gemma \d answers until Claude is back\./).waitFor();
    await window.workbench.runCommand('Notifications: Clear All Notifications');
    assert.equal(await chat.copiedAnswer(), knownText);
  });
});
