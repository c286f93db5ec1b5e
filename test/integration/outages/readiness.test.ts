import assert from 'node:assert/strict';
import { Cancelled } from '../../../src/core/base/async';
import { checkReadiness } from '../../../src/core/outages/readiness/readinessCheck';
import { readinessFindings } from '../../../src/core/outages/readiness/readinessFindings';
import type { CheckedTarget } from '../../../src/core/outages/readiness/readinessFacts';
import { readinessDeps } from '../../support/readinessDeps';
import { createRealWorld } from '../../support/realWorld';

type World = Awaited<ReturnType<typeof createRealWorld>>;

const words = ({ target, outcome }: CheckedTarget): string =>
  `${target.use} ${target.provider} ${outcome.t === 'failed' ? outcome.failure.kind : outcome.t}`;

describe('a readiness check on real SDKs', function () {
  this.timeout(60_000);
  let world: World;
  beforeEach(async () => (world = await createRealWorld({ scale: 1 })));
  afterEach(() => world.stop());

  const check = (signal = new AbortController().signal) =>
    checkReadiness(readinessDeps(world), signal, () => undefined);

  it('asks every target of both routes once, with next to nothing, and loads the local model first', async () => {
    const { control } = world.simulator;
    const facts = await check();
    assert.deepEqual(facts.targets.map(words), [
      'chat claude answered',
      'chat ollama answered',
      'completion claude answered',
      'completion ollama answered',
    ]);
    const claude = control.journal.counter('claude');
    assert.deepEqual([claude.chat, claude.completion], [1, 1]);
    const asked = control.journal.requests.find(({ service, use }) => service === 'claude' && use === 'chat');
    assert.ok(JSON.stringify(asked?.body).length < 600, 'nothing of the user is sent');
    const [claudeFill, localFill] = facts.targets
      .slice(2)
      .map(({ outcome }) => outcome.t === 'answered' && outcome.hole);
    assert.ok(claudeFill && claudeFill.t === 'prompted');
    assert.ok(localFill && localFill.t === 'prompted', 'Gemma fills holes by a prompt');
    assert.deepEqual(facts.targets[3]?.filler, { t: 'use', model: 'qwen2.5-coder:1.5b' });
    assert.deepEqual(control.journal.violations, []);
  });

  it('tells health nothing, whatever it finds', async () => {
    world.simulator.control.set({ service: 'claude', fault: 'key-refused' });
    const before = world.engine.snapshot();
    const facts = await check();
    assert.equal(words(facts.targets[0] as CheckedTarget), 'chat claude auth');
    const after = world.engine.snapshot();
    assert.deepEqual(
      after.targets.filter(({ provider }) => provider === 'claude'),
      before.targets.filter(({ provider }) => provider === 'claude'),
    );
    assert.equal(world.engine.health.episode('chat'), undefined);
    const [first] = readinessFindings(facts);
    assert.deepEqual([first?.risk, first?.action?.id], ['now', 'set-key:claude']);
  });

  it('takes no probe away: a target whose time has run out stays due for the user’s own ask', async () => {
    world.simulator.control.set({ service: 'claude', fault: 'overloaded', count: 2 });
    await world.answer();
    world.engine.health.tryNow('claude');
    const target = { provider: 'claude', model: 'claude-sonnet-5-5', use: 'chat' } as const;
    const claude = world.engine.registry.resolved('claude');
    assert.ok(claude);
    assert.equal(world.engine.health.standing(target, claude).kind, 'due');
    const facts = await check();
    assert.equal(world.engine.health.standing(target, claude).kind, 'due');
    const held = readinessFindings(facts).find(({ sentence }) =>
      sentence.startsWith('Claude answers, but is held back'),
    );
    assert.equal(held?.action?.id, 'try-now:claude');
  });

  it('asks no cloud under local only', async () => {
    world.settings = { ...world.settings, localOnly: true };
    world.settingsChanged.fire();
    const facts = await check();
    assert.deepEqual(facts.targets.map(words), [
      'chat claude skipped',
      'chat ollama answered',
      'completion claude skipped',
      'completion ollama answered',
    ]);
    assert.deepEqual(
      world.simulator.control.journal.requests.filter(({ service }) => service === 'claude'),
      [],
    );
  });

  it('leaves a local server alone that is switched off', async () => {
    const { ollama, ...rest } = world.settings.providers;
    world.settings = { ...world.settings, providers: { ...rest, ollama: { ...ollama, enabled: false } } };
    world.settingsChanged.fire();
    const facts = await check();
    assert.equal(words(facts.targets[1] as CheckedTarget), 'chat ollama skipped');
    assert.deepEqual(
      world.simulator.control.journal.requests.filter(({ service }) => service === 'ollama'),
      [],
    );
  });

  it('knows at its end what is in memory, whatever loading has pushed out', async () => {
    const { shelf, control } = world.simulator;
    assert.deepEqual(shelf.loaded(control.time()), []);
    await check();
    assert.deepEqual(world.engine.local.models('ollama')?.loaded, ['gemma4:e4b']);
  });

  it('names a model that is not pulled, and a server that is not there', async () => {
    world.simulator.shelf.models = [];
    let facts = await check();
    assert.equal(words(facts.targets[1] as CheckedTarget), 'chat ollama local-missing');
    world.simulator.control.set({ service: 'ollama', fault: 'refused' });
    await world.simulator.settled();
    facts = await check();
    assert.equal(words(facts.targets[1] as CheckedTarget), 'chat ollama local-stopped');
  });

  it('stops at once', async () => {
    world.simulator.control.set({ service: 'claude', fault: 'stall' });
    const stop = new AbortController();
    const checking = check(stop.signal);
    setTimeout(() => stop.abort(), 300);
    await assert.rejects(checking, Cancelled);
  });
});
