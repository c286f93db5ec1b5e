import assert from 'node:assert/strict';
import type { Situation } from '../../../src/core/contract/status';
import type { TargetHealth } from '../../../src/core/health/targetHealth';
import type { ResolvedProvider } from '../../../src/core/providers/provider';
import { loudness, spokenStatus } from '../../../src/core/status/situations';
import {
  buildSnapshot,
  type SnapshotEntry,
  type SnapshotInputs,
  type SnapshotUse,
} from '../../../src/core/status/snapshot';
import { resolvedProvider } from '../../support/providerRows';
import { settingsOf } from '../../support/routingWorld';

const unknown: TargetHealth = { state: 'unknown', slow: false };
const overloaded: TargetHealth = { state: 'open', reason: 'overloaded', nextTryAt: 5, slow: false };
const due: TargetHealth = { state: 'half-open', reason: 'overloaded', slow: false };
const stopped: TargetHealth = { state: 'open', reason: 'local-stopped', slow: false };
const loggedOut: TargetHealth = { state: 'open', reason: 'login-lost', slow: false };
const episode = { id: 'e', provider: 'claude', startedAt: 1, reason: 'overloaded' } as const;

function entry(
  provider: ResolvedProvider,
  health: TargetHealth = unknown,
  more: Partial<SnapshotEntry> = {},
): SnapshotEntry {
  const model = provider.local ? 'gemma4:e4b' : `${provider.id}-model`;
  return { target: { provider: provider.id, model, use: 'chat' }, provider, setUp: true, health, ...more };
}

const off = { moving: settingsOf({ failoverMode: 'off' }) };
const claude = resolvedProvider('claude');
const code = resolvedProvider('claude-code', { label: 'Claude Code' });
const ollama = resolvedProvider('ollama', { local: true });

function snapshotOf(chat: SnapshotUse, more: Partial<SnapshotInputs> = {}) {
  const completions = { entries: [] };
  return buildSnapshot({ chat, completions, localOnly: false, moving: settingsOf(), network: 'ok', ...more });
}

/** Situation, text and background of a route. */
function shown(
  entries: readonly SnapshotEntry[],
  more: Partial<SnapshotInputs> & Partial<SnapshotUse> = {},
): readonly [Situation, string, string] {
  const { pinned, episode: now, ...inputs } = more;
  const { situation, text } = snapshotOf(
    { entries, ...(pinned ? { pinned } : {}), ...(now ? { episode: now } : {}) },
    inputs,
  );
  return [situation, text, loudness(situation)];
}

