import assert from 'node:assert/strict';
import type { ResolvedProvider } from '../../../src/core/providers/provider';
import { claudeApiPage, openaiPage, unreadPage } from '../../../src/core/providers/rows/statusPages';
import { statusPageNeeds } from '../../../src/core/status/statusPageNeeds';
import type { SnapshotEntry, SnapshotUse } from '../../../src/core/status/snapshot';
import { resolvedProvider } from '../../support/providerRows';

const claude = resolvedProvider('claude', { statusPage: claudeApiPage });
const openai = resolvedProvider('openai', { statusPage: openaiPage });

function entry(provider: ResolvedProvider, more: Partial<SnapshotEntry> = {}, model = 'm'): SnapshotEntry {
  return {
    provider,
    target: { provider: provider.id, model, use: 'chat' },
    setUp: true,
    health: { state: 'closed', slow: false },
    ...more,
  };
}

const open: Partial<SnapshotEntry> = { health: { state: 'open', reason: 'overloaded', slow: false } };
const needs = (uses: readonly SnapshotUse[], everything = false): readonly string[] =>
  statusPageNeeds(uses, everything).map(({ provider, models }) => `${provider.id} ${models.join(' ')}`);

describe('a look at a status page', () => {
  it('is worth while for a provider in trouble, for as long as asks go elsewhere', () => {
    assert.deepEqual(needs([{ entries: [entry(claude), entry(openai)] }]), []);
    assert.deepEqual(needs([{ entries: [entry(claude, open), entry(openai)] }]), ['claude m']);
    const due = entry(claude, { health: { state: 'half-open', slow: false } });
    assert.deepEqual(needs([{ entries: [due] }]), ['claude m']);
    const episode = { id: 'e', provider: 'claude', startedAt: 0, reason: 'overloaded' } as const;
    assert.deepEqual(needs([{ entries: [entry(claude), entry(openai)], episode }]), ['claude m']);
  });

  it('is not for a provider the user has paused, or that is merely slow', () => {
    const paused = entry(claude, { health: { state: 'isolated', reason: 'paused', slow: false } });
    const slow = entry(openai, { health: { state: 'closed', slow: true } });
    assert.deepEqual(needs([{ entries: [paused, slow] }]), []);
  });

  it('is worth while for every provider of a route that has a page, while the user looks', () => {
    const local = resolvedProvider('ollama', { local: true, statusPage: claudeApiPage });
    const people = resolvedProvider('mistral', { statusPage: unreadPage('https://status.mistral.ai/') });
    const none = resolvedProvider('gemini');
    const entries = [claude, openai, local, people, none].map((provider) => entry(provider));
    assert.deepEqual(needs([{ entries }], true), ['claude m', 'openai m']);
  });

  it('is not for a provider that may not be asked', () => {
    const refused = [entry(claude, { ...open, setUp: false }), entry(openai, { ...open, skipped: 'local-only' })];
    assert.deepEqual(needs([{ entries: refused }], true), []);
  });

  it('is one for both uses, with all models asked, pinned ones too', () => {
    const chat = { entries: [entry(claude, open, 'a')], pinned: entry(openai, open, 'p') };
    const completions = { entries: [entry(claude, {}, 'b'), entry(claude, {}, 'a')] };
    assert.deepEqual(needs([chat, completions]), ['claude a b', 'openai p']);
  });
});
