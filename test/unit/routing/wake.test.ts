import assert from 'node:assert/strict';
import { answerText } from '../../../src/core/contract/events';
import type { Settings } from '../../../src/core/settings/snapshot';
import { createRoutingWorld, story } from '../../support/routingWorld';
import { fails, says, type Step } from '../../support/scriptedProvider';

const second = 1_000;
const hour = 3_600 * second;

/*
 * Sleep in mid-request: on some systems the timers of the time slept through fire at once and late (`jump`), on others they
 * wait as long as they would have (`set`). Sources: vscode-remote-release#11463 and vscode#32620 (false failures after
 * sleep), and the acceptance case "clock jump of 2 h".
 */
const kinds = ['jump', 'set'] as const;

/** A world that watches for sleep, in which Claude plays these scripts. */
function createSleepyWorld(scripts: readonly (readonly Step[])[], more: Partial<Settings> = {}) {
  const world = createRoutingWorld(more);
  const watch = world.watchSleep();
  world.provider('claude').play(...scripts);
  return {
    ...world,
    watch,
    /** Asks, sleeps two hours in the middle of it, and waits for the end. */
    askAndSleep: async (how: (typeof kinds)[number], afterMs = 3 * second) => {
      const asked = world.ask();
      await world.clock.advance(afterMs);
      world.clock[how](2 * hour);
      for (let ms = 0; ms < 60 * second && !asked.ended(); ms += 100) await world.clock.advance(100);
      await asked.finished;
      return asked;
    },
  };
}

for (const how of kinds)
  describe(`an ask under way while the machine sleeps (${how})`, () => {
    it('asks the same target again when nothing was shown yet, and nobody hears of it', async () => {
      const world = createSleepyWorld([['hang'], says('Good morning.')]);
      const { events } = await world.askAndSleep(how);
      assert.deepEqual(story(events), ['started claude', 'done claude complete']);
      assert.equal(world.provider('claude').calls.length, 2);
      assert.equal(world.provider('claude').calls[0]?.aborted, true);
      assert.equal(world.provider('ollama').calls.length, 0);
      assert.equal(world.health.episode('chat'), undefined);
    });

    it('has the same target carry its own text on by the seam', async () => {
      const text = 'The quick brown fox jumps over the lazy dog. '.repeat(6);
      const world = createSleepyWorld([[{ t: 'text', text }, 'hang'], says('And then it sleeps.')]);
      const { events } = await world.askAndSleep(how);
      assert.deepEqual(story(events), ['started claude', 'continue claude→claude (cut-off)', 'done claude complete']);
      assert.equal(answerText(events), `${text}And then it sleeps.`);
      const { request } = world.provider('claude').calls[1] ?? assert.fail('asked once');
      assert.match(JSON.stringify(request), /interrupted/);
    });

    it('still has its one retry, and its time, after that', async () => {
      const world = createSleepyWorld([['hang'], fails('overloaded'), says('Back.')]);
      const { events } = await world.askAndSleep(how, 14 * second);
      assert.deepEqual(story(events), ['started claude', 'notice slow', 'notice retrying', 'done claude complete']);
    });

    it('is not ended by a failure that the sleep has caused', async () => {
      const cut: readonly Step[] = [{ wait: 8 * second }, ...fails('unreachable')];
      const world = createSleepyWorld([cut, says('Good morning.')]);
      const { events } = await world.askAndSleep(how, 7 * second);
      assert.deepEqual(story(events), ['started claude', 'done claude complete']);
      assert.equal(world.health.standing({ ...claudeChat }, world.provider('claude').info).kind, 'ready');
    });

    it('asks a stand-in again that had taken over, not the first choice', async () => {
      const text = 'Gemma speaks for a while. '.repeat(10);
      const world = createSleepyWorld([fails('server'), fails('server'), says('Claude.')]);
      world.provider('ollama').play([{ t: 'text', text }, 'hang'], says('And goes on.'));
      const { events } = await world.askAndSleep(how);
      assert.deepEqual(story(events).slice(-2), ['continue ollama→ollama (cut-off)', 'done ollama complete']);
      assert.equal(world.provider('claude').calls.length, 2);
    });

    it('asks the user first where a cut answer is not carried on unasked', async () => {
      const text = 'The quick brown fox jumps over the lazy dog. '.repeat(6);
      const kept = createSleepyWorld([[{ t: 'text', text }, 'hang'], says('More.')], { onCutOff: 'keep' });
      const { events } = await kept.askAndSleep(how);
      assert.deepEqual(story(events), ['started claude', 'failed claude:cut-off']);
      assert.equal(kept.provider('claude').calls.length, 1);
    });

    it('asks the probed first choice again and not the stand-in beside it', async () => {
      const world = createSleepyWorld([fails('server'), fails('server'), ['hang'], says('Claude is back.')]);
      world.health.noteLoaded({ provider: 'ollama', model: 'gemma4:e4b', use: 'chat' }, world.clock.now() + 9 * hour);
      await world.answer();
      await world.clock.advance(20 * second);
      world.provider('ollama').play(['hang'], says('Gemma.'));
      const { events } = await world.askAndSleep(how, second);
      assert.deepEqual(story(events), ['started claude', 'done claude complete']);
    });

    it('leaves no listener, whether it slept or not', async () => {
      const world = createSleepyWorld([['hang'], says('Good morning.')]);
      await world.askAndSleep(how);
      assert.equal(world.sleepers(), 0);
      await world.answer();
      assert.equal(world.sleepers(), 0);
      world.watch.dispose();
      assert.equal(world.clock.pending, 0);
    });
  });

const claudeChat = { provider: 'claude', model: 'claude-sonnet-5-5', use: 'chat' } as const;

describe('a clock that is set while an ask is under way', () => {
  it('back two hours does not cut it', async () => {
    const world = createSleepyWorld([[{ t: 'text', text: 'One ' }, { wait: 10 * second }, ...says('two.')]]);
    const asked = world.ask();
    await world.clock.advance(2 * second);
    world.clock.set(-2 * hour);
    await world.clock.advance(30 * second);
    assert.deepEqual(story(asked.events), ['started claude', 'done claude complete']);
    assert.equal(asked.text(), 'One two.');
  });

  it('back two hours before the first word makes no time to first token below nothing', async () => {
    const world = createSleepyWorld([[{ wait: 4 * second }, ...says('Hello.')]]);
    const asked = world.ask();
    await world.clock.advance(2 * second);
    world.clock.set(-2 * hour);
    await world.clock.advance(30 * second);
    assert.equal(asked.text(), 'Hello.');
    assert.equal(world.health.medianTtft(claudeChat), 0);
  });
});
