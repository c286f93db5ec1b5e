import assert from 'node:assert/strict';
import type { ToPage } from '../../../src/protocol/messages';
import { answerView, openFakePage, pageState, type FakePage } from '../../support/page/fakePage';

describe('The chat page', () => {
  let ui: FakePage;
  beforeEach(() => (ui = openFakePage()));
  afterEach(() => ui.dispose());

  const conversations = [
    { id: 'c1', title: 'First', updatedAt: Date.UTC(2026, 10, 21, 11) },
    { id: 'c2', title: 'Second', updatedAt: Date.UTC(2026, 10, 19) },
  ];

  it('says when it is ready', () => {
    ui.page.start();
    assert.deepEqual(ui.posted, [{ t: 'ready' }]);
  });

  it('offers what sets it up while the chat is empty', () => {
    const setUp = [
      { id: 'set-key:claude', label: 'Claude key' },
      { id: 'start-local:ollama', label: 'Start Ollama' },
    ];
    ui.page.receive({ t: 'state', state: pageState({ setUp }) });
    ui.get('button', 'Claude key').click();
    assert.deepEqual(ui.posted, [{ t: 'action', id: 'set-key:claude' }]);
    ui.page.receive({ t: 'answer', answer: answerView('Hi.'), busy: false });
    assert.equal(ui.find('button', 'Claude key'), undefined);
  });

  it('shows the title and starts a new chat', () => {
    ui.page.receive({ t: 'state', state: pageState({ title: 'A title' }) });
    assert.equal(ui.document.querySelector('h2')!.textContent, 'A title');
    ui.get('button', 'New chat').click();
    assert.deepEqual(ui.posted, [{ t: 'newChat' }]);
    assert.equal(ui.document.activeElement, ui.get('textbox', 'Ask Understudy'));
  });

  it('hands over the draft before another conversation is opened', () => {
    ui.page.receive({ t: 'state', state: pageState() });
    ui.type('Half a thou');
    ui.get('button', 'New chat').click();
    assert.deepEqual(ui.posted, [{ t: 'draft', text: 'Half a thou' }, { t: 'newChat' }]);
  });

  it('shows what the host has just recovered', () => {
    ui.page.receive({ t: 'state', state: pageState({ banner: 'The last answer was cut off.' }) });
    assert.ok(ui.document.querySelector('[role=note]:not([hidden])')!.textContent.includes('cut off'));
    ui.page.receive({ t: 'state', state: pageState() });
    assert.equal(ui.document.querySelector('[role=note]:not([hidden])'), null);
  });

  it('passes over messages it does not know', () => {
    ui.page.receive({ t: 'fromTheFuture' } as unknown as ToPage);
    assert.deepEqual(ui.posted, []);
  });

  it('lists the conversations, opens one and closes the list', () => {
    ui.page.receive({ t: 'state', state: pageState({ conversations }) });
    const opener = ui.get('button', 'Conversations');
    opener.click();
    const dialog = ui.get('dialog', 'Conversations');
    assert.equal(opener.getAttribute('aria-expanded'), 'true');
    assert.ok(dialog.contains(ui.document.activeElement));
    assert.deepEqual(
      [...dialog.querySelectorAll('.list-time')].map((time) => time.textContent),
      ['1 hr. ago', '2 days ago'],
    );
    [...dialog.querySelectorAll<HTMLElement>('.list-open')][1]!.click();
    assert.deepEqual(ui.posted, [{ t: 'openConversation', id: 'c2' }]);
    assert.equal(ui.find('dialog', 'Conversations'), undefined);
    assert.equal(ui.document.activeElement, opener);
  });

  it('walks the list with the arrows and leaves it with Escape, which then does not stop an answer', () => {
    ui.page.receive({ t: 'state', state: pageState({ conversations, busy: true }) });
    ui.get('button', 'Conversations').click();
    ui.press(ui.document.activeElement as HTMLElement, 'ArrowDown');
    assert.ok(ui.document.activeElement!.textContent.startsWith('Second'));
    ui.press(ui.document.activeElement as HTMLElement, 'Escape');
    assert.equal(ui.find('dialog', 'Conversations'), undefined);
    assert.deepEqual(ui.posted, []);
  });

  it('deletes one conversation and keeps the list open on the next', () => {
    ui.page.receive({ t: 'state', state: pageState({ conversations }) });
    ui.get('button', 'Conversations').click();
    const remove = ui.get('button', 'Delete First');
    remove.focus();
    remove.click();
    assert.deepEqual(ui.posted, [{ t: 'deleteConversation', id: 'c1' }]);
    ui.page.receive({ t: 'state', state: pageState({ conversations: conversations.slice(1) }) });
    assert.ok(ui.document.activeElement!.textContent.startsWith('Second'));
  });

  it('asks before it deletes all', () => {
    ui.page.receive({ t: 'state', state: pageState({ conversations }) });
    ui.get('button', 'Conversations').click();
    ui.get('button', 'Delete all conversations…').click();
    assert.deepEqual(ui.posted, []);
    ui.get('button', 'Keep them').click();
    assert.deepEqual(ui.posted, []);
    ui.get('button', 'Delete all conversations…').click();
    ui.get('button', 'Delete all').click();
    assert.deepEqual(ui.posted, [{ t: 'deleteAllConversations' }]);
  });

  it('names every button, hides every icon from the ear, and writes no inline style', () => {
    const turns = [answerView('```js\nx\n```\n\n| a |\n|:-:|\n| 1 |', { usage: '1 in', thinking: 'hm' })];
    ui.page.receive({ t: 'state', state: pageState({ turns, conversations }) });
    ui.get('button', 'Conversations').click();
    for (const button of ui.document.querySelectorAll('button')) {
      assert.ok((button.getAttribute('aria-label') ?? button.textContent).trim(), button.outerHTML);
      assert.equal(button.getAttribute('type'), 'button');
    }
    for (const icon of ui.document.querySelectorAll('.codicon')) assert.equal(icon.getAttribute('aria-hidden'), 'true');
    assert.equal(ui.document.querySelectorAll('[style]').length, 0);
  });
});
