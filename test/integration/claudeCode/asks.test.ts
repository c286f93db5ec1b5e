import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { answerText, type AnswerEvent } from '../../../src/core/contract/events';
import { knownText } from '../../simulator/knownText';
import { createClaudeWorld } from '../../support/claudeCode/claudeWorld';
import { prepareClaudeCode } from '../../support/claudeCode/install';
import { processesIn } from '../../support/claudeCode/processesIn';

type World = Awaited<ReturnType<typeof createClaudeWorld>>;

/** Starting the program takes a second, and several on a busy machine. */
const patience = 60_000;

describe('Claude by the user’s own program', function () {
  this.timeout(patience);
  let program: string;
  let world: World;

  before(async function () {
    this.timeout(180_000);
    try {
      program = await prepareClaudeCode(AbortSignal.timeout(170_000), (line) => console.log(`    ${line}`));
    } catch (error) {
      console.log(`    SKIPPED, no real Claude Code here: ${String(error)}`);
      this.skip();
    }
  });

  const open = async (more: Parameters<typeof createClaudeWorld>[1] = {}): Promise<void> => {
    world = await createClaudeWorld(program, more);
    // Unhurried: what is torn off behind unread bytes takes them along.
    world.simulator.control.pace({ msPerChunk: 3 }, 'claude');
    world.home.login(
      JSON.stringify({
        claudeAiOauth: {
          accessToken: world.simulator.key('claude'),
          refreshToken: 'CANARY-refresh',
          expiresAt: Date.now() + 3_600_000,
          scopes: ['user:inference'],
          subscriptionType: 'max',
        },
      }),
    );
  };

  afterEach(async () => world?.close());

  const left = (events: readonly AnswerEvent[]): readonly string[] =>
    events.flatMap((event) =>
      event.t === 'switched' ? [`${event.from.provider} ${event.failure.kind} ${event.mode} ${event.to.provider}`] : [],
    );
  const asksOf = (service: 'claude' | 'ollama') =>
    world.simulator.control.journal.requests.filter((one) => one.service === service && one.use === 'chat');

  it('answers whole, sends no tool and no project, and asks nobody but its own service', async () => {
    const ours: string[] = [];
    await open({ onTraffic: (what, url) => void (what === 'request' && ours.push(url)) });
    const events = await world.answer('Say it all.');
    // Beside the program nobody was contacted but the local server, which is looked at with every ask.
    assert.ok(
      ours.every((url) => url.startsWith(world.simulator.url('ollama'))),
      ours.join(' '),
    );
    assert.equal(answerText(events), knownText);
    assert.equal(events.at(-1)?.t, 'done');
    const [asked] = asksOf('claude');
    const body = asked?.body as { tools?: unknown[]; messages: { role: string; content: unknown }[]; system: unknown };
    assert.deepEqual(body.tools ?? [], []);
    assert.match(JSON.stringify(body.system), /Be brief\./);
    assert.equal(body.messages[0]?.content, 'Say it all.');
    assert.equal(asked?.headers['authorization'], `Bearer ${world.simulator.key('claude')}`);
    // Whatever else the program would ask is its own service too, and was not let out.
    const hosts = new Set(world.simulator.proxy.log.map(({ host }) => host));
    for (const host of hosts) assert.match(host, /\.(anthropic|claude)\.com$/, host);
    assert.equal(world.simulator.tokens.renewals, 0);
  });

  it('says the earlier turns in one message, since print mode knows no others', async () => {
    await open();
    const turns = [
      { role: 'user', text: 'What is a seam?' },
      { role: 'assistant', text: 'Where another takes over.' },
      { role: 'user', text: 'And a stand-in?' },
    ] as const;
    for await (const _event of world.engine.router.chat(
      { use: 'chat', id: 'a', system: 'Be brief.', instructions: [], turns },
      new AbortController().signal,
    ));
    const [asked] = asksOf('claude');
    const text = JSON.stringify((asked?.body as { messages: unknown[] } | undefined)?.messages[0]);
    for (const turn of turns) assert.ok(text.includes(turn.text), turn.text);
    assert.ok(text.indexOf('And a stand-in?') > text.indexOf('</history>'));
  });

  it('met by 529 is left at once, in spite of the tries it would make, and stays left', async () => {
    await open();
    world.home.write('.claude/settings.json', { env: { CLAUDE_CODE_MAX_RETRIES: '10' } });
    world.simulator.control.set({ service: 'claude', fault: 'overloaded' });
    const events = await world.answer();
    assert.deepEqual(left(events), ['claude-code overloaded before ollama']);
    assert.equal(answerText(events), knownText);
    // Ours was one retry; its own eleven tries were cut short at the first.
    assert.equal(asksOf('claude').length, 2);
    await world.answer();
    assert.equal(asksOf('claude').length, 2);
  });

  it('met by 401 is left for its login, which is renewed and kept', async () => {
    await open();
    world.simulator.control.set({ service: 'claude', fault: 'key-refused' });
    const events = await world.answer();
    assert.deepEqual(left(events), ['claude-code auth before ollama']);
    assert.equal(world.simulator.tokens.renewals, 1);
    assert.match(world.home.loginText, /renewed-refresh-token/);
  });

  it('met by a reset is tried once more, then left', async () => {
    await open();
    world.simulator.control.set({ service: 'claude', fault: 'reset', phase: 'headers' });
    assert.deepEqual(left(await world.answer()), ['claude-code unreachable before ollama']);
    assert.equal(asksOf('claude').length, 2);
  });

  for (const fault of ['eof', 'reset', 'overloaded-event'] as const) {
    it(`cut by ${fault} in mid-answer is carried on by the stand-in, and its own new try is not waited for`, async () => {
      await open();
      // Torn off before the program has read them, as few as are left would be answered anew and not carried on.
      const tearsAfter = (): Promise<void> => until(() => ask.text().length > 300);
      world.simulator.control.set({ service: 'claude', fault, phase: 'midAnswer', afterChars: 400, tearsAfter });
      const ask = world.start();
      await ask.finished;
      assert.deepEqual(left(ask.events), ['claude-code cut-off continue ollama']);
      assert.equal(answerText(ask.events), knownText);
      assert.deepEqual(world.simulator.control.journal.violations, []);
    });
  }

  it('silent in mid-answer has stalled, and is carried on', async () => {
    await open({ durations: { idleCloudMs: 1_500 } });
    world.simulator.control.set({ service: 'claude', fault: 'stall', phase: 'midAnswer', afterChars: 400 });
    const events = await world.answer();
    assert.deepEqual(left(events), ['claude-code stalled continue ollama']);
    assert.equal(answerText(events), knownText);
  });

  it('that never begins is left when its deadline is over', async () => {
    await open({ durations: { firstEventCloudMs: 2_500, programStartMs: 500 } });
    world.simulator.control.set({ service: 'claude', fault: 'stall', phase: 'headers' });
    assert.deepEqual(left(await world.answer()), ['claude-code slow-start before ollama']);
  });

  it('stopped by the user leaves no process and no file behind', async () => {
    await open();
    const rooms = (): readonly string[] => readdirSync('/tmp').filter((name) => name.startsWith('understudy-claude-'));
    const before = rooms();
    world.simulator.control.set({ service: 'claude', fault: 'stall', phase: 'midAnswer', afterChars: 400 });
    const stop = new AbortController();
    const ask = world.start('Say it all.', stop.signal);
    await until(() => ask.text().length > 100);
    assert.ok(processesIn(world.home.folder).length > 0);
    stop.abort();
    await ask.finished;
    await until(() => processesIn(world.home.folder).length === 0);
    await until(() => rooms().every((name) => before.includes(name)));
    assert.equal(ask.events.at(-1)?.t, 'done');
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries += 1) {
    if (tries > 600) throw new Error('did not come about within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
