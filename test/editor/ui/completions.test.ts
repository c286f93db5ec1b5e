import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RequestRecord } from '../../simulator/journal';
import type { ServiceId } from '../../simulator/services';
import { openStage, type Stage } from './stage';
import { until } from './until';

const files = {
  'a.ts': 'export function add(a: number, b: number) {\n  return a + b;\n}\n\n',
  'b.ts': 'export const list = [1, 2, 3];\n\n',
  'bundle.js': `var all = [${'1, '.repeat(4_000)}`,
  '.env': 'TOKEN=canary-secret\n',
};

/** What a user who types in an editor of this stage sees and does. */
function typist(stage: () => Stage) {
  const workbench = () => stage().window.workbench;
  const ghost = async (): Promise<string> => (await workbench().ghostText().allInnerTexts()).join('');
  const asked = (service: ServiceId): readonly RequestRecord[] =>
    stage().simulator.control.journal.requests.filter(
      (request) => request.service === service && request.use === 'completion',
    );
  const standing = async (): Promise<string> => {
    await workbench().page.locator('[id="status.languageStatus"]').click();
    const hover = workbench().page.locator('.hover-language-status', { hasText: /code while|completions|Stands/i });
    await hover.first().waitFor();
    const text = await hover.first().innerText();
    await workbench().page.keyboard.press('Escape');
    return text.replaceAll(/\s+/g, ' ').trim();
  };
  return {
    asked,
    async types(file: string, code: string): Promise<void> {
      await workbench().openFile(file);
      await workbench().page.keyboard.type(code, { delay: 30 });
    },
    /** Waits until the editor suggests exactly this. */
    async sees(text: string): Promise<void> {
      // The pieces of one line come without their blanks.
      const wanted = text.replaceAll(/\s/g, '');
      await until(ghost, (shown) => shown.replaceAll(/\s/g, '') === wanted, 30_000);
    },
    /** Waits until the file on disk is this. */
    async saves(file: string, text: string): Promise<void> {
      await workbench().page.keyboard.press('Control+s');
      await until(
        () => readFile(path.join(stage().window.workspace, file), 'utf8'),
        (found) => found === text,
      );
    },
    /** Waits until the language status of the file in front begins like this. */
    async stands(beginning: string): Promise<void> {
      await until(standing, (text) => text.startsWith(beginning), 40_000);
    },
    async chooses(row: string): Promise<void> {
      await workbench().runCommand('Understudy: Turn inline completions on or off');
      await workbench().quickRow(row).click();
    },
    /** Undoes what a test typed, so that the next one begins with the same files; nothing of it has been saved meanwhile. */
    async startsAfresh(): Promise<void> {
      await workbench().page.keyboard.press('Escape');
      await workbench().runCommand('File: Revert File');
      await until(
        () => workbench().page.locator('.tab.dirty').count(),
        (dirty) => dirty === 0,
      );
    },
  };
}

/** In a browser the editor saves by itself after a second, and there would be nothing to revert to. */
const settings = { 'files.autoSave': 'off' };

