import assert from 'node:assert/strict';
import { cloudFirstEventMs, firstEventLimit } from '../../../src/core/routing/deadlines';
import { durations, scaleDurations } from '../../../src/core/routing/durations';
import { resolvedProvider } from '../../support/providerRows';

describe('the table of durations', () => {
  it('scales as a whole, lists included, but for what is about the machine', () => {
    const tenth = scaleDurations(durations, 10);
    for (const [key, value] of Object.entries(durations)) {
      const scaled: unknown = Object.entries(tenth).find(([name]) => name === key)?.[1];
      const isOfTheMachine = key === 'sleepTickMs' || key === 'sleepGapMs';
      const expected: unknown = typeof value === 'number' ? value / 10 : value.map((item: number) => item / 10);
      assert.deepEqual(scaled, isOfTheMachine ? value : expected, key);
    }
  });

  it('holds the wider deadline of models that think unseen, which scales with the rest', () => {
    const thinker = resolvedProvider('openai', { thinksUnseen: true });
    assert.equal(cloudFirstEventMs(thinker, durations), 60_000);
    assert.equal(cloudFirstEventMs(thinker, scaleDurations(durations, 100)), 600);
    assert.equal(cloudFirstEventMs(resolvedProvider('claude'), durations), 15_000);
  });
});

describe('the deadline to the first event', () => {
  const chat = (provider = resolvedProvider('claude')) => ({
    provider,
    target: { provider: provider.id, model: 'm', use: 'chat' as const },
  });
  const facts = { mode: 'normal', warm: false, medianTtftMs: undefined, remainingMs: 45_000 } as const;

  it('of a cloud is 15 s, and what is left of the ask where that is less', () => {
    assert.equal(firstEventLimit(chat(), durations, facts), 15_000);
    assert.equal(firstEventLimit(chat(), durations, { ...facts, remainingMs: 4_000 }), 4_000);
  });

  it('of a probe is 6 s, twice its own median where that is more, never more than the row’s own', () => {
    const probe = { ...facts, mode: 'probe' } as const;
    assert.equal(firstEventLimit(chat(), durations, probe), 6_000);
    assert.equal(firstEventLimit(chat(), durations, { ...probe, medianTtftMs: 5_000 }), 10_000);
    assert.equal(firstEventLimit(chat(), durations, { ...probe, medianTtftMs: 14_000 }), 15_000);
  });

  it('of a program of the user’s has the time of its start on top, also as a probe', () => {
    const program = chat(resolvedProvider('claude-code', { type: 'claude-code' }));
    const probe = { ...facts, mode: 'probe' } as const;
    assert.equal(firstEventLimit(program, durations, facts), 20_000);
    assert.equal(firstEventLimit(program, durations, probe), 11_000);
    assert.equal(firstEventLimit(program, durations, { ...probe, medianTtftMs: 12_000 }), 20_000);
  });

  it('of a local model is 30 s when it is warm and 180 s while it loads, whatever is left of the ask', () => {
    const local = chat(resolvedProvider('ollama', { local: true }));
    assert.equal(firstEventLimit(local, durations, { ...facts, warm: true, remainingMs: 0 }), 30_000);
    assert.equal(firstEventLimit(local, durations, { ...facts, remainingMs: 0 }), 180_000);
  });

  it('of a completion is 2.5 s in a cloud and 5 s here', () => {
    const hole = (local: boolean) => {
      const entry = chat(resolvedProvider('x', { local }));
      return { ...entry, target: { ...entry.target, use: 'completion' as const } };
    };
    assert.equal(firstEventLimit(hole(false), durations, facts), 2_500);
    assert.equal(firstEventLimit(hole(true), durations, facts), 5_000);
  });
});
