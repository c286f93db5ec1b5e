import assert from 'node:assert/strict';
import type { TurnView } from '../../../src/protocol/state';
import { answerView, openFakePage, pageState, type FakePage } from '../../support/page/fakePage';

const NAME = 'Answer, Claude claude-sonnet-5-5';
const CONTINUED = `${NAME}, continued by Ollama gemma4:e4b`;
const SEAM = 'Claude stopped: connection lost. Continued by Gemma 4.';
const RESTART = 'Claude stopped: stalled. Answer restarted by Gemma 4.';

describe('The conversation', () => {
  let ui: FakePage;
  beforeEach(() => (ui = openFakePage()));
  afterEach(() => ui.dispose());

  function show(...turns: readonly TurnView[]): void {
    ui.page.receive({ t: 'state', state: pageState({ turns: turns }) });
  }

  function spoken(): string {
    return ui.document.querySelector('[role=status]')!.textContent;
  }

  it('is a log with an article for each turn, named as the host says', () => {
    show({ role: 'user', id: 'u1', text: '<b>Why?</b>', chips: [] }, answerView('Because.'));
    const log = ui.get('log', 'Conversation');
    assert.equal(log.getAttribute('aria-live'), 'polite');
    assert.equal(ui.get('article', 'Your question').textContent, '<b>Why?</b>');
    const answer = ui.get('article', NAME);
    assert.ok(answer.querySelector('header')!.textContent.includes('Claude · claude-sonnet-5-5'));
    assert.equal(answer.querySelector('.markdown')!.textContent, 'Because.\n');
  });

  it('shows appended text at the next frame', async () => {
    show(answerView('One', { state: 'streaming' }));
    ui.page.receive({ t: 'append', id: 'a1', text: ' two' });
    ui.page.receive({ t: 'append', id: 'a1', text: ' three' });
    ui.page.receive({ t: 'append', id: 'other', text: ' lost' });
    await ui.pass(0);
    assert.equal(ui.get('article', NAME).querySelector('p')!.textContent, 'One two three');
  });

  it('shows the first text of an answer that had no segment yet', async () => {
    show(answerView('', { state: 'waiting', segments: [] }));
    assert.match(ui.get('article', NAME).textContent, /Waiting for an answer/);
    ui.page.receive({ t: 'append', id: 'a1', text: 'Hello' });
    await ui.pass(0);
    assert.equal(ui.get('article', NAME).querySelector('.waiting')!.hasAttribute('hidden'), true);
    assert.equal(ui.get('article', NAME).querySelector('p')!.textContent, 'Hello');
  });

  it('heads an answer only when it is known who answers', async () => {
    const header = (): Element => ui.get('article', NAME).querySelector('header')!;
    show(answerView('', { state: 'waiting', label: '' }));
    assert.equal(header().hasAttribute('hidden'), true);
    ui.page.receive({ t: 'answer', answer: answerView('', { state: 'waiting' }), busy: true });
    await ui.pass(0);
    assert.equal(header().hasAttribute('hidden'), false);
  });

  it('gives an answer its new name and its separator when another carries on', async () => {
    show(answerView('The quick brown ', { state: 'streaming' }));
    const article = ui.get('article', NAME);
    const segments = [{ text: 'The quick brown fox', seams: [{ at: 16, label: SEAM }] }];
    const answer = answerView('', { name: CONTINUED, segments, state: 'streaming' });
    ui.page.receive({ t: 'answer', answer, busy: true });
    await ui.pass(0);
    assert.equal(ui.get('article', CONTINUED), article);
    assert.ok(article.contains(ui.get('separator', SEAM)));
    assert.equal(spoken(), SEAM);
  });

  it('folds what was started again above its separator', () => {
    const segments = [
      { text: 'A first att', seams: [], restarted: RESTART },
      { text: 'The answer.', seams: [] },
    ];
    show(answerView('', { segments }));
    const fold = ui.document.querySelector<HTMLDetailsElement>('.segments details')!;
    assert.equal(fold.open, false);
    assert.ok(fold.textContent.includes('A first att'));
    const separator = ui.get('separator', RESTART);
    assert.ok(fold.compareDocumentPosition(separator) & 4);
    const last = [...ui.document.querySelectorAll('.segment')].at(-1)!;
    assert.equal(last.textContent, 'The answer.\n');
    ui.get('button', 'Copy answer').click();
    assert.deepEqual(ui.posted, [{ t: 'copy', text: 'The answer.' }]);
  });

  it('keeps its elements when the same state comes again', () => {
    show({ role: 'user', id: 'u1', text: 'Why?', chips: [] }, answerView('One.\n\nTwo.'));
    const before = [...ui.document.querySelectorAll('article, p')];
    show({ role: 'user', id: 'u1', text: 'Why?', chips: [] }, answerView('One.\n\nTwo.'));
    assert.deepEqual(
      [...ui.document.querySelectorAll('article, p')].map((e, i) => e === before[i]),
      before.map(() => true),
    );
  });

  it('speaks a completed answer once and whole, and none of its pieces', async () => {
    show(answerView('', { state: 'waiting' }));
    ui.page.receive({ t: 'append', id: 'a1', text: 'Because.' });
    await ui.pass(0);
    assert.equal(spoken(), '');
    assert.equal(ui.get('article', NAME).getAttribute('aria-live'), 'off');
    assert.equal(ui.get('article', NAME).getAttribute('aria-busy'), 'true');
    ui.page.receive({ t: 'answer', answer: answerView('Because.'), busy: false });
    await ui.pass(0);
    assert.equal(spoken(), `${NAME}\nBecause.`);
    assert.equal(ui.get('article', NAME).hasAttribute('aria-busy'), false);
  });

  it('speaks nothing of a conversation that is opened', () => {
    show(answerView('Old.'));
    ui.page.receive({
      t: 'state',
      state: pageState({ conversationId: 'c2', turns: [answerView('Other.', { id: 'a2' })] }),
    });
    assert.equal(spoken(), '');
    assert.equal(ui.document.querySelectorAll('article').length, 1);
  });

  it('copies and inserts code, and says so', async () => {
    show(answerView('```js\nlet a = "<b>";\n```'));
    const copy = ui.get('button', 'Copy code');
    copy.click();
    ui.get('button', 'Insert at cursor').click();
    assert.deepEqual(ui.posted, [
      { t: 'copy', text: 'let a = "<b>";\n' },
      { t: 'insert', text: 'let a = "<b>";\n' },
    ]);
    assert.equal(spoken(), 'Copied');
    assert.ok(copy.classList.contains('done'));
    await ui.pass(1500);
    assert.ok(!copy.classList.contains('done'));
  });

  it('hands links to the host and follows none itself', () => {
    show(answerView('[a](https://a.test/b) [top](#top)'));
    const [web, top] = [...ui.document.querySelectorAll('a')];
    let reached = 0;
    ui.document.addEventListener('click', () => reached++);
    web!.click();
    top!.click();
    assert.deepEqual(ui.posted, [{ t: 'openLink', href: 'https://a.test/b' }]);
    assert.equal(reached, 0);
  });

  it('retries an ended answer, and offers it only where the host allows', () => {
    show(answerView('One.'), answerView('Two.', { id: 'a2', canRetry: false }));
    assert.equal(
      [...ui.document.querySelectorAll('[data-act=retry]')].filter((button) => !(button as HTMLElement).hidden).length,
      1,
    );
    ui.get('button', 'Retry').click();
    assert.deepEqual(ui.posted, [{ t: 'retry', id: 'a1' }]);
  });

  it('offers to switch beside the sign that it waits, by keyboard too, and keeps the focus at the answer when that goes', async () => {
    const card = {
      sentence: 'Claude is slow to answer. Gemma 4 can answer instead.',
      actions: [{ id: 'switch-now', label: 'Switch now' }],
      isWaiting: true,
    };
    show(answerView('', { state: 'waiting', card }));
    const article = ui.get('article', NAME);
    assert.equal(article.querySelector('.waiting')!.hasAttribute('hidden'), false);
    const button = ui.get('button', 'Switch now');
    button.focus();
    button.click();
    assert.deepEqual(ui.posted.at(-1), { t: 'action', id: 'switch-now', answer: 'a1' });
    ui.page.receive({ t: 'answer', answer: answerView('Hello', { state: 'streaming' }), busy: true });
    await ui.pass(0);
    assert.equal(ui.document.activeElement, article);
  });

  it('says when a question that waits is tried again, passes over the try itself, and reads the answer in the end', async () => {
    const buttons = [
      { id: 'waiting-try-now', label: 'Try now' },
      { id: 'waiting-stop', label: 'Stop waiting' },
    ];
    const become = async (view: ReturnType<typeof answerView>): Promise<void> => {
      ui.page.receive({ t: 'answer', answer: view, busy: false });
      await ui.pass(0);
    };
    const watching = { sentence: 'Waiting: Claude is tried again at 14:32.', actions: buttons };
    show(answerView('', { state: 'failed', card: { sentence: 'Nobody could answer.', actions: [] } }));
    await become(answerView('', { state: 'failed', card: watching }));
    assert.equal(spoken(), watching.sentence);
    ui.get('button', 'Stop waiting').focus();
    const trying = { sentence: 'Waiting: trying again now…', actions: buttons.slice(1), isPassing: true };
    await become(answerView('', { state: 'failed', card: trying }));
    assert.equal(spoken(), watching.sentence);
    assert.equal(ui.document.activeElement, ui.get('button', 'Stop waiting'), 'the focus stays on its button');
    await become(answerView('', { state: 'failed', card: { ...watching, sentence: 'Waiting: Claude at 14:34.' } }));
    assert.equal(spoken(), 'Waiting: Claude at 14:34.');
    ui.get('button', 'Try now').focus();
    await become(answerView('', { state: 'failed', card: trying }));
    assert.equal(ui.document.activeElement, ui.get('group', trying.sentence), 'and on no other: Enter may follow');
    await become(answerView('Here I am.', { state: 'complete' }));
    assert.match(spoken(), /Here I am\./);
    assert.equal(ui.document.activeElement, ui.get('article', NAME));
  });

  it('shows an offer with its buttons, speaks it, and keeps the buttons while nothing changes', async () => {
    const card = {
      sentence: 'Claude is out of credit.',
      actions: [
        { id: 'accept', label: 'Use OpenAI' },
        { id: 'decline', label: 'Not now' },
      ],
    };
    show(answerView('', { state: 'waiting' }));
    ui.page.receive({ t: 'answer', answer: answerView('', { state: 'waiting', card }), busy: true });
    await ui.pass(0);
    assert.equal(spoken(), card.sentence);
    const accept = ui.get('button', 'Use OpenAI');
    ui.page.receive({
      t: 'answer',
      answer: answerView('', { state: 'waiting', card: structuredClone(card), notices: ['x'] }),
      busy: true,
    });
    await ui.pass(0);
    assert.equal(ui.get('button', 'Use OpenAI'), accept);
    accept.click();
    assert.deepEqual(ui.posted, [{ t: 'action', id: 'accept', answer: 'a1' }]);
  });

  it('lists why nobody could answer, with an action each', () => {
    const card = {
      sentence: 'Nobody can answer.',
      details: [
        { sentence: 'Claude is overloaded.' },
        { sentence: 'Ollama is not running.', action: { id: 'start-local:ollama', label: 'Start Ollama' } },
      ],
      actions: [],
    };
    show(answerView('', { state: 'failed', card }));
    assert.equal(ui.get('group', 'Nobody can answer.').querySelectorAll('li').length, 2);
    ui.get('button', 'Start Ollama').click();
    assert.deepEqual(ui.posted, [{ t: 'action', id: 'start-local:ollama', answer: 'a1' }]);
  });

  it('says how an answer ended, what it cost and what was left out', () => {
    show(answerView('x', { state: 'stopped', usage: '12 in · 3 out', notices: ['Older turns were left out.'] }));
    const article = ui.get('article', NAME);
    assert.equal(article.querySelector('.ending')!.textContent, 'stopped');
    assert.equal(article.querySelector('.usage')!.textContent, '12 in · 3 out');
    assert.equal(article.querySelector('.notice')!.textContent, 'Older turns were left out.');
  });
});
