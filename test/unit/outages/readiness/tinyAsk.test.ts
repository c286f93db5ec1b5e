import assert from 'node:assert/strict';
import { tinyAsk } from '../../../../src/core/outages/readiness/tinyAsk';
import { durations } from '../../../../src/core/routing/durations';
import { createFakeClock, settle } from '../../../support/fakeClock';
import { resolvedProvider } from '../../../support/providerRows';
import { fails, says, scriptedProvider } from '../../../support/scriptedProvider';

const target = (provider: string) => ({ provider, model: 'm', use: 'chat' }) as const;
const never = (): boolean => false;

describe('the tiny request of a readiness check', () => {
  it('leaves room for thoughts where they count and are not seen, and asks others for next to nothing', async () => {
    const clock = createFakeClock();
    const ask = async (thinksUnseen: boolean) => {
      const provider = scriptedProvider(resolvedProvider('openai', { thinksUnseen }), clock);
      // What such a model answers when its thoughts alone use up what it may say.
      provider.play(({ maxOutputTokens }) =>
        thinksUnseen && (maxOutputTokens ?? 0) < 1_000 ? fails('bad-request') : says('OK'),
      );
      const deps = { clock, durations, warm: true, isRehearsed: never };
      const answer = await tinyAsk(provider, target('openai'), deps, new AbortController().signal);
      return [answer.t, provider.calls[0]?.request.maxOutputTokens];
    };
    assert.equal((await ask(true))[0], 'answered');
    assert.deepEqual(await ask(false), ['answered', 16]);
  });

  it('gives a local model the time to load unless it is known to be in memory', async () => {
    const outcomeAfter = async (warm: boolean) => {
      const clock = createFakeClock();
      const provider = scriptedProvider(resolvedProvider('lmstudio', { local: true }), clock);
      provider.play([{ wait: 60_000 }, ...says('OK')]);
      const deps = { clock, durations, warm, isRehearsed: never };
      const asked = tinyAsk(provider, target('lmstudio'), deps, new AbortController().signal);
      await settle();
      await clock.advance(61_000);
      return (await asked).t;
    };
    assert.equal(await outcomeAfter(false), 'answered');
    assert.equal(await outcomeAfter(true), 'failed');
  });
});
