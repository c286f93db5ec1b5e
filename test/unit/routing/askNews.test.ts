import assert from 'node:assert/strict';
import type { AskNews } from '../../../src/core/routing/askNews';
import { cloudRow, createRoutingWorld, defaultRows } from '../../support/routingWorld';
import { breaksOff, fails, says } from '../../support/scriptedProvider';

const long = 'The first paragraph of an answer that is long enough to be carried on by somebody else. '.repeat(4);

/** The news in one word each. */
function words(news: readonly AskNews[]): string[] {
  return news.map((item) => {
    switch (item.t) {
      case 'asked':
        return `asked ${item.first?.provider}`;
      case 'attempt-failed':
        return `${item.mode} ${item.target.provider} ${item.failure.kind}${item.left ? ' left' : ''}`;
      case 'switched':
        return `${item.mode} ${item.from.provider}→${item.to.provider} ${item.keptChars}`;
      case 'slow':
        return `slow ${item.target.provider}`;
      case 'given-up':
        return `given-up ${item.target.provider} ${item.waitedMs}`;
      case 'answered':
        return `answered ${item.target.provider} ${item.outcome} ${item.chars}`;
      case 'unanswered':
        return `unanswered ${item.failures.map(({ failure }) => failure.kind).join(' ')}`;
      case 'stopped':
        return `stopped ${item.chars}`;
    }
  });
}

describe('the news of asks', () => {
  it('are the attempts that failed, the change of hands and who answered', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(fails('overloaded'));
    world.provider('ollama').play(says('Hello.'));
    await world.answer();
    assert.deepEqual(words(world.news), [
      'asked claude',
      'normal claude overloaded',
      'normal claude overloaded left',
      'before claude→ollama 0',
      'answered ollama complete 6',
    ]);
  });

  it('tell how much of a cut answer was kept', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(breaksOff(long));
    world.provider('ollama').play(says('And the rest.'));
    await world.answer();
    assert.ok(words(world.news).includes(`continue claude→ollama ${long.length}`), words(world.news).join());
  });

  it('tell of a probe that lost against the stand-in', async () => {
    const world = createRoutingWorld();
    world.provider('claude').play(fails('overloaded'));
    await world.answer();
    await world.clock.advance(20_000);
    world.news.length = 0;
    await world.answer();
    assert.deepEqual(words(world.news), ['asked claude', 'probe claude overloaded left', 'answered ollama complete 6']);
  });

  it('call a failure what the closer look at the network made of it', async () => {
    const world = createRoutingWorld();
    world.judge = (failure) => Promise.resolve({ ...failure, kind: 'offline', scope: 'network' });
    world.provider('claude').play(fails('unreachable'));
    await world.answer();
    assert.ok(words(world.news).includes('normal claude offline left'), words(world.news).join());
  });

  it('end with what nobody could answer, and why', async () => {
    const world = createRoutingWorld({ chatRoute: ['claude', 'openai'] }, [...defaultRows(), cloudRow('openai')]);
    world.provider('claude').play(fails('auth'));
    world.provider('openai').play(fails('forbidden'));
    await world.answer();
    assert.equal(words(world.news).at(-1), 'unanswered auth forbidden');
  });

  it('tell of slowness, and end with a stop once', async () => {
    const world = createRoutingWorld();
    const stop = new AbortController();
    world.provider('claude').play(['hang']);
    const asked = world.ask('Hello?', stop.signal);
    await world.clock.advance(9_000);
    stop.abort();
    await asked.finished;
    assert.deepEqual(words(world.news), ['asked claude', 'slow claude', 'stopped 0']);
  });

  it('carry no word of the provider, which could quote the prompt', async () => {
    const world = createRoutingWorld();
    world
      .provider('claude')
      .play(
        fails('server', { evidence: { phase: 'headers', status: 500, text: 'secret words', headers: { a: 'b' } } }),
      );
    await world.answer('secret words');
    assert.equal(JSON.stringify(world.news).includes('secret'), false);
    assert.ok(JSON.stringify(world.news).includes('"status":500'));
  });
});
