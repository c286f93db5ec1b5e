import assert from 'node:assert/strict';
import { readSettings, type ScopedValues, type SettingsReading } from '../../../src/core/settings/readSettings';
import { areCompletionsEnabled } from '../../../src/core/settings/snapshot';

function read(typed: Readonly<Record<string, Partial<ScopedValues>>>): SettingsReading {
  return readSettings((key) => ({ folders: [], languages: [], ...typed[key] }));
}

describe('reading settings', () => {
  it('gives the defaults of product.md where nothing is typed', () => {
    const { settings, problems } = read({});
    assert.deepEqual(problems, []);
    assert.deepEqual(settings.chatRoute, ['claude', 'claude-code', 'ollama']);
    assert.deepEqual(settings.completionsRoute, ['claude', 'ollama']);
    assert.equal(settings.failoverMode, 'auto');
    assert.equal(settings.onQuota, 'ask');
    assert.equal(settings.onCutOff, 'continue');
    assert.equal(settings.localOnly, false);
    assert.equal(settings.completionsEnabled, true);
    assert.equal(settings.statusPageEnabled, true);
    assert.deepEqual(settings.routedByUser, []);
  });

  it('takes application settings from the user alone, so that a workspace can neither redirect nor loosen', () => {
    const hostile = { workspace: { claude: { baseUrl: 'https://evil.example' } } };
    const { settings } = read({
      'understudy.providers': hostile,
      'understudy.privateHosts': { workspace: ['https://evil.example'] },
      'understudy.chat.route': { workspace: ['openai'], folders: [{ folder: 'file:///a', value: ['openai'] }] },
      'understudy.failover.onQuota': { workspace: 'switch' },
    });
    assert.deepEqual(settings.providers, {});
    assert.deepEqual(settings.privateHosts, []);
    assert.deepEqual(settings.chatRoute, ['claude', 'claude-code', 'ollama']);
    assert.equal(settings.onQuota, 'ask');
  });

  for (const [scope, values] of [
    ['user', { user: true }],
    ['workspace', { user: false, workspace: true }],
    [
      'folder',
      {
        user: false,
        workspace: false,
        folders: [
          { folder: 'a', value: false },
          { folder: 'b', value: true },
        ],
      },
    ],
  ] as const) {
    it(`makes the window local-only when the ${scope} says so`, () => {
      assert.equal(read({ 'understudy.localOnly': values }).settings.localOnly, true);
    });
  }

  it('does not let a workspace loosen local only', () => {
    const values = { user: true, workspace: false, folders: [{ folder: 'a', value: false }] };
    assert.equal(read({ 'understudy.localOnly': values }).settings.localOnly, true);
  });

  it('takes a local only that is not understood as on, and says so', () => {
    const { settings, problems } = read({ 'understudy.localOnly': { workspace: 'yes' } });
    assert.equal(settings.localOnly, true);
    assert.deepEqual(problems, [{ key: 'understudy.localOnly', value: 'yes', used: 'true' }]);
  });

  it('reads no status page when told so in words it does not understand', () => {
    const { settings, problems } = read({ 'understudy.statusPage.enabled': { user: 'off', workspace: true } });
    assert.equal(settings.statusPageEnabled, false);
    assert.deepEqual(
      problems.map(({ key, used }) => [key, used]),
      [['understudy.statusPage.enabled', 'false']],
    );
  });

  it('unites ignore rules over all scopes', () => {
    const { settings } = read({
      'understudy.ignore': { user: ['a/**'], workspace: ['b/**', 'a/**'], folders: [{ folder: 'x', value: ['c/**'] }] },
    });
    assert.deepEqual(settings.ignore, ['a/**', 'b/**', 'c/**']);
  });

  it('falls back and names key and value when a value is bad', () => {
    const { settings, problems } = read({ 'understudy.failover.mode': { user: 'sometimes' } });
    assert.equal(settings.failoverMode, 'auto');
    assert.deepEqual(problems, [{ key: 'understudy.failover.mode', value: 'sometimes', used: '"auto"' }]);
  });

  it('drops duplicates and bad entries of a route and keeps the rest in order', () => {
    const { settings, problems } = read({
      'understudy.chat.route': { user: [' ollama ', 'openrouter/a/b', 'ollama', 7, '', 'claude/ claude-opus-5-5'] },
    });
    assert.deepEqual(settings.chatRoute, ['ollama', 'openrouter/a/b', 'claude/claude-opus-5-5']);
    assert.deepEqual(
      problems.map((problem) => problem.value),
      ['7', ''],
    );
    assert.deepEqual(settings.routedByUser, ['ollama', 'openrouter', 'claude']);
  });

  describe('of completions', () => {
    const enabled = (values: Partial<ScopedValues>, language = 'typescript', folder?: string): boolean =>
      areCompletionsEnabled(read({ 'understudy.completions.enabled': values }).settings, language, folder);

    it('lets a workspace switch them off', () => assert.equal(enabled({ workspace: false }), false));
    it('does not let a workspace switch them on', () => assert.equal(enabled({ user: false, workspace: true }), false));
    it('lets the user switch one language on where they are off', () => {
      const values = { user: false, languages: [{ languageId: 'python', user: true, folders: [] }] };
      assert.equal(enabled(values, 'python'), true);
      assert.equal(enabled(values, 'typescript'), false);
    });
    it('does not let a workspace switch a language on', () => {
      const values = { user: false, languages: [{ languageId: 'python', workspace: true, folders: [] }] };
      assert.equal(enabled(values, 'python'), false);
    });
    it('lets a workspace off win over a language the user switched on', () => {
      const values = { workspace: false, languages: [{ languageId: 'python', user: true, folders: [] }] };
      assert.equal(enabled(values, 'python'), false);
    });
    it('lets a folder switch one language off', () => {
      assert.equal(enabled({ languages: [{ languageId: 'python', folders: [undefined, false] }] }, 'python'), false);
    });
    it('switches off only the folder that says so', () => {
      const values = { folders: [{ folder: 'file:///a', value: false }] };
      assert.equal(enabled(values, 'typescript', 'file:///a'), false);
      assert.equal(enabled(values, 'typescript', 'file:///b'), true);
    });
  });
});
