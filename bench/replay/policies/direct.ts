import { createRandom } from '../chance';
import type { Policy } from '../policy';
import { PlainClient, rawWords } from './plainClient';
import { sdkRetries, withRetries } from './sdkRetries';

/** Claude alone, with the retries its SDK makes by itself. */
export const direct: Policy = {
  id: 'direct',
  label: 'Claude alone, SDK retries',
  start(stage) {
    const client = new PlainClient(stage);
    const around = { clock: stage.clock, random: createRandom(stage.seed) };
    return {
      async answer(ask, screen, signal) {
        const spoken = await withRetries(sdkRetries, () => client.speak('claude', ask, screen, signal), {
          ...around,
          signal,
        });
        if (spoken.t === 'failure') screen.say(rawWords(spoken.failure));
        return { isComplete: spoken.t === 'whole', by: 'claude', switched: false };
      },
      dispose: () => undefined,
    };
  },
};
