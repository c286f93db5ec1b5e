import assert from 'node:assert/strict';
import { openFakePage, pageState, type FakePage } from '../../support/page/fakePage';

describe('The text box', () => {
  let ui: FakePage;
  let box: HTMLTextAreaElement;
  beforeEach(() => {
    ui = openFakePage();
    ui.page.receive({ t: 'state', state: pageState() });
    box = ui.get('textbox', 'Ask Understudy') as HTMLTextAreaElement;
  });
  afterEach(() => ui.dispose());

  it('sends with Enter and is empty afterwards', () => {
    ui.type('Why?');
    assert.ok(ui.press(box, 'Enter').defaultPrevented);
    assert.deepEqual(ui.posted, [{ t: 'send', text: 'Why?' }]);
    assert.equal(box.value, '');
  });

  it('breaks the line with Shift+Enter', () => {
    ui.type('Why');
    assert.ok(!ui.press(box, 'Enter', { shiftKey: true }).defaultPrevented);
    assert.deepEqual(ui.posted, []);
  });

  it('leaves Enter to an input method that is composing', () => {
    ui.type('にほん');
    ui.press(box, 'Enter', { isComposing: true });
    ui.press(box, 'Enter', { keyCode: 229 });
    assert.deepEqual(ui.posted, []);
    assert.equal(box.value, 'にほん');
  });

  it('sends with the button, which is off while there is nothing to send', () => {
    const send = ui.get('button', 'Send') as HTMLButtonElement;
    assert.ok(send.disabled);
    ui.type('   ');
    assert.ok(send.disabled);
    ui.type('Why?');
    send.click();
    assert.deepEqual(ui.posted, [{ t: 'send', text: 'Why?' }]);
  });

  it('does not send blanks', () => {
    ui.type(' \n');
    ui.press(box, 'Enter');
    assert.deepEqual(ui.posted, []);
  });

  it('offers Stop instead of Send while the host is busy, and Escape stops too', () => {
    assert.equal(ui.find('button', 'Stop'), undefined);
    ui.press(box, 'Escape');
    ui.page.receive({ t: 'state', state: pageState({ busy: true }) });
    assert.equal(ui.find('button', 'Send'), undefined);
    ui.get('button', 'Stop').click();
    ui.press(box, 'Escape');
    assert.deepEqual(ui.posted, [{ t: 'stop' }, { t: 'stop' }]);
  });

  it('does not send while busy, and keeps what was typed', () => {
    ui.page.receive({ t: 'state', state: pageState({ busy: true }) });
    ui.type('The next one');
    ui.press(box, 'Enter');
    assert.equal(box.value, 'The next one');
    assert.ok(!ui.posted.some(({ t }) => t === 'send'));
  });

  it('keeps the focus when the button under it goes', () => {
    ui.page.receive({ t: 'state', state: pageState({ busy: true }) });
    ui.get('button', 'Stop').focus();
    ui.page.receive({ t: 'state', state: pageState({ busy: false }) });
    assert.equal(ui.document.activeElement, box);
  });

  it('brings the latest question back with the arrow up, only when empty', async () => {
    const turns = [
      { role: 'user', id: 'u1', text: 'First?', chips: [] },
      { role: 'user', id: 'u2', text: 'Second?', chips: [] },
    ] as const;
    ui.page.receive({ t: 'state', state: pageState({ turns }) });
    ui.press(box, 'ArrowUp');
    assert.equal(box.value, 'Second?');
    ui.type('Mine');
    assert.ok(!ui.press(box, 'ArrowUp').defaultPrevented);
    assert.equal(box.value, 'Mine');
  });

  it('tells the host its draft shortly after the last key, once', async () => {
    ui.type('W');
    await ui.pass(100);
    ui.type('Wh');
    await ui.pass(149);
    assert.deepEqual(ui.posted, []);
    await ui.pass(1);
    assert.deepEqual(ui.posted, [{ t: 'draft', text: 'Wh' }]);
  });

  it('tells the host its draft at once when the page is left', async () => {
    ui.type('Half a thou');
    ui.page.leave();
    await ui.pass(1000);
    assert.deepEqual(ui.posted, [{ t: 'draft', text: 'Half a thou' }]);
  });

  it('sends no draft after the question itself', async () => {
    ui.type('Why?');
    ui.press(box, 'Enter');
    await ui.pass(1000);
    assert.deepEqual(ui.posted, [{ t: 'send', text: 'Why?' }]);
  });

  it('takes the draft of a conversation that is opened, but not one that lags behind the typing', () => {
    ui.page.receive({ t: 'state', state: pageState({ conversationId: 'c2', draft: 'Kept' }) });
    assert.equal(box.value, 'Kept');
    ui.type('Kept and more');
    ui.page.receive({ t: 'state', state: pageState({ conversationId: 'c2', draft: 'Kept' }) });
    assert.equal(box.value, 'Kept and more');
  });

  it('keeps what was typed while another conversation was on its way', async () => {
    ui.get('button', 'New chat').click();
    ui.type('Why?');
    ui.page.receive({ t: 'state', state: pageState({ conversationId: 'c2' }) });
    assert.equal(box.value, 'Why?');
    await ui.pass(150);
    assert.deepEqual(ui.posted, [{ t: 'newChat' }, { t: 'draft', text: 'Why?' }]);
  });

  it('keeps what was typed while the host was far away, until the host has read it', async () => {
    ui.type('Why?');
    await ui.pass(150);
    ui.page.receive({ t: 'state', state: pageState({ conversationId: 'c2', draftsRead: 0 }) });
    assert.equal(box.value, 'Why?');
    ui.page.receive({ t: 'state', state: pageState({ conversationId: 'c3', draftsRead: 1 }) });
    assert.equal(box.value, '');
  });

  it('takes what the host writes into it', () => {
    ui.page.receive({ t: 'setDraft', text: '/explain ' });
    ui.page.receive({ t: 'focusInput' });
    assert.equal(box.value, '/explain ');
    assert.equal(box.selectionStart, 9);
    assert.equal(ui.document.activeElement, box);
  });

  it('shows the context as chips; those that may go have a button', () => {
    const chips = [
      { id: 'f', label: 'a.ts', kind: 'file', removable: true },
      { id: 'i', label: 'CLAUDE.md', kind: 'instructions', removable: false },
    ] as const;
    ui.page.receive({ t: 'state', state: pageState({ chips }) });
    ui.get('button', 'Remove a.ts').click();
    ui.get('button', 'Add context').click();
    assert.equal(ui.find('button', 'Remove CLAUDE.md'), undefined);
    assert.deepEqual(ui.posted, [{ t: 'removeChip', id: 'f' }, { t: 'addContext' }]);
  });

  it('names who would answer, and lets the user choose another', () => {
    const target = { provider: 'claude', model: 'm', label: 'Claude · m' };
    ui.page.receive({ t: 'state', state: pageState({ target }) });
    ui.get('button', 'Choose model, now Claude · m').click();
    ui.get('button', 'Choose provider').click();
    assert.deepEqual(ui.posted, [{ t: 'chooseModel' }, { t: 'chooseProvider' }]);
  });
});
