import assert from 'node:assert/strict';
import { Gate, type Permissions } from '../../../src/core/routing/gate';
import { parseRouteEntry, routeFor, type RouteSources } from '../../../src/core/routing/route';
import type { Settings } from '../../../src/core/settings/snapshot';
import { resolvedProvider } from '../../support/providerRows';
import { defaultRows, settingsOf } from '../../support/routingWorld';

function sources(settings: Partial<Settings>, more: Partial<RouteSources & Permissions> = {}): RouteSources {
  const rows = new Map([...defaultRows(), resolvedProvider('openrouter')].map((row) => [row.id, row]));
  return {
    settings: () => settingsOf(settings),
    resolved: (id) => rows.get(id),
    modelFor: () => undefined,
    whyNoModel: () => 'no-model',
    pinned: () => undefined,
    gate: new Gate(() => ({
      localOnly: false,
      isSetUp: () => true,
      mayCompleteInCloud: () => true,
      isLocalOrigin: (origin) => new URL(origin).hostname === '127.0.0.1',
      ...more,
    })),
    ...more,
  };
}

const names = (use: 'chat' | 'completion', from: RouteSources): string[] =>
  routeFor(use, from).targets.map(({ target }) => `${target.provider}/${target.model}`);

describe('a route', () => {
  it('splits an entry at its first slash', () => {
    assert.deepEqual(parseRouteEntry('openrouter/google/gemma-4'), { id: 'openrouter', model: 'google/gemma-4' });
    assert.deepEqual(parseRouteEntry(' claude '), { id: 'claude' });
  });

  it('names the model of the entry, else of the settings, else of the local server', () => {
    const chatRoute = ['claude/claude-opus-5-5', 'claude', 'openrouter'];
    assert.deepEqual(names('chat', sources({ chatRoute }, { modelFor: () => 'listed' })), [
      'claude/claude-opus-5-5',
      'claude/claude-sonnet-5-5',
      'openrouter/listed',
    ]);
    assert.deepEqual(routeFor('chat', sources({ chatRoute: ['openrouter'] })).skipped, [
      { provider: 'openrouter', why: 'no-model' },
    ]);
  });

  it('says why a local server has given no model', () => {
    const stopped = sources({ chatRoute: ['openrouter'] }, { whyNoModel: () => 'local-stopped' });
    assert.deepEqual(routeFor('chat', stopped).skipped, [{ provider: 'openrouter', why: 'local-stopped' }]);
    const unseen = sources({ chatRoute: ['openrouter'] }, { whyNoModel: () => 'not-looked' });
    assert.deepEqual(routeFor('chat', unseen).skipped, [{ provider: 'openrouter', why: 'no-model' }]);
  });

  it('names a model of Ollama by its whole name, so that what is known of it is kept under one', () => {
    const chatRoute = ['ollama/gemma3', 'ollama/gemma3:latest', 'openrouter/gemma3'];
    assert.deepEqual(names('chat', sources({ chatRoute })), ['ollama/gemma3:latest', 'openrouter/gemma3']);
  });

  it('drops duplicates, also those that only name the default', () => {
    const chatRoute = ['claude', 'claude/claude-sonnet-5-5', 'ollama'];
    assert.deepEqual(names('chat', sources({ chatRoute })), ['claude/claude-sonnet-5-5', 'ollama/gemma4:e4b']);
  });

  it('passes over what is unknown, switched off or not set up, and says which', () => {
    const from = sources({ chatRoute: ['nobody', 'claude', 'ollama'] }, { isSetUp: (provider) => provider.local });
    const route = routeFor('chat', from);
    assert.deepEqual(route.skipped, [
      { provider: 'nobody', why: 'unknown-provider' },
      { provider: 'claude', why: 'not-set-up' },
    ]);
    assert.deepEqual(names('chat', from), ['ollama/gemma4:e4b']);
  });

  it('says nothing of a program that is not on this machine', () => {
    const code = resolvedProvider('claude-code', { type: 'claude-code' });
    const from = sources({ chatRoute: ['claude-code'] }, { resolved: () => code, isOffered: () => false });
    assert.deepEqual(routeFor('chat', from), { targets: [], skipped: [], alone: false });
  });

  it('keeps completions local until the user has said yes, and never asks for chat', () => {
    const from = sources({}, { mayCompleteInCloud: () => false });
    assert.deepEqual(names('completion', from), ['ollama/gemma4:e4b']);
    assert.deepEqual(names('chat', from), ['claude/claude-sonnet-5-5', 'ollama/gemma4:e4b']);
  });

  it('is the first allowed target alone with failover off, and local stand-ins only for completions that cannot ask', () => {
    assert.deepEqual(names('chat', sources({ failoverMode: 'off' })), ['claude/claude-sonnet-5-5']);
    const completionsRoute = ['claude', 'openrouter/x', 'ollama'];
    assert.deepEqual(names('completion', sources({ failoverMode: 'ask', completionsRoute })), [
      'claude/claude-haiku-5-5',
      'ollama/gemma4:e4b',
    ]);
  });

  it('is the pinned target alone, still behind the gate', () => {
    const pinned = { provider: 'claude', model: 'claude-opus-5-5', use: 'chat' } as const;
    const open = sources({}, { pinned: () => pinned });
    assert.deepEqual(names('chat', open), ['claude/claude-opus-5-5']);
    assert.equal(routeFor('chat', open).alone, true);
    assert.deepEqual(names('chat', sources({}, { pinned: () => pinned, localOnly: true })), []);
  });
});

describe('the gate', () => {
  const permissions: Permissions = {
    localOnly: true,
    isSetUp: () => true,
    mayCompleteInCloud: () => true,
    isLocalOrigin: (origin) => origin === 'http://127.0.0.1:11434',
  };

  it('lets nothing but local addresses through with localOnly, status pages and second hosts included', () => {
    const gate = new Gate(() => permissions);
    assert.equal(gate.mayReach('https://status.claude.com/api/v2/summary.json'), false);
    assert.equal(gate.mayReach('http://127.0.0.1:11434/api/tags'), true);
    assert.equal(gate.mayReach('nonsense'), false);
    assert.equal(gate.mayStartCloudProgram(), false);
  });

  it('reads the permission at every question', () => {
    let localOnly = false;
    const gate = new Gate(() => ({ ...permissions, localOnly }));
    const [claude] = defaultRows();
    assert.ok(claude);
    assert.equal(gate.refusal(claude, 'chat'), undefined);
    localOnly = true;
    assert.equal(gate.refusal(claude, 'chat'), 'local-only');
  });
});
