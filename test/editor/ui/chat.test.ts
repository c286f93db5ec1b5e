import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { knownText } from '../../simulator/knownText';
import { chatAsks, lastAsk } from './asks';
import { openStage, type Stage } from './stage';
import { until } from './until';

const hostileAnswer = `Look <b>here</b>:

<img src="http://evil.test/a.png" onerror="document.title='owned'"> <script>document.title='owned'</script>

<svg onload="document.title='owned'"></svg><iframe srcdoc="<script>parent.document.title='owned'</script>"></iframe>

![pixel](http://evil.test/pixel.png) <style>body{display:none}</style> <form action="http://evil.test"><button>x</button></form>

[script](javascript:document.title='owned') [command](command:workbench.action.files.newUntitledFile) [data](data:text/html,<script>1</script>)

\`\`\`html" onmouseover="document.title='owned'
</code></pre><img src=x onerror="document.title='owned'">
\`\`\`

The end of the attack.
`;

describe('the chat', function () {
  let stage: Stage;

  before(async () => {
    stage = await openStage({ openFile: 'a.ts' });
    await stage.chat.setUpClaude();
  });
  after(() => stage?.close());
  beforeEach(async () => {
    await stage.simulator.reset();
    stage.simulator.control.pace({ msPerChunk: 4, charsPerChunk: 24 });
    await stage.chat.newChat();
  });
  afterEach(function () {
    return stage.window.workbench.screenshot(`chat ${this.currentTest?.title}`);
  });

  /** Slow enough to be seen under way, fast enough not to be waited for. */
  const speakSlowly = (): void => stage.simulator.control.pace({ msPerChunk: 50, charsPerChunk: 12 }, 'claude');
  const says = (text: string): void => stage.simulator.control.script('claude', { text });

  it('shows an answer while it comes, with highlighted code, its author, its tokens and its cost', async () => {
    const { chat, simulator } = stage;
    simulator.control.pace({ msPerChunk: 20 }, 'claude');
    await chat.send('How does a stand-in take over?');
    await chat.lastAnswer.getByText('What happens first').waitFor();
    assert.equal(await chat.lastAnswer.getAttribute('aria-busy'), 'true');
    assert.equal(await chat.lastAnswer.getByText('What remains').count(), 0);
    await chat.settled();

    assert.equal(await chat.lastAnswer.getAttribute('aria-label'), 'Answer, Claude claude-sonnet-5-5');
    assert.equal(await chat.lastAnswer.locator('.answer-label').innerText(), 'Claude · claude-sonnet-5-5');
    const code = chat.lastAnswer.locator('code.language-typescript');
    assert.ok((await code.locator('.hljs-keyword').count()) >= 10);
    assert.equal(await code.locator('.hljs-comment').count(), 1);
    assert.equal(await chat.lastAnswer.locator('table tbody tr').count(), 4);
    assert.match(await chat.lastAnswer.locator('.usage').innerText(), /^\d+ in · \d+ out · <\$0\.01$/);
  });

  it('copies an answer and its code character by character, and inserts code at the cursor', async () => {
    const { chat, window } = stage;
    await chat.ask('How does a stand-in take over?');
    assert.equal(await chat.copiedAnswer(), knownText);

    const code = /```typescript\n([^]*?\n)```/.exec(knownText)?.[1] ?? '';
    await chat.lastAnswer.getByRole('button', { name: 'Copy code' }).first().click();
    await until(clipboard, (text) => text === code);

    await window.write({ 'target.ts': 'let before;\nlet after;\n' });
    await window.workbench.openFile('target.ts');
    await window.workbench.page.keyboard.press('Control+Home');
    await window.workbench.page.keyboard.press('ArrowDown');
    await chat.lastAnswer.getByRole('button', { name: 'Insert at cursor' }).first().click();
    await window.workbench.editor('target.ts').getByText('AsyncIterable').first().waitFor();
    await window.workbench.page.keyboard.press('Control+s');
    const inserted = `let before;\n${code}let after;\n`;
    await until(
      () => readFile(path.join(window.workspace, 'target.ts'), 'utf8'),
      (text) => text === inserted,
    );
  });

  it('stops with the text so far, and nobody else is asked', async () => {
    const { chat, simulator } = stage;
    speakSlowly();
    await chat.send('How does a stand-in take over?');
    await chat.lastAnswer.getByText('The stream opens').waitFor();
    await chat.button('Stop').click();
    await chat.settled();

    const text = await chat.copiedAnswer();
    assert.ok(text.length > 250 && knownText.startsWith(text));
    assert.equal(await chat.lastAnswer.locator('.ending').innerText(), 'stopped');
    // What Claude counted is not known of an answer that was stopped.
    assert.equal(await chat.lastAnswer.locator('.usage').innerText(), '');
    await until(
      () => lastAsk(simulator, 'claude').outcome(),
      (outcome) => outcome === 'left',
    );
    assert.equal(chatAsks(simulator, 'claude').length, 1);
    assert.equal(chatAsks(simulator, 'ollama').length, 0);
    assert.equal(await stage.status(), 'Claude');
  });

  it('asks again on Retry, with the earlier text folded above the seam', async () => {
    const { chat } = stage;
    says('The first try.');
    await chat.ask('Which try is this?');
    says('The second try.');
    await chat.button('Retry').click();
    await chat.lastAnswer.getByText('The second try.').waitFor();
    await chat.settled();

    assert.equal(await chat.answers.count(), 1);
    assert.deepEqual(await chat.seamNames(), ['Asked again.']);
    assert.equal(await chat.lastAnswer.getByText('The first try.').isVisible(), false);
    await chat.lastAnswer.getByText('Text before the restart').click();
    assert.equal(await chat.lastAnswer.getByText('The first try.').isVisible(), true);
    assert.equal(await chat.copiedAnswer(), 'The second try.');
  });

  it('sends with Enter and breaks the line with Shift+Enter', async () => {
    const { chat, simulator } = stage;
    says('Fine.');
    await chat.input.click();
    await chat.input.pressSequentially('one');
    await chat.input.press('Shift+Enter');
    await chat.input.pressSequentially('two');
    assert.equal(chatAsks(simulator, 'claude').length, 0);
    await chat.input.press('Enter');
    await chat.lastAnswer.getByText('Fine.').waitFor();
    assert.ok(lastAsk(simulator, 'claude').question.endsWith('one\ntwo'));
    assert.equal(await chat.input.inputValue(), '');
  });

  it('keeps several conversations: opens one, finishes one in the background, deletes one, deletes all', async () => {
    const { chat, window } = stage;
    says('About apples.');
    await chat.ask('Tell me of apples');
    await chat.newChat();
    stage.simulator.control.script('claude', {});
    stage.simulator.control.pace({ msPerChunk: 30 }, 'claude');
    await chat.send('Tell me of pears');
    await chat.lastAnswer.getByText('What happens first').waitFor();
    // The answer about pears is written on while another chat is looked at.
    const open = async (title: string): Promise<void> => {
      await chat.button('Conversations').click();
      await chat.list.getByRole('button', { name: title }).first().click();
    };
    await open('Tell me of apples');
    await chat.lastAnswer.getByText('About apples.').waitFor();
    assert.equal(await chat.questions.count(), 1);
    await open('Tell me of pears');
    await chat.settled(60_000);
    assert.equal(await chat.copiedAnswer(), knownText);

    const stored = async (): Promise<number> => (await conversationFiles(window.server.dataFolder)).length;
    const before = await stored();
    await chat.button('Conversations').click();
    await chat.list.getByRole('button', { name: 'Delete Tell me of apples' }).click();
    await chat.list.getByRole('button', { name: 'Delete Tell me of apples' }).waitFor({ state: 'detached' });
    assert.equal(await chat.list.getByRole('button', { name: /^Tell me of pears/ }).count(), 1);
    await until(stored, (count) => count === before - 1);

    await chat.list.getByRole('button', { name: 'Delete all conversations…' }).click();
    await chat.list.getByRole('button', { name: 'Delete all', exact: true }).click();
    await chat.questions.first().waitFor({ state: 'detached' });
    await until(stored, (count) => count === 0);
  });

  it('lets the user choose the model of a provider, for the next answer and for good', async () => {
    const { chat, window } = stage;
    says('Hello.');
    await chat.button('Choose model, now Claude · claude-sonnet-5-5').click();
    await window.workbench.quickRow('claude-opus-5-5').click();
    await chat.button('Choose model, now Claude · claude-opus-5-5').waitFor();
    assert.equal(await chat.ask('Who are you?'), 'Answer, Claude claude-opus-5-5');
    const settings = path.join(window.server.dataFolder, 'data/User/settings.json');
    const { 'understudy.providers': providers } = JSON.parse(await readFile(settings, 'utf8')) as Record<
      string,
      Chosen
    >;
    assert.equal(providers?.['claude']?.chatModel, 'claude-opus-5-5');
    assert.equal(providers?.['claude']?.baseUrl, stage.simulator.cloudUrl('claude'));

    await chat.button(/^Choose model/).click();
    await window.workbench.quickRow('claude-sonnet-5-5').click();
    await chat.button('Choose model, now Claude · claude-sonnet-5-5').waitFor();
  });

  it('can be used by keyboard alone: every control in order, a question, Escape to stop', async () => {
    const { chat, window } = stage;
    const { keyboard } = window.workbench.page;
    says('```js\nlet x;\n```\n');
    await chat.ask('Show me code');
    speakSlowly();
    stage.simulator.control.script('claude', {});

    await chat.button('Conversations').focus();
    const reached: (string | undefined)[] = [];
    for (let step = 0; step < 13; step += 1) {
      reached.push(await chat.focused());
      await keyboard.press('Tab');
    }
    assert.deepEqual(reached, [
      ...['Conversations', 'Choose provider', 'New chat', 'Conversation', 'Thinking', 'Copy code', 'Insert at cursor'],
      ...['Copy answer', 'Retry', 'Remove target.ts', 'Ask Understudy', 'Add context'],
      'Choose model, now Claude · claude-sonnet-5-5',
    ]);

    await window.workbench.runCommand('Understudy: Open chat');
    await until(
      () => chat.focused(),
      (name) => name === 'Ask Understudy',
    );
    await keyboard.type('And at length?');
    await keyboard.press('Enter');
    await chat.lastAnswer.getByText('The stream opens').waitFor();
    await keyboard.press('Escape');
    await chat.settled();
    assert.equal(await chat.lastAnswer.locator('.ending').innerText(), 'stopped');
    assert.equal(await chat.focused(), 'Ask Understudy');
  });

  it('treats what a model says as text: no markup, script, picture or command of it does anything', async () => {
    const { chat, window } = stage;
    const { page } = window.workbench;
    says(hostileAnswer);
    await chat.ask('Attack me');
    await chat.lastAnswer.getByText('The end of the attack.').waitFor();

    assert.equal(
      await chat.lastAnswer.locator('img, script, svg, iframe, style, form, [onerror], [onload]').count(),
      0,
    );
    assert.equal(await chat.lastAnswer.locator('[onmouseover]').count(), 0);
    const links = await chat.lastAnswer.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    assert.deepEqual(links, ['http://evil.test/a.png', 'http://evil.test/pixel.png', 'http://evil.test']);
    await chat.lastAnswer.getByText('pixel').click();
    await window.workbench.dialog().getByText('evil.test').first().waitFor();
    await page.keyboard.press('Escape');

    assert.equal(await chat.lastAnswer.getByText('<b>here</b>').isVisible(), true);
    assert.notEqual(await chat.lastAnswer.evaluate((node) => node.ownerDocument.title), 'owned');
    assert.notEqual(await page.title(), 'owned');
    assert.equal(await page.getByRole('tab', { name: /Untitled/ }).count(), 0);
    assert.deepEqual(window.browser.strays, []);
  });

  it('asks nothing of the network itself', () => {
    assert.deepEqual(stage.window.browser.strays, []);
  });

  const clipboard = (): Promise<string> => stage.window.workbench.page.evaluate(() => navigator.clipboard.readText());
});

type Chosen = Readonly<Record<string, { readonly chatModel?: string; readonly baseUrl?: string }>>;

/** The stored conversations of the only workspace. */
async function conversationFiles(dataFolder: string): Promise<string[]> {
  const storage = path.join(dataFolder, 'data/User/workspaceStorage');
  const all = await readdir(storage, { recursive: true });
  return all.filter((name) => /understudy\.understudy\/conversations\/[^/]+\.json$/.test(name));
}
