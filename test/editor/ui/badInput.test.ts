import assert from 'node:assert/strict';
import { chatAsks } from './asks';
import { answerOf, continued, OutageStage } from './outageStage';
import { StatusPicker } from './statusPicker';

/** What each kind of nonsense costs the user: one sentence with one action, and nothing of the text. */
describe('bad input', function () {
  let scene: OutageStage;
  let picker: StatusPicker;

  before(async () => {
    // The unknown provider stands in the route from the start, so every answer here is one in spite of it.
    scene = await OutageStage.open({ settings: { 'understudy.chat.route': ['claude', 'nonsense', 'ollama'] } });
    picker = new StatusPicker(scene.stage.window.workbench);
  });
  afterEach(function () {
    return scene?.screenshot(`bad input ${this.currentTest?.title}`);
  });
  after(() => scene?.close());

  const workbench = () => scene.stage.window.workbench;
  const provider = (id: string): Readonly<Record<string, unknown>> => {
    const providers = scene.stage.settings['understudy.providers'] as Record<string, Record<string, unknown>>;
    return providers[id] ?? {};
  };
  const changeProvider = (id: string, fields: Readonly<Record<string, unknown>>): Promise<void> => {
    const providers = scene.stage.settings['understudy.providers'] as Record<string, unknown>;
    const changed = { ...providers, [id]: { ...provider(id), ...fields } };
    return scene.stage.window.changeSettings({ ...scene.stage.settings, 'understudy.providers': changed });
  };
  /** Asks one provider alone, so that its failure is what the user reads. */
  async function failsWith(question: string, sentence: string, action: string): Promise<void> {
    const { chat } = scene.stage;
    await chat.ask(question);
    await chat.lastAnswer.getByText(sentence).waitFor();
    await chat.lastAnswer.getByRole('button', { name: action }).waitFor();
    await chat.questions.last().getByText(question).waitFor();
  }
  const pin = (model: string, label: string): Promise<void> =>
    picker.act(model, `Answer with ${label} only, in this window`);

  it('an unknown provider in a route is named once, with the way to the setting, and skipped', async () => {
    // The toast goes after ten seconds, in which a busy machine does not get here; the list keeps it.
    await workbench().runCommand('Notifications: Show Notifications');
    const notice = workbench().page.locator('.notifications-center .notification-list-item', {
      hasText: 'The route names “nonsense”, which is no known provider; it is skipped.',
    });
    await notice.waitFor();
    assert.equal(await notice.count(), 1);
    await notice.getByRole('button', { name: 'Open Settings' }).click();
    await workbench().page.locator('.settings-editor .setting-item-contents', { hasText: 'Route' }).first().waitFor();
    await workbench().runCommand('View: Close Editor');
    assert.equal(await scene.ask(), answerOf.claude);
  });

  /** Opens the box that takes a key of Claude. */
  async function typeKey(text: string): Promise<void> {
    await workbench().runCommand('Understudy: Set API Key');
    await workbench().page.locator('.quick-input-title', { hasText: 'Set API Key' }).waitFor();
    await workbench()
      .page.getByRole('option', { name: /^Claude,/ })
      .click();
    await workbench().quickRow('Enter a key…').click();
    await workbench().page.locator('.quick-input-message', { hasText: 'Kept in the secret storage' }).waitFor();
    await workbench().quickInput().fill(text);
  }

  it('a text that cannot be a key is refused with the reason and another try; the key before it stays', async () => {
    await typeKey('my “key”');
    await workbench().page.getByText('A key can’t contain a blank. Copy it again from where you got it.').waitFor();
    await workbench().page.keyboard.press('Escape');
    assert.equal(await scene.ask(), answerOf.claude);
  });

  it('a text that looks like no key of Claude is doubted, not refused', async () => {
    await typeKey('sk-proj-of-somebody-else');
    await workbench()
      .page.getByText('This does not look like a key of Claude. Press Enter to use it all the same.')
      .waitFor();
    await workbench().page.keyboard.press('Escape');
  });

  it('broken JSON in mid-answer loses nothing: the stand-in carries on', async () => {
    scene.break({ fault: 'broken-frame', phase: 'midAnswer', afterChars: 400 });
    assert.equal(await scene.ask(), continued);
    await scene.assertWhole();
    await scene.recover();
  });

  it('a line of 50 MB loses nothing: the stand-in carries on', async () => {
    scene.break({ fault: 'huge-frame', phase: 'midAnswer', afterChars: 400 });
    assert.equal(await scene.ask(), continued);
    await scene.assertWhole();
    await scene.recover();
  });

  it('a model that is not there is named, with another to choose, which then answers', async () => {
    await pin('claude-sonnet-5-5', 'Claude');
    await changeProvider('claude', { chatModel: 'claude-nope-9' });
    await pin('claude-nope-9', 'Claude');
    await failsWith('Which model?', 'Claude has no model named claude-nope-9.', 'Choose model');
    await scene.stage.chat.lastAnswer.getByRole('button', { name: 'Choose model' }).click();
    await workbench().quickRow('claude-sonnet-5-5').click();
    // The question is asked again by itself, and the pin has followed the choice.
    await scene.stage.chat.lastAnswer.getByText('What remains').waitFor();
    await scene.stage.chat.settled();
    assert.equal(await scene.stage.chat.lastAnswer.getAttribute('aria-label'), answerOf.claude);
    assert.equal(chatAsks(scene.stage.simulator, 'claude').at(-1)?.model, 'claude-sonnet-5-5');
  });

  it('a model that was never pulled is named, with its download', async () => {
    await changeProvider('ollama', { chatModel: 'gemma9:1b' });
    await pin('gemma9:1b', 'Ollama');
    await failsWith('Which model?', 'Ollama has not pulled gemma9:1b yet.', 'Pull gemma9:1b');
  });

  it('an address that is none is named with the way to the setting, and the rest goes on', async () => {
    await scene.notices.clear();
    await changeProvider('claude', { baseUrl: 'htp:/nowhere' });
    const toast = workbench().toast('The baseUrl of "claude" is not an http or https address: htp:/nowhere');
    await toast.waitFor();
    await toast.getByRole('button', { name: 'Open Settings' }).waitFor();
    await pin('gemma4:e4b', 'Ollama');
    assert.equal(await scene.ask(), answerOf.standIn);
    await scene.notices.clear();
  });

  it('an address where something else lives is named, with the way to the setting', async () => {
    const { simulator, chat } = scene.stage;
    await changeProvider('claude', {});
    scene.break({ fault: 'not-the-wire' });
    await chat.newChat();
    await pin('claude-sonnet-5-5', 'Claude');
    const { origin } = new URL(simulator.cloudUrl('claude'));
    await failsWith('Who lives here?', `${origin} does not answer as Claude should.`, 'Check the address');
    await chat.lastAnswer.getByRole('button', { name: 'Check the address' }).click();
    await workbench().page.locator('.settings-editor, .monaco-editor[data-uri$="settings.json"]').first().waitFor();
  });
});
