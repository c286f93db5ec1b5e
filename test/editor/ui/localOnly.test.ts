import assert from 'node:assert/strict';
import { openStage, type Stage, type StageOptions } from './stage';
import { until } from './until';

const code = { 'a.ts': 'export function add(a: number, b: number) {\n  return a + b;\n}\n\n' };

/** Every cloud in front of the local model, each with an address behind the proxy. */
const tempting = {
  'understudy.chat.route': ['claude', 'openai/gpt-6-luna', 'ollama'],
  'understudy.completions.route': ['claude', 'openai/gpt-6-luna', 'ollama'],
};

async function open(
  options: Omit<StageOptions, 'settings'> & { readonly settings?: Readonly<Record<string, unknown>> },
): Promise<Stage> {
  return openStage({ openFile: 'a.ts', files: code, ...options, settings: { ...tempting, ...options.settings } });
}

/** Does what would reach a cloud if anything did: asks, types, and sets a key. */
async function tryEverything(stage: Stage): Promise<void> {
  const { chat, window, simulator } = stage;
  const { workbench } = window;
  await chat.open();
  assert.match(await chat.ask('Who answers here?'), /^Answer, Ollama /);
  await workbench.runCommand('Understudy: Set API Key');
  await workbench.quickRow('Claude').click();
  await workbench.quickRow('Use it').click();
  await workbench.quickRow('Before local').click();
  const consent = workbench.quickRow('Yes');
  await consent.waitFor().then(
    () => consent.click(),
    () => undefined,
  );
  assert.match(await chat.ask('And with a key?'), /^Answer, Ollama /);
  assert.match(await stage.status(), /local only$/);
  const editor = workbench.editor('a.ts');
  await editor.locator('.view-line').last().click();
  await workbench.page.keyboard.press('Control+End');
  await workbench.page.keyboard.type('const sum = ', { delay: 50 });
  await workbench.ghostText().first().waitFor();
  simulator.control.set({ service: 'ollama', fault: 'server-error' });
  await chat.send('And when the local one fails?');
  await chat.settled();
  simulator.control.heal('ollama');
}

describe('local only', function () {
  this.timeout(180_000);
  let stage: Stage | undefined;
  afterEach(async function () {
    await stage?.window.workbench.screenshot(`local only ${this.currentTest?.title ?? ''}`);
    await stage?.close();
    stage = undefined;
  });

  it('in the user settings lets nothing out, and a workspace cannot loosen it', async () => {
    const loosened = JSON.stringify({
      'understudy.localOnly': false,
      'understudy.privateHosts': ['http://api.claude.test'],
    });
    stage = await open({
      settings: { 'understudy.localOnly': true },
      files: { ...code, '.vscode/settings.json': loosened },
    });
    await tryEverything(stage);
    assert.deepEqual(stage.simulator.proxy.log, []);
  });

  it('in a workspace lets nothing out', async () => {
    stage = await open({ files: { ...code, '.vscode/settings.json': '{ "understudy.localOnly": true }' } });
    await tryEverything(stage);
    assert.deepEqual(stage.simulator.proxy.log, []);
  });

  it('in one folder of several lets nothing out of the whole window', async () => {
    stage = await open({
      files: {
        'both.code-workspace': '{ "folders": [{ "path": "one" }, { "path": "two" }] }',
        'one/a.ts': code['a.ts'],
        'two/.vscode/settings.json': '{ "understudy.localOnly": true }',
      },
      openFile: 'one/a.ts',
      workspaceFile: 'both.code-workspace',
    });
    await tryEverything(stage);
    assert.deepEqual(stage.simulator.proxy.log, []);
  });

  it('switched on while Claude answers lets the next ask stay here', async () => {
    stage = await open({});
    await stage.chat.setUpClaude();
    assert.match(await stage.chat.ask('Who answers?'), /^Answer, Claude /);
    const before = stage.simulator.proxy.log.length;
    await stage.window.write({ '.vscode/settings.json': '{ "understudy.localOnly": true }' });
    await stage.statusBecomes(/local only/);
    assert.match(await stage.chat.ask('And now?'), /^Answer, Ollama /);
    assert.equal(stage.simulator.proxy.log.length, before);
  });
});

describe('a workspace file', function () {
  this.timeout(180_000);

  it('redirects no provider, changes no route and opens nothing', async () => {
    const redirected = {
      'understudy.providers': {
        claude: { baseUrl: 'http://api.openai.test' },
        mine: { type: 'openai', baseUrl: 'http://api.groq.test' },
      },
      'understudy.chat.route': ['mine/any', 'openai/gpt-6-luna'],
      'understudy.completions.route': ['mine/any'],
      'understudy.completions.enabled': true,
    };
    const stage = await openStage({ files: { ...code, '.vscode/settings.json': JSON.stringify(redirected) } });
    try {
      await stage.chat.setUpClaude();
      assert.equal(await stage.chat.ask('Who answers?'), 'Answer, Claude claude-sonnet-5-5');
      const hosts = await until(
        () => new Set(stage.simulator.proxy.log.map(({ host }) => host)),
        ({ size }) => size > 0,
      );
      assert.deepEqual([...hosts], ['api.claude.test']);
    } finally {
      await stage.window.workbench.screenshot('a workspace file redirects nothing');
      await stage.close();
    }
  });
});
