import assert from 'node:assert/strict';
import { createHealthWorld, targetOf } from '../../support/healthWorld';
import { resolvedProvider } from '../../support/providerRows';
import { failureOf } from '../../support/scriptedProvider';

describe('an episode', () => {
  function createEpisodeWorld() {
    const world = createHealthWorld();
    world.health.noteFirstChoice('chat', targetOf(world.claude));
    return world;
  }

  it('begins when asks leave the first choice and ends when it has answered again', async () => {
    const { leave, answer, claude, health, clock } = createEpisodeWorld();
    const began = clock.now();
    leave(claude, 'overloaded');
    const episode = health.episode('chat');
    assert.deepEqual([episode?.provider, episode?.startedAt, episode?.reason], ['claude', began, 'overloaded']);
    await clock.advance(20_000);
    answer(claude, targetOf(claude), 'probe');
    assert.equal(health.episode('chat'), undefined);
  });

  it('stays the same one through failed probes', async () => {
    const { leave, claude, health, clock } = createEpisodeWorld();
    leave(claude, 'overloaded');
    const { id } = health.episode('chat') ?? {};
    await clock.advance(20_000);
    leave(claude, 'stalled');
    assert.equal(health.episode('chat')?.id, id);
    assert.equal(health.episode('chat')?.reason, 'stalled');
  });

  it('after the next outage is another one', async () => {
    const { leave, answer, claude, health, clock } = createEpisodeWorld();
    leave(claude, 'overloaded');
    const { id } = health.episode('chat') ?? {};
    await clock.advance(20_000);
    answer(claude, targetOf(claude), 'probe');
    leave(claude, 'overloaded');
    assert.notEqual(health.episode('chat')?.id, id);
  });

  it('is none when a retry healed the failure', () => {
    const { stumble, answer, claude, health } = createEpisodeWorld();
    stumble(claude, 'server');
    assert.equal(health.episode('chat'), undefined);
    answer(claude);
    assert.equal(health.episode('chat'), undefined);
  });

  it('counts from the first failure, also one that was tried again', async () => {
    const { stumble, leave, claude, health, clock } = createEpisodeWorld();
    const began = clock.now();
    stumble(claude, 'server');
    await clock.advance(1_000);
    leave(claude, 'server');
    assert.equal(health.episode('chat')?.startedAt, began);
  });

  it('does not count from a failure of the day before, whose retry the user stopped', async () => {
    const { stumble, leave, claude, health, clock } = createEpisodeWorld();
    stumble(claude, 'server');
    await clock.advance(600_001);
    leave(claude, 'server');
    assert.equal(health.episode('chat')?.startedAt, clock.now());
  });

  it('does not count from a failure before the machine slept', async () => {
    const { stumble, leave, claude, health, clock } = createEpisodeWorld();
    stumble(claude, 'server');
    health.noteWake();
    await clock.advance(15_000);
    leave(claude, 'server');
    assert.equal(health.episode('chat')?.startedAt, clock.now());
  });

  it('does not count from late news', async () => {
    const { permit, leave, answer, claude, health, clock } = createEpisodeWorld();
    const old = permit(targetOf(claude), claude);
    leave(claude, 'overloaded');
    await clock.advance(20_000);
    answer(claude, targetOf(claude), 'probe');
    old.settle({ t: 'failure', failure: failureOf('cut-off'), left: true });
    await clock.advance(60_000);
    leave(claude, 'server');
    assert.equal(health.episode('chat')?.startedAt, clock.now());
  });

  it('is not begun by a sign-in page or a refused key in the first seconds after sleep', async () => {
    for (const kind of ['intercepted', 'auth'] as const) {
      const { leave, claude, health, clock, standing } = createEpisodeWorld();
      health.noteWake();
      leave(claude, failureOf(kind, { scope: 'provider' }));
      assert.equal(health.episode('chat'), undefined, kind);
      assert.equal(standing(claude), 'ready', kind);
      await clock.advance(15_000);
      leave(claude, failureOf(kind, { scope: 'provider' }));
      assert.equal(health.episode('chat')?.reason, kind);
    }
  });

  it('goes on while a long outage still needs its second good probe', async () => {
    const { leave, answer, claude, health, clock } = createEpisodeWorld();
    leave(claude, 'overloaded');
    await clock.advance(200_000);
    answer(claude, targetOf(claude), 'probe');
    assert.ok(health.episode('chat'));
    answer(claude, targetOf(claude), 'probe');
    assert.equal(health.episode('chat'), undefined);
  });

  it('of chat is no matter of completions', () => {
    const { leave, claude, health } = createEpisodeWorld();
    health.noteFirstChoice('completion', targetOf(claude, 'completion'));
    leave(claude, 'overloaded', targetOf(claude, 'completion'));
    assert.equal(health.episode('chat'), undefined);
    assert.ok(health.episode('completion'));
  });

  it('is not begun by a stand-in', () => {
    const { leave, ollama, health } = createEpisodeWorld();
    leave(ollama, 'local-stopped');
    assert.equal(health.episode('chat'), undefined);
  });

  it('is begun by a refused key, a missing network and a stopped local first choice alike', () => {
    for (const kind of ['auth', 'offline', 'intercepted'] as const) {
      const { leave, claude, health } = createEpisodeWorld();
      leave(claude, failureOf(kind, { scope: kind === 'offline' ? 'network' : 'provider' }));
      assert.equal(health.episode('chat')?.reason, kind);
    }
    const { leave, ollama, health } = createHealthWorld();
    health.noteFirstChoice('chat', targetOf(ollama));
    leave(ollama, 'local-stopped');
    assert.equal(health.episode('chat')?.reason, 'local-stopped');
  });

  it('is not begun by late news', async () => {
    const { permit, leave, answer, claude, health, clock } = createEpisodeWorld();
    const old = permit(targetOf(claude), claude);
    leave(claude, 'overloaded');
    await clock.advance(20_000);
    answer(claude, targetOf(claude), 'probe');
    old.settle({ t: 'failure', failure: failureOf('cut-off'), left: true });
    assert.equal(health.episode('chat'), undefined);
  });

  it('ends when another provider takes the first place on the route', () => {
    const { leave, claude, health } = createEpisodeWorld();
    leave(claude, 'overloaded');
    health.noteFirstChoice('chat', targetOf(claude, 'chat', 'another-model'));
    assert.ok(health.episode('chat'));
    health.noteFirstChoice('chat', targetOf(resolvedProvider('openai')));
    assert.equal(health.episode('chat'), undefined);
  });
});
