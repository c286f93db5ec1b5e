import assert from 'node:assert/strict';
import type { AnswerEvent } from '../../../src/core/contract/events';
import type { Settings } from '../../../src/core/settings/snapshot';
import type { ResolvedProvider } from '../../../src/core/providers/provider';
import { cloudRow, createRoutingWorld, defaultRows, story } from '../../support/routingWorld';
import { breaksOff, fails, says, type Step } from '../../support/scriptedProvider';

const long = 'The first paragraph of an answer that is long enough to be carried on by somebody else. '.repeat(4);
const claude = { provider: 'claude', model: 'claude-sonnet-5-5', use: 'chat' } as const;

/** An ask whose first choice plays `script`, played until its *Switch now* is there. */
async function createSlowAsk(script: readonly Step[], more: Partial<Settings> = {}, rows?: ResolvedProvider[]) {
  const world = createRoutingWorld(more, rows);
  world.provider('claude').play(script);
  const asked = world.ask();
  await world.clock.advance(8_000);
  const offered = (): AnswerEvent & { t: 'notice'; kind: 'slow' | 'loading' } => {
    const found = asked.events.findLast((event) => event.t === 'notice' && 'offer' in event);
    assert.ok(found?.t === 'notice' && (found.kind === 'slow' || found.kind === 'loading'), 'Switch now is offered');
    return found;
  };
  return { world, asked, offered };
}

function isOffered(events: readonly AnswerEvent[]): boolean {
  return events.some((event) => event.t === 'notice' && 'offer' in event);
}

