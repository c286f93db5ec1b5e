import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import { HealthMonitor } from '../../../src/core/health/monitor';
import { durations } from '../../../src/core/routing/durations';
import { Gate } from '../../../src/core/routing/gate';
import type { ModelLack } from '../../../src/core/routing/route';
import { buildSnapshot } from '../../../src/core/status/snapshot';
import { snapshotUse, type SnapshotSources } from '../../../src/core/status/snapshotUse';
import { createFakeClock } from '../../support/fakeClock';
import { resolvedProvider } from '../../support/providerRows';
import { settingsOf } from '../../support/routingWorld';

/** An Ollama that is set up and of whose models this much is known. */
function sourcesWith(lack: ModelLack | undefined, model?: string): SnapshotSources {
  const ollama = resolvedProvider('ollama', { local: true });
  const health = new HealthMonitor({ clock: createFakeClock(), random: () => 0.5, durations, logger: silentLogger });
  return {
    settings: () => settingsOf({ chatRoute: ['ollama'] }),
    resolved: (id) => (id === 'ollama' ? ollama : undefined),
    modelFor: () => model,
    whyNoModel: () => lack ?? 'no-model',
    pinned: () => undefined,
    isSetUp: () => true,
    gate: new Gate(() => ({
      localOnly: false,
      isSetUp: () => true,
      mayCompleteInCloud: () => true,
      isLocalOrigin: () => true,
    })),
    health,
    isKeyRefused: () => false,
  };
}

function shown(sources: SnapshotSources): readonly [string, string | undefined] {
  const chat = snapshotUse('chat', sources);
  const snapshot = buildSnapshot({
    chat,
    completions: { entries: [] },
    localOnly: false,
    moving: settingsOf(),
    network: 'unknown',
  });
  return [snapshot.text, snapshot.targets[0]?.reasonText];
}

describe('the status', () => {
  it('leaves out a program that is not on this machine', () => {
    const code = resolvedProvider('claude-code', { type: 'claude-code', key: 'none', chatModel: 'sonnet' });
    const ollama = resolvedProvider('ollama', { local: true });
    const { entries } = snapshotUse('chat', {
      ...sourcesWith(undefined, 'gemma4:e4b'),
      settings: () => settingsOf({ chatRoute: ['claude-code', 'ollama'] }),
      resolved: (id) => [code, ollama].find((provider) => provider.id === id),
      isOffered: (provider) => provider !== code,
    });
    assert.deepEqual(
      entries.map(({ target }) => target.provider),
      ['ollama'],
    );
  });
});

describe('the status of a local server', () => {
  it('is unknown, and so usable, before anybody has looked at it', () => {
    assert.deepEqual(shown(sourcesWith('not-looked')), ['$(sparkle) Ollama', undefined]);
  });

  it('names its model once a look has found one', () => {
    assert.deepEqual(shown(sourcesWith(undefined, 'gemma4:e4b')), ['$(sparkle) Gemma 4', undefined]);
  });

  it('says what a look found in its way', () => {
    const nobody = '$(error) No assistant available';
    assert.deepEqual(shown(sourcesWith('local-stopped')), [nobody, 'not running']);
    assert.deepEqual(shown(sourcesWith('no-model')), [nobody, 'no model chosen']);
  });
});
