import assert from 'node:assert/strict';
import type { Evidence } from '../../../src/core/contract/failure';
import type { LoginState } from '../../../src/core/health/claudeCodeLogin/readLogin';
import { programTooOld } from '../../../src/core/providers/claudeCode/program';
import type { ClaudeCodeDeps } from '../../../src/editor/claudeCode/deps';
import { useClaudeCode } from '../../../src/editor/claudeCode/useClaudeCode';
import { createFakeSetupUi } from '../../support/fakeSetupUi';
import { failureOf } from '../../support/scriptedProvider';

/** The click on *Use Claude Code* on a machine like this; what it leaves behind. */
async function click(
  here: {
    readonly program?: false;
    readonly login?: LoginState;
    readonly check?: Evidence;
    readonly localOnly?: true;
  } = {},
) {
  const ui = createFakeSetupUi();
  const world = { isUsed: false, routes: new Array<unknown>() };
  const login = { kind: 'subscription', state: here.login ?? 'fine', toBeRenewed: false };
  const deps = {
    ui,
    claudeCode: {
      known: { login, isLost: false, at: 0, ...(here.program === false ? {} : { program: {} }) },
      get isUsed() {
        return world.isUsed;
      },
      setUsed: async (isUsed: boolean) => void (world.isUsed = isUsed),
      look: async () => undefined,
    },
    settings: () => ({ chatRoute: ['claude/a', 'ollama'], completionsRoute: ['claude', 'ollama'] }),
    writer: { writeRoutes: async (routes: unknown) => void world.routes.push(routes) },
    provider: () => ({
      check: async () =>
        here.check ? { ok: false, failure: failureOf('unreachable', { evidence: here.check }) } : { ok: true },
    }),
    mayStartCloudProgram: () => here.localOnly !== true,
  } as unknown as ClaudeCodeDeps;
  const isUsed = await useClaudeCode(true, deps, new AbortController().signal);
  assert.equal(isUsed, world.isUsed);
  return { ...world, said: ui.told.map(({ sentence }) => sentence) };
}

describe('the click on “Use Claude Code”', () => {
  it('puts it behind Claude by key and before the others', async () => {
    const { isUsed, routes } = await click();
    assert.equal(isUsed, true);
    assert.deepEqual(routes, [
      { chatRoute: ['claude/a', 'claude-code', 'ollama'], completionsRoute: ['claude', 'ollama'] },
    ]);
  });

  it('changes nothing where it cannot be used, and says which of the reasons it is', async () => {
    const cases = [
      [{ program: false }, 'Claude Code was not found on this machine.'],
      [{ check: { phase: 'connect', type: programTooOld } }, 'This Claude Code is too old to be asked from here.'],
      [{ check: { phase: 'connect', errno: 'ENOENT' } }, 'Claude Code is on this machine, but does not start.'],
      [{ login: 'none' }, 'Nobody has logged in to Claude Code yet.'],
      [{ localOnly: true }, 'Local only is on, so Claude Code can’t be used.'],
    ] as const;
    for (const [here, sentence] of cases) {
      const { isUsed, routes, said } = await click(here);
      assert.deepEqual([said, isUsed, routes], [[sentence], false, []]);
    }
  });
});