describe('Switch now', () => {
  it('is offered after eight seconds without text, not before, and names who would be asked', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(['hang']);
    const asked = world.ask();
    await world.clock.advance(7_900);
    assert.equal(isOffered(asked.events), false);
    await world.clock.advance(200);
    const notice = asked.events.find((event) => event.t === 'notice' && event.kind === 'slow');
    assert.ok(notice?.t === 'notice' && notice.kind === 'slow');
    assert.equal(notice.offer?.next.provider, 'ollama');
  });

  it('leaves the slow target at once and lets the next answer', async () => {
    const { world, asked, offered } = await createSlowAsk(['hang']);
    offered().offer?.switchNow();
    await world.clock.advance(0);
    await asked.finished;
    assert.deepEqual(story(asked.events), [
      'started claude',
      'notice slow',
      'before claude→ollama (slow-start)',
      'done ollama complete',
    ]);
    assert.equal(world.provider('claude').calls[0]?.aborted, true);
  });

  it('is no evidence against the target: the next ask goes there first, and it is shown as slow', async () => {
    const { world, asked, offered } = await createSlowAsk(['hang']);
    offered().offer?.switchNow();
    await asked.finished;
    const { info } = world.provider('claude');
    assert.equal(world.health.standing(claude, info).kind, 'ready');
    assert.equal(world.health.episode('chat'), undefined);
    assert.equal(world.health.health(claude, info).slow, true);
    world.provider('claude').play(says('Here I am.'));
    assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
    assert.equal(world.health.health(claude, info).slow, false);
  });

  it('is offered while the target only thinks, which is not called slow', async () => {
    const { world, asked, offered } = await createSlowAsk([{ t: 'thinking', text: 'Hm.' }, 'hang']);
    assert.equal(world.health.health(claude, world.provider('claude').info).slow, false);
    offered().offer?.switchNow();
    await asked.finished;
    assert.equal(story(asked.events).at(-1), 'done ollama complete');
  });

  it('does nothing any more once the target has spoken', async () => {
    const { world, asked, offered } = await createSlowAsk([
      { wait: 9_000 },
      { t: 'text', text: 'At ' },
      { wait: 2_000 },
      ...says('last.'),
    ]);
    const { offer } = offered();
    await world.clock.advance(1_500);
    offer?.switchNow();
    await world.clock.advance(2_000);
    await asked.finished;
    assert.equal(story(asked.events).at(-1), 'done claude complete');
    assert.equal(asked.text(), 'At last.');
    assert.equal(world.provider('ollama').calls.length, 0);
  });

  it('is not offered where text is flowing or nobody else could be asked', async () => {
    const flowing = await createSlowAsk([{ t: 'text', text: 'So' }, { wait: 20_000 }, ...says('.')]);
    assert.equal(isOffered(flowing.asked.events), false);
    for (const more of [{ failoverMode: 'off' }, { chatRoute: ['claude'] }] as const) {
      const { asked } = await createSlowAsk(['hang'], more);
      assert.deepEqual(story(asked.events), ['started claude', 'notice slow']);
      assert.equal(isOffered(asked.events), false);
    }
  });

  it('offers nobody who is known to be in trouble', async () => {
    const world = createRoutingWorld({ chatRoute: ['claude', 'openai'] }, [...defaultRows(), cloudRow('openai')]);
    world.provider('claude').play(fails('bad-request'));
    world.provider('openai').play(fails('overloaded'));
    world.pins.pin({ provider: 'openai', model: 'openai-large', use: 'chat' });
    await world.answer();
    world.pins.unpin('chat');
    world.provider('claude').play(['hang']);
    const asked = world.ask();
    await world.clock.advance(9_000);
    assert.deepEqual(story(asked.events), ['started claude', 'notice slow']);
    assert.equal(isOffered(asked.events), false);
  });

  it('asks the slow target again when nobody else could answer', async () => {
    const { world, asked, offered } = await createSlowAsk(['hang']);
    world.provider('ollama').play(fails('local-stopped'));
    offered().offer?.switchNow();
    await world.clock.advance(100);
    assert.equal(world.provider('claude').calls.length, 2);
    assert.deepEqual(story(asked.events).slice(2), [
      'before claude→ollama (slow-start)',
      'before ollama→claude (local-stopped)',
    ]);
  });

  it('is the user’s yes where failover asks, but not to spending money', async () => {
    const rows = [...defaultRows(), cloudRow('openai')];
    const { asked, offered } = await createSlowAsk(['hang'], { failoverMode: 'ask' }, rows);
    offered().offer?.switchNow();
    await asked.finished;
    assert.equal(story(asked.events).at(-1), 'done ollama complete');
    assert.equal(
      asked.events.some((event) => event.t === 'offer'),
      false,
    );
  });

  it('leaves a stand-in that is slow to carry on, and blames it for nothing', async () => {
    const rows = [...defaultRows(), cloudRow('openai')];
    const world = createRoutingWorld({ chatRoute: ['claude', 'openai', 'ollama'] }, rows);
    world.provider('claude').play(breaksOff(long));
    world.provider('openai').play(['hang']);
    world.provider('ollama').play(says('And the rest.'));
    const asked = world.ask();
    await world.clock.advance(8_000);
    const slow = asked.events.find((event) => event.t === 'notice' && event.kind === 'slow');
    assert.ok(slow?.t === 'notice' && slow.kind === 'slow' && slow.offer);
    slow.offer.switchNow();
    await asked.finished;
    assert.deepEqual(story(asked.events).slice(1), [
      'notice slow',
      'continue claude→ollama (cut-off)',
      'done ollama complete',
    ]);
    assert.equal(asked.text(), `${long}And the rest.`);
  });

  it('is offered beside a local model that loads, in place of the note alone', async () => {
    const world = createRoutingWorld({ chatRoute: ['ollama', 'claude'] });
    world.provider('ollama').play(['hang']);
    const asked = world.ask();
    await world.clock.advance(2_000);
    assert.deepEqual(story(asked.events), ['started ollama', 'notice loading']);
    assert.equal(isOffered(asked.events), false);
    await world.clock.advance(6_000);
    const notice = asked.events.at(-1);
    assert.ok(notice?.t === 'notice' && notice.kind === 'loading');
    notice.offer?.switchNow();
    await asked.finished;
    assert.equal(story(asked.events).at(-1), 'done claude complete');
    assert.equal(world.router.loading, undefined);
  });

  it('gives the permit of a probe back', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(fails('overloaded'));
    await world.answer();
    await world.clock.advance(20_000);
    // A first choice that usually takes 5 s has 10 s as a probe, so that the offer comes before its deadline.
    world.health.firstToken(claude, 5_000);
    world.health.noteLoadedModels('ollama', [], 0);
    world.provider('claude').play(['hang']);
    const asked = world.ask();
    await world.clock.advance(8_000);
    const slow = asked.events.find((event) => event.t === 'notice' && event.kind === 'slow');
    assert.ok(slow?.t === 'notice' && slow.kind === 'slow' && slow.offer);
    const { info } = world.provider('claude');
    assert.equal(world.health.standing(claude, info).kind, 'blocked');
    slow.offer.switchNow();
    await asked.finished;
    assert.equal(world.health.standing(claude, info).kind, 'due');
  });
});