describe('the status bar says', () => {
  it('that nothing is set up', () => {
    const entries = [entry(claude, unknown, { setUp: false }), entry(ollama, unknown, { setUp: false })];
    assert.deepEqual(shown(entries), ['not-set-up', '$(rocket) Set up Understudy', 'none']);
    assert.deepEqual(shown([]), ['not-set-up', '$(rocket) Set up Understudy', 'none']);
  });

  it('that nobody who is set up can answer', () => {
    const nobody = ['nobody', '$(error) No assistant available', 'error'];
    assert.deepEqual(shown([entry(claude, overloaded), entry(ollama, stopped)]), nobody);
    assert.deepEqual(shown([entry(claude, due)]), nobody);
    assert.deepEqual(shown([entry(claude, unknown, { skipped: 'local-only' })], { localOnly: true }), nobody);
  });

  it('that nobody can answer when the first choice is down and the user wants no failover', () => {
    const { situation, chat } = snapshotOf({ entries: [entry(claude, overloaded), entry(ollama)] }, off);
    assert.deepEqual([situation, chat.current], ['nobody', undefined]);
  });

  it('that a local model is loading for a waiting ask', () => {
    const gemma = entry(ollama);
    assert.deepEqual(shown([entry(claude, overloaded), gemma], { loading: gemma.target, episode }), [
      'loading',
      '$(loading~spin) Gemma 4 · loading',
      'none',
    ]);
  });

  it('that it is loading also where it was the last that could answer', () => {
    const gemma = entry(ollama, stopped);
    assert.equal(shown([entry(claude, overloaded), gemma], { loading: gemma.target })[0], 'loading');
  });

  it('that there is no network', () => {
    const offline: TargetHealth = { state: 'open', reason: 'offline', slow: false };
    assert.deepEqual(shown([entry(claude, offline), entry(ollama)], { network: 'offline' }), [
      'offline',
      '$(debug-disconnect) Gemma 4 · offline',
      'warning',
    ]);
  });

  it('that only local models may answer', () => {
    const entries = [entry(claude, unknown, { skipped: 'local-only' }), entry(ollama)];
    assert.deepEqual(shown(entries, { localOnly: true }), ['local-only', '$(lock) Gemma 4 · local only', 'none']);
  });

  it('whom the user has pinned, also while that one fails', () => {
    const pinned = entry(ollama);
    assert.deepEqual(shown([entry(claude), pinned], { pinned }), ['pinned', '$(pinned) Gemma 4', 'none']);
    assert.equal(shown([entry(claude)], { pinned: entry(claude) })[1], '$(pinned) Claude');
    const failing = entry(claude, overloaded);
    assert.deepEqual(shown([failing, entry(ollama)], { pinned: failing }), ['pinned', '$(pinned) Claude', 'none']);
  });

  it('who answers instead of the first choice, and why', () => {
    assert.deepEqual(shown([entry(claude, overloaded), entry(ollama)], { episode }), [
      'elsewhere',
      '$(shield) Gemma 4 · Claude overloaded',
      'warning',
    ]);
  });

  it('who is tried next where nobody is known to be well', () => {
    const paused: TargetHealth = { state: 'isolated', reason: 'paused', slow: false };
    const elsewhere = ['elsewhere', '$(shield) Gemma 4 · Claude paused', 'warning'];
    assert.deepEqual(shown([entry(claude, paused), entry(ollama, due)]), elsewhere);
    assert.equal(snapshotOf({ entries: [entry(claude, paused), entry(ollama, due)] }, off).situation, 'nobody');
  });

  it('until when a limit lasts', () => {
    const until = new Date(2026, 10, 21, 17, 30).getTime();
    const spent: TargetHealth = { state: 'open', reason: 'quota', until, slow: false };
    assert.equal(shown([entry(claude, spent), entry(ollama)])[1], '$(shield) Gemma 4 · Claude limit until 17:30');
  });

  it('that the work is still elsewhere when the first choice is only due, or ready but has not answered yet', () => {
    const elsewhere = '$(shield) Gemma 4 · Claude overloaded';
    assert.equal(shown([entry(claude, due), entry(ollama)], { episode })[1], elsewhere);
    assert.equal(shown([entry(claude, unknown), entry(ollama)], { episode })[1], elsewhere);
    assert.equal(shown([entry(claude, { state: 'closed', slow: false }), entry(ollama)])[1], '$(sparkle) Claude');
  });

  it('the model where another model of the same provider answers instead', () => {
    const haiku = entry(claude, unknown, { target: { provider: 'claude', model: 'claude-haiku', use: 'chat' } });
    assert.equal(shown([entry(claude, overloaded), haiku])[1], '$(shield) claude-haiku · Claude overloaded');
  });

  it('that the login of Claude Code is lost while the API is fine', () => {
    assert.deepEqual(shown([entry(claude), entry(code, loggedOut), entry(ollama)]), [
      'login-lost',
      '$(key) Claude · Claude Code login expired',
      'warning',
    ]);
  });

  it('that the first choice is slow', () => {
    assert.deepEqual(shown([entry(claude, { state: 'closed', slow: true })]), [
      'slow',
      '$(watch) Claude · slow',
      'none',
    ]);
  });

  it('just a name when the first choice is well or unknown', () => {
    assert.deepEqual(shown([entry(claude), entry(ollama)]), ['first', '$(sparkle) Claude', 'none']);
    assert.deepEqual(shown([entry(ollama)]), ['first', '$(sparkle) Gemma 4', 'none']);
  });

  it('who is first among those set up, not who is first on the list', () => {
    const entries = [entry(claude, unknown, { setUp: false }), entry(ollama)];
    assert.deepEqual(shown(entries), ['first', '$(sparkle) Gemma 4', 'none']);
  });

  it('the same to a screen reader, without icons', () => {
    assert.equal(spokenStatus({ text: '$(loading~spin) Gemma 4 · loading' }), 'Understudy: Gemma 4 · loading');
  });
});

describe('a snapshot', () => {
  it('says who is first, who answers now, and who is pinned, for each use', () => {
    const away = entry(claude, overloaded);
    const gemma = entry(ollama);
    const elsewhere = snapshotOf({ entries: [away, gemma], episode });
    assert.deepEqual(elsewhere.chat, { first: away.target, current: gemma.target, episode });
    const pinned = snapshotOf({ entries: [away, gemma], pinned: gemma });
    assert.deepEqual(pinned.chat, { first: away.target, current: gemma.target, pinned: gemma.target });
    assert.deepEqual(pinned.completions, {});
  });

  it('lists every target of both routes with its reason in words', () => {
    const completion = entry(ollama, unknown, {
      target: { provider: 'ollama', model: 'gemma4:e4b', use: 'completion' },
    });
    const { targets } = snapshotOf(
      {
        entries: [
          entry(claude, { ...overloaded, ttftMs: 700, lastAnswerAt: 3 }),
          entry(code, unknown, { setUp: false }),
        ],
      },
      { completions: { entries: [completion] } },
    );
    assert.deepEqual(targets, [
      {
        provider: 'claude',
        label: 'Claude',
        model: 'claude-model',
        use: 'chat',
        local: false,
        setUp: true,
        state: 'open',
        reason: 'overloaded',
        reasonText: 'overloaded',
        nextTryAt: 5,
        ttftMs: 700,
        lastAnswerAt: 3,
      },
      {
        provider: 'claude-code',
        label: 'Claude Code',
        model: 'claude-code-model',
        use: 'chat',
        local: false,
        setUp: false,
        state: 'unknown',
        reasonText: 'not set up',
      },
      {
        provider: 'ollama',
        label: 'Ollama',
        model: 'gemma4:e4b',
        use: 'completion',
        local: true,
        setUp: true,
        state: 'unknown',
      },
    ]);
  });

  it('lists a pinned target that is on no route', () => {
    const { targets } = snapshotOf({ entries: [entry(claude)], pinned: entry(ollama) });
    assert.deepEqual(
      targets.map(({ provider }) => provider),
      ['ollama', 'claude'],
    );
  });
});
