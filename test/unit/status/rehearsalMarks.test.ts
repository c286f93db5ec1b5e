import assert from 'node:assert/strict';
import type { RehearsalStatus, StatusSnapshot } from '../../../src/core/contract/status';
import type { TargetHealth } from '../../../src/core/health/targetHealth';
import type { ResolvedProvider } from '../../../src/core/providers/provider';
import { spokenStatus } from '../../../src/core/status/situations';
import { renderReport } from '../../../src/core/status/report';
import { buildSnapshot, type SnapshotEntry } from '../../../src/core/status/snapshot';
import { failureWords } from '../../../src/core/status/words';
import { resolvedProvider } from '../../support/providerRows';
import { settingsOf } from '../../support/routingWorld';

const fine: TargetHealth = { state: 'closed', slow: false };
const overloaded: TargetHealth = { state: 'open', reason: 'overloaded', slow: false };
const claude = resolvedProvider('claude');
const openai = resolvedProvider('openai', { label: 'OpenAI' });
const ollama = resolvedProvider('ollama', { local: true });
const at = Date.UTC(2026, 10, 21, 12);
const played: RehearsalStatus = { provider: 'claude', label: 'Claude', fault: 'Overloaded', startedAt: at };

function entry(provider: ResolvedProvider, health: TargetHealth, more: Partial<SnapshotEntry> = {}): SnapshotEntry {
  const model = provider.local ? 'gemma4:e4b' : `${provider.id}-model`;
  return { target: { provider: provider.id, model, use: 'chat' }, provider, setUp: true, health, ...more };
}

function during(rehearsal: RehearsalStatus | undefined, entries: readonly SnapshotEntry[]): StatusSnapshot {
  return buildSnapshot({
    chat: { entries, episode: { id: 'e', provider: 'claude', startedAt: at, reason: 'overloaded' } },
    completions: { entries: [] },
    localOnly: false,
    moving: settingsOf(),
    network: 'ok',
    ...(rehearsal ? { rehearsal } : {}),
  });
}

describe('a rehearsal is marked', () => {
  const route = [entry(claude, overloaded), entry(openai, overloaded), entry(ollama, fine)];

  it('at the end of the status bar’s text, for the eye and for the ear, and nowhere once it is over', () => {
    const snapshot = during(played, route);
    assert.equal(snapshot.text, '$(shield) Gemma 4 · Claude overloaded · rehearsal');
    assert.match(spokenStatus(snapshot), /rehearsal/);
    const over = during(undefined, route);
    assert.equal(over.text, '$(shield) Gemma 4 · Claude overloaded');
    assert.doesNotMatch(renderReport(over, at), /rehears/i);
  });

  it('behind each reason of the rehearsed provider, and of no other: that one is really out', () => {
    assert.deepEqual(
      during(played, route).targets.map(({ provider, reasonText }) => [provider, reasonText]),
      [
        ['claude', 'overloaded (rehearsal)'],
        ['openai', 'overloaded'],
        ['ollama', undefined],
      ],
    );
  });

  it('on no pause and no rule of the user’s own', () => {
    const paused = entry(claude, { state: 'isolated', reason: 'paused', slow: false });
    const skipped = entry(claude, overloaded, { skipped: 'local-only' });
    for (const one of [paused, skipped]) {
      const [target] = during(played, [one, entry(ollama, fine)]).targets;
      assert.doesNotMatch(target?.reasonText ?? '', /rehearsal/);
    }
  });

  it('in the first lines of the status report, with what is played and before whom, and on the target', () => {
    const report = renderReport(during(played, route), at);
    assert.match(report, /^[^\n]*rehearsal/);
    assert.ok(report.includes('Rehearsal: “Overloaded” in front of Claude, in this window only, until it is stopped.'));
    assert.match(report, /Claude.*overloaded \(rehearsal\)/);
    assert.match(report, /OpenAI.*overloaded(?! \(rehearsal\))/);
  });

  it('in the words of each failure it has caused', () => {
    assert.equal(failureWords({ kind: 'overloaded', rehearsed: true }), 'overloaded (rehearsal)');
    assert.equal(failureWords({ kind: 'overloaded' }), 'overloaded');
  });
});
