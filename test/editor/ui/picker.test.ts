import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { chatAsks } from './asks';
import { copyDiagnostics } from './diagnostics';
import { openStage, statusId, type Stage } from './stage';
import { StatusPicker } from './statusPicker';
import { until } from './until';

const claudeModel = 'claude-sonnet-5-5';
const localModel = 'gemma4:e4b';

describe('the provider picker', function () {
  let stage: Stage;
  let picker: StatusPicker;

  before(async () => {
    stage = await openStage({
      openFile: 'a.ts',
      files: { 'a.ts': 'export const canaryCode = 1;\n\n' },
    });
    picker = new StatusPicker(stage.window.workbench);
    stage.simulator.control.script('claude', { text: 'Claude speaks. canary-answer' });
    stage.simulator.control.script('ollama', { text: 'Gemma speaks. canary-answer' });
    await stage.chat.setUpClaude();
  });
  after(() => stage?.close());
  beforeEach(async () => {
    stage.simulator.control.journal.reset();
    await stage.chat.newChat();
  });
  afterEach(function () {
    return stage.window.workbench.screenshot(`picker ${this.currentTest?.title}`);
  });

  const rows = async (): Promise<string[]> => {
    const { page } = stage.window.workbench;
    return page
      .locator('.quick-input-list .monaco-list-row')
      .evaluateAll((all) => all.map((row) => row.ariaLabel ?? ''));
  };
  const icon = (name: string) => stage.window.workbench.statusItem(statusId).locator(`.codicon-${name}`);
  const asked = (service: 'claude' | 'ollama'): number => chatAsks(stage.simulator, service).length;

  it('opens with a click on the status bar and says of every provider on both routes how it stands', async () => {
    await picker.open();
    const shown = await rows();
    await stage.window.workbench.screenshot('picker first page');
    await stage.window.workbench.page.keyboard.press('Escape');
    assert.deepEqual(shown, [
      'check  Use the route, Claude answers now, The first in this order that can answer does., Chat',
      'circle-outline  Claude, claude-sonnet-5-5 · answers now, not asked yet',
      'circle-outline  Ollama, gemma4:e4b, not asked yet',
      'check  Use the route, Qwen 2.5 Coder answers now, The first in this order that can answer does., Inline completions',
      'circle-outline  Claude, claude-haiku-5-5, not allowed to complete code',
      'circle-outline  Ollama, qwen2.5-coder:1.5b · answers now, not asked yet',
    ]);
  });

  it('pins one provider: the status bar shows the pin, and nobody else is asked', async () => {
    await picker.act(localModel, 'Answer with Ollama only, in this window');
    await stage.statusBecomes('Gemma 4');
    assert.equal(await icon('pinned').count(), 1);
    assert.equal(await stage.chat.ask('Who is it?'), `Answer, Ollama ${localModel}`);
    assert.equal(asked('claude'), 0);
  });

  it('is offered in the answer when the pinned one fails: the route answers, and the pin is gone', async () => {
    stage.simulator.control.set({ service: 'ollama', fault: 'server-error' });
    await stage.chat.ask('Is it there?');
    assert.equal(asked('claude'), 0);
    await stage.window.workbench.screenshot('picker pinned one fails');
    await stage.chat.button('Use the route').click();
    await stage.chat.lastAnswer.getByText('Claude speaks.').waitFor();
    assert.equal(await stage.chat.lastAnswer.getAttribute('aria-label'), `Answer, Claude ${claudeModel}`);
    await stage.statusBecomes('Claude');
    assert.equal(await icon('pinned').count(), 0);
    stage.simulator.control.heal();
    await picker.act(localModel, 'Try Ollama now');
  });

  it('takes a pin away', async () => {
    await picker.act(localModel, 'Answer with Ollama only, in this window');
    await stage.statusBecomes('Gemma 4');
    await picker.act(localModel, 'Use the route again');
    await stage.statusBecomes('Claude');
    assert.equal(await stage.chat.ask('Who is it?'), `Answer, Claude ${claudeModel}`);
  });

  it('pauses a provider, so that the stand-in answers, and lets it resume', async () => {
    await picker.act(claudeModel, 'Pause Claude');
    await stage.statusBecomes('Gemma 4 · Claude paused');
    assert.equal(await stage.chat.ask('Who is it?'), `Answer, Ollama ${localModel}`);
    assert.equal(asked('claude'), 0);
    await picker.act(claudeModel, 'Resume Claude');
    assert.equal(await stage.chat.ask('Who is it now?'), `Answer, Claude ${claudeModel}`);
    await stage.statusBecomes('Claude');
  });

  it('tries a provider at once that would be left alone for a while', async () => {
    stage.simulator.control.set({ service: 'claude', fault: 'overloaded', on: 'asks' });
    assert.equal(await stage.chat.ask('Who is it?'), `Answer, Ollama ${localModel}`);
    await stage.statusBecomes('Gemma 4 · Claude overloaded');
    stage.simulator.control.heal();
    await picker.act(claudeModel, 'Try Claude now');
    assert.equal(await stage.chat.ask('Who is it now?'), `Answer, Claude ${claudeModel}`);
    await stage.statusBecomes('Claude');
  });

  it('has the same facts in the tooltip and in the status document', async () => {
    const { workbench } = stage.window;
    await workbench.statusItem(statusId).hover();
    const tooltip = workbench.page.locator('.monaco-hover', { hasText: 'Understudy: Claude' });
    await tooltip.waitFor();
    const shown = (await tooltip.innerText()).replaceAll('\u00a0', ' ');
    await workbench.screenshot('picker tooltip');
    for (const target of [
      `Claude ${claudeModel}`,
      `Ollama ${localModel}`,
      'Claude claude-haiku-5-5',
      'Ollama qwen2.5-coder:1.5b',
    ]) {
      assert.ok(shown.includes(target), target);
    }
    assert.match(
      shown,
      /Claude claude-sonnet-5-5 answers now · answering · last answer \d\d:\d\d · first token \d+(\.\d)? m?s/,
    );
    assert.ok(shown.includes('Claude claude-haiku-5-5 · not allowed to complete code'));
    await workbench.page.mouse.move(600, 400);

    await workbench.runCommand('Understudy: Show Status');
    const document = workbench.editor('Understudy%20Status.txt');
    await document.getByText('Network').waitFor();
    const lines = (await document.locator('.view-line').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
    assert.match(
      lines,
      /Claude claude-sonnet-5-5 \(answers now\): answering, last answer \d\d:\d\d, first token \d+(\.\d)? m?s/,
    );
    assert.match(lines, /Ollama gemma4:e4b: answering/);
  });

  it('leaves no key, question, code or answer in log and diagnostics, whatever the level of the log', async () => {
    const { workbench } = stage.window;
    await workbench.runCommand('Developer: Set Log Level...');
    await workbench.quickRow('Understudy').click();
    await workbench.quickRow('Trace').click();
    await workbench.openFile('a.ts');
    await workbench.page.keyboard.type('canaryTyped(');
    stage.simulator.control.set({ service: 'claude', fault: 'reset', phase: 'midAnswer', afterChars: 10, count: 1 });
    await stage.chat.ask('canary-question');
    const diagnostics = await copyDiagnostics(stage.window);
    await workbench.runCommand('Understudy: Open Log');
    const output = workbench.page.locator('.output-view, .panel').getByText('failover', { exact: false });
    await output.first().waitFor();
    const log = await until(
      () => ownLog(stage.window.server.dataFolder),
      (text) => text.includes('[debug]'),
    );
    for (const text of [diagnostics, log]) {
      assert.match(text, /failover .*kind=cut-off/);
      assert.doesNotMatch(text, /canary/i);
      assert.ok(!text.includes(stage.simulator.key('claude')));
      assert.doesNotMatch(text, /sk-ant-/);
      assert.ok(!text.includes(stage.window.workspace));
    }
  });
});

/** What the extension has written into its own output channel. */
async function ownLog(dataFolder: string): Promise<string> {
  const logs = path.join(dataFolder, 'data/logs');
  const names = (await readdir(logs, { recursive: true })).filter((name) => name.endsWith('Understudy.log'));
  return (await Promise.all(names.map((name) => readFile(path.join(logs, name), 'utf8')))).join('\n');
}
