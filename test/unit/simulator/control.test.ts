import assert from 'node:assert/strict';
import { Control, ImpossibleOrder } from '../../simulator/control';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { rawAsk } from './rawAsk';

describe('the orders of the simulator', () => {
  const taken = (control: Control, use: 'chat' | 'completion' | 'free' = 'chat', model = 'claude-sonnet-5-5'): string =>
    control.take('claude', use, model)?.fault.id ?? 'nothing';

  it('strike so many requests, then no more', () => {
    const control = new Control();
    control.set({ service: 'claude', fault: 'overloaded', count: 2 });
    assert.deepEqual([taken(control), taken(control), taken(control)], ['overloaded', 'overloaded', 'nothing']);
  });

  it('strike until told, and heal by service or altogether', () => {
    const control = new Control();
    control.set({ service: 'claude', fault: 'overloaded', count: 'until-told' });
    control.set({ service: 'ollama', fault: 'busy' });
    for (let request = 0; request < 5; request += 1) assert.equal(taken(control), 'overloaded');
    control.heal('claude');
    assert.equal(taken(control), 'nothing');
    assert.equal(control.standing().length, 1);
    control.heal();
    assert.equal(control.standing().length, 0);
  });

  it('replace the order for the same service, model and use, and leave the others', () => {
    const control = new Control();
    control.set({ service: 'claude', fault: 'overloaded' });
    control.set({ service: 'claude', fault: 'stall', use: 'completion' });
    control.set({ service: 'claude', fault: 'server-error' });
    assert.deepEqual(
      control.standing().map((order) => order.fault),
      ['stall', 'server-error'],
    );
    assert.equal(taken(control), 'server-error');
    assert.equal(taken(control, 'completion'), 'stall');
  });

  it('come one after another, healthy requests included', () => {
    const control = new Control();
    for (const fault of ['overloaded', 'none', 'server-error']) control.add({ service: 'claude', fault, count: 1 });
    assert.deepEqual(
      [taken(control), taken(control), taken(control), taken(control)],
      ['overloaded', 'nothing', 'server-error', 'nothing'],
    );
  });

  it('strike one model or one use', () => {
    const control = new Control();
    control.set({ service: 'claude', fault: 'overloaded', model: 'claude-sonnet-5-5' });
    assert.equal(taken(control, 'chat', 'claude-haiku-5-5'), 'nothing');
    assert.equal(taken(control), 'overloaded');
    control.set({ service: 'claude', fault: 'overloaded', use: 'completion' });
    control.heal('claude');
    control.set({ service: 'claude', fault: 'overloaded', use: 'completion' });
    assert.equal(taken(control), 'nothing');
  });

  it('leave free calls alone unless the fault or the order reaches them', () => {
    const control = new Control();
    control.set({ service: 'claude', fault: 'auth-storm' });
    assert.equal(taken(control, 'free'), 'nothing');
    control.set({ service: 'claude', fault: 'key-refused' });
    assert.equal(taken(control, 'free'), 'key-refused');
    control.set({ service: 'claude', fault: 'overloaded', on: 'everything' });
    assert.equal(taken(control, 'free'), 'overloaded');
  });

  it('are refused when nobody could carry them out', () => {
    const control = new Control();
    assert.throws(() => control.set({ service: 'claude', fault: 'nonsense' }), ImpossibleOrder);
    assert.throws(() => control.set({ service: 'claude', fault: 'memory' }), /no words for it/);
    assert.throws(() => control.set({ service: 'claude', fault: 'overloaded', phase: 'midAnswer' }), /already sent/);
    assert.throws(() => control.set({ service: 'claude', fault: 'dns' }), /looked up before/);
  });
});

describe('the control port', () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ only: ['claude', 'ollama'] });
  });
  afterEach(() => simulator.reset());
  after(() => simulator.stop());

  interface State {
    readonly orders: readonly { fault: string; phase: string }[];
    readonly counts: Readonly<Record<string, { chat: number; broken: number }>>;
    readonly proxy: { mode: { kind: string } };
    readonly shelf: { loadMs: number };
  }

  async function post(
    path: string,
    body: object,
    type = 'application/json',
  ): Promise<{ status: number; value: State & { error?: string } }> {
    const answer = await fetch(`${simulator.controlUrl}/control/${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: JSON.stringify(body),
    });
    return { status: answer.status, value: (await answer.json()) as State };
  }

  it('does over HTTP what the program can do', async () => {
    const set = await post('fault', {
      service: 'claude',
      fault: 'reset',
      phase: 'midAnswer',
      afterChars: 400,
      count: 1,
    });
    assert.deepEqual(
      set.value.orders.map(({ fault, phase }) => [fault, phase]),
      [['reset', 'midAnswer']],
    );
    await rawAsk(simulator, 'claude', 5_000);
    await rawAsk(simulator, 'ollama', 5_000);
    await post('proxy', { kind: 'offline', how: 'destroy' });
    await post('shelf', { loadMs: 30 });
    await post('script', { service: 'ollama', carryOn: 'preamble' });
    await post('pace', { msPerChunk: 1 });
    await post('page', { page: 'claude', mood: 'incident' });
    const state = (await (await fetch(`${simulator.controlUrl}/control/state`)).json()) as State;
    assert.deepEqual(state.orders, []);
    assert.equal(state.counts['claude']?.broken, 1);
    assert.equal(state.counts['ollama']?.chat, 1);
    assert.equal(state.proxy.mode.kind, 'offline');
    assert.equal(state.shelf.loadMs, 30);
    assert.equal(simulator.control.scriptOf('ollama').carryOn, 'preamble');
    const clean = await post('reset', {});
    assert.deepEqual(clean.value.counts, {});
  });

  it('opens a refused service’s port again before it answers', async () => {
    await post('fault', { service: 'claude', fault: 'refused' });
    assert.equal((await rawAsk(simulator, 'claude', 5_000)).end, 'error ECONNREFUSED');
    await post('heal', {});
    assert.equal((await rawAsk(simulator, 'claude', 5_000)).end, 'clean');
  });

  it('says what is wrong with a command', async () => {
    assert.deepEqual((await post('fault', { service: 'claude', fault: 'memory' })).status, 422);
    assert.deepEqual((await post('nonsense', {})).status, 404);
    assert.deepEqual((await post('reset', {}, 'text/plain')).status, 415);
  });

  it('shows a page that loads nothing from elsewhere, and the table of faults', async () => {
    const page = await fetch(simulator.controlUrl);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    assert.match(await page.text(), /Break Claude/);
    const table = (await (await fetch(`${simulator.controlUrl}/control/faults`)).json()) as {
      id: string;
      possible: Record<string, Record<string, unknown>>;
    }[];
    const stall = table.find(({ id }) => id === 'stall');
    assert.equal(stall?.possible['claude']?.['midAnswer'], true);
    assert.equal(typeof stall?.possible['claude']?.['connect'], 'string');
  });
});
