import assert from 'node:assert/strict';
import { chatAsks, lastAsk, type ReceivedAsk } from './asks';
import { openStage, type Stage } from './stage';
import { until } from './until';

const files = {
  'a.ts': 'export function add(a: number, b: number) {\n  return a + b;\n}\n\n',
  'wrong.json': '{\n  "first": 1,\n  "second" 2\n}\n',
  'other.ts': 'export const other = "canary-other";\n',
  'CLAUDE.md': 'Answer like the captain of canary-ship.\n',
  '.env': 'TOKEN=canary-secret\n',
  '.gitignore': 'notes.txt\n',
  'notes.txt': 'canary-notes\n',
};

describe('what goes along with a question', function () {
  let stage: Stage;

  before(async () => {
    stage = await openStage({ openFile: 'a.ts', files });
    await stage.chat.setUpClaude();
    stage.simulator.control.script('claude', { text: 'Understood.' });
  });
  after(() => stage?.close());
  beforeEach(async () => {
    await stage.chat.newChat();
    await stage.window.workbench.openFile('a.ts');
    stage.simulator.control.journal.reset();
  });
  afterEach(function () {
    return stage.window.workbench.screenshot(`context ${this.currentTest?.title}`);
  });

  const { press, workbench } = {
    workbench: () => stage.window.workbench,
    press: async (...keys: string[]): Promise<void> => {
      for (const key of keys) await stage.window.workbench.page.keyboard.press(key);
    },
  };
  const chips = (): Promise<string[]> => stage.chat.chips.allInnerTexts();
  const chipsBecome = async (...wanted: string[]): Promise<void> =>
    void (await until(chips, (found) => found.map((label) => label.trim()).join() === wanted.join()));
  const received = (): ReceivedAsk => lastAsk(stage.simulator, 'claude');
  const addByHand = async (name: string): Promise<void> => {
    await stage.chat.button('Add context').click();
    await workbench().quickInput().fill(name);
    await workbench().quickRow(name).click();
  };

  it('is the file in front, until the user takes its chip away', async () => {
    await chipsBecome('CLAUDE.md', 'a.ts');
    await stage.chat.ask('What is this?');
    assert.equal(
      received().question,
      `File a.ts:\n\`\`\`typescript\n${files['a.ts'].trimEnd()}\n\n\`\`\`\n\nWhat is this?`,
    );
    assert.equal(await stage.chat.questions.last().getByRole('listitem').innerText(), 'a.ts');

    await stage.chat.newChat();
    await chipsBecome('CLAUDE.md', 'a.ts');
    await stage.chat.button('Remove a.ts').click();
    await chipsBecome('CLAUDE.md');
    await stage.chat.ask('And now?');
    assert.equal(received().question, 'And now?');
  });

  it('is the selection, named by its lines', async () => {
    await press('Control+Home', 'Shift+ArrowDown', 'Shift+ArrowDown');
    await chipsBecome('CLAUDE.md', 'a.ts', 'a.ts:1-2');
    await stage.chat.ask('What is selected?');
    assert.ok(received().question.includes('Selected in a.ts:1-2:\n```typescript\nexport function add'));
    // A selection that has gone takes its chip with it.
    await workbench().openFile('a.ts');
    await chipsBecome('CLAUDE.md', 'a.ts');
  });

  it('is what the instruction files say, as instructions, until their chip is taken away', async () => {
    await stage.chat.ask('Who are you?');
    assert.ok(
      received().system.endsWith(
        'Instructions of this project, from CLAUDE.md:\n\nAnswer like the captain of canary-ship.',
      ),
    );
    assert.ok(!received().question.includes('canary-ship'));

    await stage.chat.newChat();
    await stage.chat.button('Remove CLAUDE.md').click();
    await stage.chat.ask('Who are you?');
    assert.ok(!received().system.includes('canary-ship'));

    await stage.chat.newChat();
    await chipsBecome('CLAUDE.md', 'a.ts');
    await stage.window.write({ 'CLAUDE.md': 'Answer like canary-parrot.\n' });
    await until(
      async () => {
        await stage.chat.ask('Who are you?');
        return received().system;
      },
      (system) => system.includes('canary-parrot'),
    );
  });

  it('is a file added by hand, once', async () => {
    await addByHand('other.ts');
    await chipsBecome('CLAUDE.md', 'other.ts', 'a.ts');
    await stage.chat.ask('With it');
    assert.ok(received().question.includes('canary-other'));
    await chipsBecome('CLAUDE.md', 'a.ts');
  });

  it('is never a secret file: in front it has no chip, added by hand it is refused with the reason', async () => {
    await workbench().openFile('.env');
    await chipsBecome('CLAUDE.md');
    const refusal = workbench().toast('.env was not added: files of this kind hold secrets and are never sent.');
    await addByHand('.env');
    await refusal.waitFor();
    await workbench().screenshot('context refuses a secret file');
    await workbench().runCommand('Notifications: Clear All Notifications');
    await workbench().runCommand('Understudy: Add to chat');
    await refusal.waitFor();
    await chipsBecome('CLAUDE.md');
    await workbench().runCommand('Notifications: Clear All Notifications');
    await workbench().openFile('.env');
    await workbench().runCommand('Understudy: Explain');
    await refusal.waitFor();
    await stage.chat.ask('What is in front of me?');
    assert.equal(received().question, 'What is in front of me?');
    assert.equal(chatAsks(stage.simulator, 'claude').length, 1);
    await workbench().runCommand('Notifications: Clear All Notifications');
  });

  it('is a git-ignored file only when it was added by hand', async () => {
    const inExplorer = workbench().page.getByRole('treeitem', { name: 'notes.txt' });
    await inExplorer.dblclick();
    await workbench().editor('notes.txt').waitFor();
    await chipsBecome('CLAUDE.md');
    await inExplorer.click({ button: 'right' });
    const entry = workbench().page.getByRole('menuitem', { name: 'Add to chat' });
    // A menu that has just opened takes the first click for the end of the one that opened it.
    await until(
      async () => {
        await entry.click({ timeout: 1_000 }).catch(() => undefined);
        return entry.isVisible();
      },
      (isOpen) => !isOpen,
    );
    await chipsBecome('CLAUDE.md', 'notes.txt');
    await stage.chat.ask('Read it');
    assert.ok(received().question.includes('canary-notes'));
  });

  it('is the selected code when the editor asks to explain it', async () => {
    await press('Control+Home', 'Shift+ArrowDown', 'Shift+ArrowDown');
    await press('Shift+Alt+e');
    await stage.chat.lastAnswer.getByText('Understood.').waitFor();
    await stage.chat.settled();
    assert.equal(
      received().question,
      'Selected in a.ts:1-2:\n```typescript\nexport function add(a: number, b: number) {\n  return a + b;\n```\n\n' +
        'Explain this code: what it does, how, and what to watch out for.',
    );
    assert.equal(await stage.chat.questions.last().getByRole('listitem').innerText(), 'a.ts:1-2');
  });

  it('is a reported problem with its surroundings when the lightbulb asks to fix it', async () => {
    await workbench().openFile('wrong.json');
    await workbench().editor('wrong.json').locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    await press('Control+Home', 'ArrowDown', 'ArrowDown', 'End');
    const menu = workbench().page.locator('.action-widget');
    const entry = menu.getByText('Fix with Understudy');
    await until(
      async () => {
        await press('Escape', 'Control+.');
        return entry.waitFor({ timeout: 3_000 }).then(
          () => true,
          () => false,
        );
      },
      (shown) => shown,
      60_000,
    );
    assert.equal(await menu.getByText('Explain with Understudy').count(), 1);
    await workbench().screenshot('context lightbulb');
    await entry.click();
    await stage.chat.lastAnswer.getByText('Understood.').waitFor();
    await stage.chat.settled();
    const { question } = received();
    assert.ok(question.includes('"second" 2'));
    assert.match(question, /Problems reported in wrong\.json:\n```\n3:\d+ error .*: Colon expected/);
    assert.ok(
      question.endsWith(
        'Fix the problems in this code. Say in one sentence what was wrong, then show the corrected code.',
      ),
    );
    assert.deepEqual(await stage.chat.questions.last().getByRole('listitem').allInnerTexts(), [
      'wrong.json:1-4',
      '1 problem',
    ]);
  });
});
