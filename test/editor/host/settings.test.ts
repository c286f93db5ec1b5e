import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SettingWarnings } from '../../../src/core/settings/settingWarnings';
import { areCompletionsEnabled, type Settings } from '../../../src/core/settings/snapshot';
import { EditorSettings } from '../../../src/editor/settings';
import { silent, workspaceFolder } from './workspaceFiles';

const { Global, Workspace, WorkspaceFolder } = vscode.ConfigurationTarget;

describe('settings as VS Code keeps them', () => {
  let settings: EditorSettings;
  const told: string[] = [];
  const written: [key: string, target: vscode.ConfigurationTarget, language?: string][] = [];

  beforeEach(() => {
    told.length = 0;
    settings = new EditorSettings(silent, new SettingWarnings(silent, ({ sentence }) => told.push(sentence)));
  });
  afterEach(async () => {
    settings.dispose();
    for (const [key, target, language] of written.splice(0)) await write(key, undefined, target, language);
  });

  async function write(key: string, value: unknown, target: vscode.ConfigurationTarget, languageId?: string) {
    const uri = target === WorkspaceFolder ? workspaceFolder() : undefined;
    const scope = languageId === undefined ? uri : { uri, languageId };
    await vscode.workspace
      .getConfiguration('understudy', scope)
      .update(key, value, target, languageId === undefined ? undefined : true);
  }

  /** Writes a setting that is taken back after the test, and waits until the snapshot is another one. */
  async function set(key: string, value: unknown, target = Global, language?: string): Promise<Settings> {
    const renewed = new Promise<Settings>((resolve) => settings.onDidChange(resolve));
    written.push([key, target, language]);
    await write(key, value, target, language);
    return renewed;
  }

  it('have the documented defaults in a fresh profile', () => {
    assert.deepEqual(settings.current.chatRoute, ['claude', 'claude-code', 'ollama']);
    assert.deepEqual(settings.current.completionsRoute, ['claude', 'ollama']);
    assert.equal(settings.current.localOnly, false);
    assert.deepEqual(told, []);
  });

  it('follow the user settings', async () => {
    const now = await set('chat.route', ['ollama']);
    assert.deepEqual(now.chatRoute, ['ollama']);
    assert.equal(settings.current, now);
  });

  for (const [name, target] of [
    ['user', Global],
    ['workspace', Workspace],
    ['folder', WorkspaceFolder],
  ] as const) {
    it(`make the window local only where the ${name} says so`, async () => {
      assert.equal((await set('localOnly', true, target)).localOnly, true);
    });
  }

  it('cannot be loosened by a workspace', async () => {
    await set('localOnly', true, Global);
    written.push(['localOnly', Workspace]);
    await write('localOnly', false, Workspace);
    assert.equal(settings.current.localOnly, true);
  });

  for (const key of ['providers', 'chat.route', 'completions.route', 'privateHosts', 'failover.onQuota']) {
    it(`do not let a workspace decide where text goes: ${key}`, async () => {
      await assert.rejects(write(key, key === 'providers' ? {} : [], Workspace), /workspace/i);
    });
  }

  it('switch completions off for one language, and by a workspace, which cannot switch them on', async () => {
    const folder = workspaceFolder().toString();
    const off = await set('completions.enabled', false, Global, 'markdown');
    assert.equal(areCompletionsEnabled(off, 'markdown', folder), false);
    assert.equal(areCompletionsEnabled(off, 'typescript', folder), true);
    assert.equal(
      areCompletionsEnabled(await set('completions.enabled', false, Workspace), 'typescript', folder),
      false,
    );

    await set('completions.enabled', false, Global);
    const loosened = await set('completions.enabled', true, Workspace);
    assert.equal(areCompletionsEnabled(loosened, 'typescript', folder), false);
  });

  it('unite the ignore globs of all scopes', async () => {
    await set('ignore', ['a/**'], Global);
    const both = await set('ignore', ['b/**'], Workspace);
    assert.deepEqual(both.ignore.toSorted(), ['a/**', 'b/**']);
  });

  it('keep what else the user typed for a provider when one field is written', async () => {
    await set('providers', { ollama: { baseUrl: 'http://127.0.0.1:1', note: 'mine' }, other: 1 });
    await settings.writeProvider('ollama', 'chatModel', 'gemma3:4b');
    assert.deepEqual(vscode.workspace.getConfiguration('understudy').get('providers'), {
      ollama: { baseUrl: 'http://127.0.0.1:1', note: 'mine', chatModel: 'gemma3:4b' },
      other: 1,
    });
  });

  it('say one sentence about nonsense, and go on with what is right', async () => {
    const now = await set('chat.route', ['ollama', 7, 'ollama', '']);
    assert.deepEqual(now.chatRoute, ['ollama']);
    assert.ok(told.length > 0);
  });
});
