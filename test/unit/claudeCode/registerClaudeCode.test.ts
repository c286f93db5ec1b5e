import assert from 'node:assert/strict';
import { Emitter } from '../../../src/core/base/emitter';
import { silentLogger } from '../../../src/core/base/logger';
import type { LoginStatus, StatusSnapshot } from '../../../src/core/contract/status';
import type { ClaudeCodeDeps } from '../../../src/editor/claudeCode/deps';
import { registerClaudeCode } from '../../../src/editor/claudeCode/registerClaudeCode';
import { createFakeClock } from '../../support/fakeClock';
import { createFakeSetupUi } from '../../support/fakeSetupUi';
import { rememberInMemory } from '../../support/realWorld';

const firstLookMs = 2_000;

/** The editor's side in a window that has the focus or not; looks and notices are noted. */
function createWindow({ isFocused = true } = {}) {
  const clock = createFakeClock();
  const focus = new Emitter<boolean>();
  const status = new Emitter<StatusSnapshot>();
  const ui = createFakeSetupUi();
  const window = {
    isFocused,
    looks: 0,
    notices: new Array<readonly string[]>(),
    answer: undefined as string | undefined,
  };
  let snapshot = {} as StatusSnapshot;
  let known: object | undefined;
  const deps = {
    ...{ clock, firstLookMs, ui, logger: silentLogger, remembered: rememberInMemory() },
    claudeCode: {
      get known() {
        return known;
      },
      look: async () => {
        window.looks += 1;
        known = {};
      },
    },
    status: {
      get current() {
        return snapshot;
      },
      onDidChange: status.event,
    },
    focus: {
      get isThere() {
        return window.isFocused;
      },
      onDidChange: focus.event,
    },
    offer: async (...said: readonly string[]) => {
      window.notices.push(said);
      return window.answer;
    },
    commandName: async () => 'claude',
  } as unknown as ClaudeCodeDeps;
  const registered = registerClaudeCode(deps);
  return Object.assign(window, {
    ui,
    clock,
    registered,
    listeners: () => focus.size + status.size,
    setFocus(isThere: boolean): void {
      window.isFocused = isThere;
      focus.fire(isThere);
    },
    say(state: LoginStatus['state'], writtenAt: number): void {
      snapshot = { login: { state, writtenAt, lamps: [{ of: 'messages', state: 'ok' }] } } as unknown as StatusSnapshot;
      status.fire(snapshot);
    },
  });
}

/** Lets what was begun without being waited for come to its end: nothing of it waits for more than modules. */
async function settle(): Promise<void> {
  await import('../../../src/editor/claudeCode/steps');
  for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('The looks at Claude Code’s login', () => {
  it('begin in their own time, and come with the focus from then on, not when it goes', async () => {
    const window = createWindow();
    window.setFocus(false);
    window.setFocus(true);
    assert.equal(window.looks, 0, 'no sooner than two seconds after the start');
    await window.clock.advance(firstLookMs);
    assert.equal(window.looks, 1);
    window.setFocus(false);
    assert.equal(window.looks, 1);
    window.setFocus(true);
    assert.equal(window.looks, 2);
    window.registered.dispose();
    assert.equal(window.listeners(), 0);
  });
});

describe('The notice of a lost login in its window', () => {
  const lost = [
    'Your Claude Code login has expired. Claude’s API itself is fine.',
    ...['Log in again', 'Use an API key', 'Carry on with Gemma'],
  ];

  it('comes with its three ways on where the user is, once', async () => {
    const window = createWindow();
    window.say('lost', 10);
    await settle();
    window.say('lost', 10);
    await settle();
    assert.deepEqual(window.notices, [lost]);
    window.registered.dispose();
  });

  it('waits in a window without the focus until it gets it', async () => {
    const window = createWindow({ isFocused: false });
    window.say('lost', 10);
    await settle();
    assert.deepEqual(window.notices, []);
    window.setFocus(true);
    await settle();
    assert.deepEqual(window.notices, [lost]);
    window.registered.dispose();
  });

  it('leads to the program’s own command to log in', async () => {
    const window = createWindow();
    window.answer = 'Log in again';
    window.say('lost', 10);
    await settle();
    assert.deepEqual(window.ui.commandLines, ['claude auth login']);
    window.registered.dispose();
  });
});
