import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/base/emitter';
import { silentLogger } from '../../../src/core/base/logger';
import type { Target } from '../../../src/core/contract/target';
import { FillerTrials } from '../../../src/core/local/fillerTrials';
import type { AskNews, AskNewsBody } from '../../../src/core/routing/askNews';
import { createFakeClock } from '../../support/fakeClock';
import { resolvedProvider } from '../../support/providerRows';
import { fails, says, scriptedProvider, type Script } from '../../support/scriptedProvider';

const pauseMs = 3_000;
const gemma: Target = { provider: 'ollama', model: 'gemma4:e4b', use: 'completion' };
const haiku: Target = { provider: 'claude', model: 'claude-haiku-5-5', use: 'completion' };

/** A window in which asks are told of, and models that play scripts. */
function createWorld(...scripts: readonly Script[]) {
  const clock = createFakeClock();
  const news = new Emitter<AskNews>();
  const speaker = scriptedProvider(resolvedProvider('ollama', { local: true }), clock);
  speaker.play(...(scripts.length > 0 ? scripts : [says('<COMPLETION>a + b</COMPLETION>')]));
  const world = { mayTry: true, verdicts: [] as string[] };
  const trials = new FillerTrials({
    clock,
    logger: silentLogger,
    pauseMs,
    onDidNoteAsk: news.event,
    resolved: (id) => (id === 'ollama' ? speaker.info : resolvedProvider(id)),
    provider: () => speaker,
    localModels: () => undefined,
    mayReach: () => true,
    mayTry: () => world.mayTry,
    onTried: ({ model }, { t }) => world.verdicts.push(`${model} ${t}`),
  });
  const tell = (ask: string, body: AskNewsBody, use: AskNews['use'] = 'completion'): void =>
    news.fire({ ask, use, at: clock.now(), ...body });
  const complete = (target: Target, ask = 'one'): void => {
    tell(ask, { t: 'asked' });
    tell(ask, { t: 'answered', target, outcome: 'complete', chars: 9 });
  };
  return Object.assign(world, { clock, news, speaker, trials, tell, complete });
}

describe('The local model that completes code by itself', () => {
  it('is tried on the known hole in the pause after its first completion, and not again', async () => {
    const world = createWorld();
    world.complete(gemma);
    await world.clock.advance(pauseMs - 1);
    assert.equal(world.speaker.calls.length, 0);
    await world.clock.advance(1);
    assert.deepEqual(world.verdicts, ['gemma4:e4b prompted']);
    world.complete(gemma, 'two');
    await world.clock.advance(pauseMs);
    assert.equal(world.speaker.calls.length, 1);
  });

  it('is not asked before it has completed code, and no cloud ever is', async () => {
    const world = createWorld();
    world.tell('one', { t: 'asked', first: gemma });
    world.tell('one', { t: 'stopped', chars: 0 });
    world.complete(haiku, 'two');
    world.tell('three', { t: 'asked' }, 'chat');
    world.tell('three', { t: 'answered', target: { ...gemma, use: 'chat' }, outcome: 'complete', chars: 9 }, 'chat');
    await world.clock.advance(pauseMs);
    assert.equal(world.speaker.calls.length, 0);
  });

  it('waits while anybody asks, and makes room for whoever begins to', async () => {
    const world = createWorld(['hang'], says('<COMPLETION>a + b</COMPLETION>'));
    world.tell('chat', { t: 'asked' }, 'chat');
    world.complete(gemma);
    await world.clock.advance(2 * pauseMs);
    assert.equal(world.speaker.calls.length, 0, 'a chat answer is under way');
    world.tell('chat', { t: 'stopped', chars: 0 }, 'chat');
    await world.clock.advance(pauseMs);
    assert.equal(world.speaker.calls.length, 1);
    world.tell('two', { t: 'asked' });
    await world.clock.advance(0);
    assert.ok(world.speaker.calls[0]?.aborted);
    assert.deepEqual(world.verdicts, []);
    world.tell('two', { t: 'stopped', chars: 0 });
    await world.clock.advance(pauseMs);
    assert.deepEqual(world.verdicts, ['gemma4:e4b prompted'], 'the next pause');
  });

  it('is due again after a failure, which says nothing of it, and is left alone where it may not be asked', async () => {
    const world = createWorld(fails('local-stopped'), says('nonsense'));
    world.complete(gemma);
    await world.clock.advance(pauseMs);
    world.tell('two', { t: 'asked' });
    world.tell('two', { t: 'stopped', chars: 0 });
    await world.clock.advance(pauseMs);
    assert.equal(world.speaker.calls.length, 1, 'it has answered nothing since');
    world.mayTry = false;
    world.complete(gemma, 'three');
    await world.clock.advance(pauseMs);
    assert.equal(world.speaker.calls.length, 1);
    world.mayTry = true;
    world.complete(gemma, 'four');
    await world.clock.advance(pauseMs);
    assert.deepEqual(world.verdicts, ['gemma4:e4b misses']);
  });

  it('is asked nothing more once the window closes', async () => {
    const world = createWorld(['hang']);
    world.complete(gemma);
    await world.clock.advance(pauseMs);
    world.trials.dispose();
    await world.clock.advance(pauseMs);
    assert.ok(world.speaker.calls[0]?.aborted);
    assert.equal(world.news.size, 0);
    assert.deepEqual(world.verdicts, []);
  });
});
