import assert from 'node:assert/strict';
import type { ProviderEvent } from '../../../src/core/contract/events';
import { CallContext } from '../../../src/core/providers/callContext';
import { ClaudeCodeProvider } from '../../../src/core/providers/claudeCode/claudeCodeProvider';
import type { StartEffect } from '../../../src/core/providers/claudeCode/program';
import { durations } from '../../../src/core/routing/durations';
import { failureSentence } from '../../../src/core/status/sentences';
import { createFakeClock } from '../../support/fakeClock';
import { resolvedProvider } from '../../support/providerRows';

const goodHelp =
  '--print --output-format --verbose --include-partial-messages --tools --strict-mcp-config --no-session-persistence --system-prompt';

/** The provider over a program that is started, says nothing, and lives until it is stopped. */
function createWorld(options: { readonly effect?: StartEffect; readonly help?: (() => string) | 'nothing' } = {}) {
  const { effect = 'none', help = () => goodHelp } = options;
  const world = { starts: 0, stops: new Array<boolean>(), whileStarting: (): void => undefined };
  const context = new CallContext(resolvedProvider('claude-code', { type: 'claude-code', key: 'none' }), {
    fetch: () => Promise.reject(new Error('nothing is sent')),
    keys: () => Promise.resolve(undefined),
    clock: createFakeClock(),
    durations,
  });
  const provider = new ClaudeCodeProvider(context, () =>
    Promise.resolve({
      help: () => Promise.resolve(help === 'nothing' ? undefined : help()),
      lookBeforeStart: () => Promise.resolve(effect),
      start: async () => {
        world.starts += 1;
        world.whileStarting();
        let end: () => void = () => undefined;
        const ended = new Promise<void>((resolve) => (end = resolve));
        return {
          lines: {
            [Symbol.asyncIterator]: () => ({ next: () => ended.then(() => ({ done: true, value: undefined })) }),
          },
          ended: ended.then(() => ({ said: '' })),
          stop: ({ gently } = { gently: false }) => {
            world.stops.push(gently);
            end();
          },
        };
      },
    }),
  );
  const ask = async (signal: AbortSignal): Promise<readonly ProviderEvent[]> => {
    const events: ProviderEvent[] = [];
    const request = { kind: 'chat', use: 'chat', system: '', messages: [{ role: 'user', text: 'Why?' }] } as const;
    const target = { provider: 'claude-code', model: 'default', use: 'chat' } as const;
    for await (const event of provider.chat(request, target, signal)) events.push(event);
    return events;
  };
  return Object.assign(world, { provider, ask });
}

const { signal } = new AbortController();

describe('the provider Claude Code', () => {
  it('stops a program that is cancelled while it starts, and gently where that renews its login', async () => {
    for (const effect of ['none', 'renews'] as const) {
      const world = createWorld({ effect });
      const abort = new AbortController();
      world.whileStarting = () => abort.abort();
      await assert.rejects(world.ask(abort.signal), { name: 'Cancelled' });
      assert.deepEqual(world.stops, [effect === 'renews'], effect);
    }
  });

  it('does not start what could cost the login without a click', async () => {
    const world = createWorld({ effect: 'waits-for-click' });
    const [event] = await world.ask(signal);
    assert.ok(event?.t === 'failure');
    // Neutral for its breaker, and no outage of the service it shares with Claude by key.
    assert.equal(event.failure.kind, 'bad-request');
    assert.match(failureSentence(event.failure, world.provider.info), /waits for your click/);
    assert.equal(world.starts, 0);
  });

  it('tells a program that is too old from one that is not there, in a check and in an ask', async () => {
    const failureWith = async (help: (() => string) | 'nothing') => {
      const world = createWorld({ help });
      const checked = await world.provider.check(signal);
      const [asked] = await world.ask(signal);
      assert.ok(!checked.ok && asked?.t === 'failure');
      assert.deepEqual(asked.failure, checked.failure);
      return checked.failure;
    };
    const { info } = createWorld().provider;
    const tooOld = await failureWith(() => goodHelp.replace('--tools ', ''));
    assert.deepEqual(tooOld.evidence, { phase: 'connect', type: 'program-too-old', text: 'lacks --tools' });
    assert.match(failureSentence(tooOld, info), /too old/);
    const absent = await failureWith('nothing');
    assert.equal(absent.evidence.errno, 'ENOENT');
    assert.match(failureSentence(absent, info), /can’t be reached/);
    assert.equal((await createWorld().provider.check(signal)).ok, true);
  });
});