describe('completions where the user said yes', function () {
  let stage: Stage;
  const user = typist(() => stage);

  before(async () => {
    stage = await openStage({ openFile: 'a.ts', files, settings });
    stage.simulator.control.script('ollama', { completion: 'add(1, 2);' });
    stage.simulator.control.script('claude', { completion: 'add(3, 4);' });
    await stage.statusBecomes('Gemma');
  });
  after(() => stage?.close());
  beforeEach(() => stage.simulator.control.journal.reset());
  afterEach(async function () {
    await stage.window.workbench.screenshot(`completions ${this.currentTest?.title}`);
    await user.startsAfresh();
  });

  it('come from the local model that fills holes, and Tab puts them into the file', async () => {
    await user.types('a.ts', 'const total = ');
    await user.sees('add(1, 2);');
    await stage.window.workbench.page.keyboard.press('Tab');
    await user.saves('a.ts', `${files['a.ts']}const total = add(1, 2);`);
    await stage.window.write(files);
    const [request] = user.asked('ollama');
    assert.equal(request?.model, 'qwen2.5-coder:1.5b');
    assert.equal(request?.path, '/api/generate');
    assert.deepEqual(stage.simulator.proxy.log, []);
    await user.stands('Ollama qwen2.5-coder:1.5b Completes code while you type');
  });

  it('come from Claude Haiku once the user has agreed, by a prompt with a hole', async () => {
    await stage.chat.setUpClaude('Yes');
    // Where Claude is late the loaded local model is asked beside it: here it is later still.
    stage.simulator.control.pace({ firstMs: 20_000 }, 'ollama');
    await user.types('a.ts', 'const sum = ');
    await user.sees('add(3, 4);');
    stage.simulator.control.pace({ firstMs: 0 }, 'ollama');
    const request = user.asked('claude').at(-1);
    assert.equal(request?.model, 'claude-haiku-5-5');
    assert.match(JSON.stringify(request?.body), /const sum = \{\{FILL_HERE\}\}/);
    await user.stands('Claude claude-haiku-5-5 Completes code while you type');
    assert.equal(await stage.status(), 'Claude');
  });

  it('come from the local model while Claude fails, without a notice and without moving the chat', async () => {
    stage.simulator.control.set({ service: 'claude', fault: 'overloaded', use: 'completion' });
    await user.types('b.ts', 'const first = ');
    await user.sees('add(1, 2);');
    assert.equal(user.asked('claude').length, 1);
    await user.stands('Ollama qwen2.5-coder:1.5b Stands in for Claude: overloaded');
    assert.equal(await stage.status(), 'Claude');
    assert.equal(await stage.window.workbench.toast('').count(), 0);
    stage.simulator.control.heal();
    stage.simulator.control.script('claude', { completion: 'add(1, 2);' });
  });

  it('never come to a secret file, and nothing of it is sent', async () => {
    await user.types('.env', 'PASSWORD=');
    await user.stands('No completions The file is never sent: it is secret or ignored');
    await user.startsAfresh();
    await user.types('b.ts', 'const after = ');
    await user.sees('add(1, 2);');
    const sent = JSON.stringify(stage.simulator.control.journal.requests.map(({ body }) => body));
    assert.ok(!sent.includes('canary-secret') && !sent.includes('PASSWORD'));
  });

  it('stop and come back by the command, everywhere', async () => {
    await user.chooses('Switch off');
    await user.stands('No completions Switched off for this language or folder');
    await user.types('a.ts', 'const off = ');
    await user.chooses('Switch on');
    assert.deepEqual(user.asked('ollama'), []);
    assert.deepEqual(user.asked('claude'), []);
    await user.startsAfresh();
    await user.types('a.ts', 'const on = ');
    await user.sees('add(1, 2);');
  });

  it('leave Claude out as soon as the user takes the word back', async () => {
    await user.chooses('Stop completing with Claude');
    stage.simulator.proxy.log.length = 0;
    await user.types('a.ts', 'const local = ');
    await user.sees('add(1, 2);');
    await user.stands('Ollama qwen2.5-coder:1.5b Completes code while you type');
    assert.deepEqual(stage.simulator.proxy.log, []);
    // What another tab says stands before the text of this one.
    const prompts = JSON.stringify(user.asked('ollama').map(({ body }) => body));
    assert.match(prompts, /\/\/ Path: b\.ts\\n\/\/ export const list = \[1, 2, 3\];[^"]*export function add/);
  });

  it('are said not to come in a line that is too long, and come again in another', async () => {
    await stage.window.workbench.openFile('bundle.js');
    await user.stands('No completions The line is too long');
    await stage.window.workbench.openFile('a.ts');
    await user.stands('Ollama qwen2.5-coder:1.5b Completes code while you type');
  });

  it('pause in the whole editor where the user snoozes them, and come back when he ends that', async () => {
    await user.chooses('Snooze…');
    await stage.window.workbench.quickRow('5 minutes').click();
    stage.simulator.control.journal.reset();
    await user.types('a.ts', 'const asleep = ');
    await stage.window.workbench.screenshot('completions snoozed');
    await stage.window.workbench.runCommand('Cancel Snooze Inline Suggestions');
    assert.deepEqual(user.asked('ollama'), []);
    await user.startsAfresh();
    await user.types('a.ts', 'const awake = ');
    await user.sees('add(1, 2);');
  });

  it('are said to be off where the editor’s own switch is off', async () => {
    await stage.window.write({ '.vscode/settings.json': '{ "editor.inlineSuggest.enabled": false }' });
    await user.stands('No completions The editor’s inline suggestions are switched off');
    await stage.window.write({ '.vscode/settings.json': '{}' });
    await user.stands('Ollama qwen2.5-coder:1.5b Completes code while you type');
  });
});

describe('completions where the user said no', function () {
  let stage: Stage;
  const user = typist(() => stage);

  before(async () => {
    stage = await openStage({ openFile: 'a.ts', files, settings });
    stage.simulator.control.script('ollama', { completion: 'add(1, 2);' });
    await stage.statusBecomes('Gemma');
  });
  after(() => stage?.close());
  afterEach(async function () {
    await stage.window.workbench.screenshot(`completions ${this.currentTest?.title}`);
    await user.startsAfresh();
  });

  it('are off, and on again they are local: no code goes to Claude', async () => {
    await stage.chat.setUpClaude('No');
    await user.stands('No completions Switched off');
    stage.simulator.control.journal.reset();
    await user.types('a.ts', 'const none = ');
    await user.chooses('Switch on');
    assert.deepEqual([...user.asked('ollama'), ...user.asked('claude')], []);

    await user.startsAfresh();
    await user.types('a.ts', 'const some = ');
    await user.sees('add(1, 2);');
    assert.deepEqual(stage.simulator.proxy.log, []);
  });
});
