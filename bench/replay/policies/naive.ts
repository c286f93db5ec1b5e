import { createRandom } from '../chance';
import type { Policy } from '../policy';
import { PlainClient, rawWords } from './plainClient';
import { sdkRetries, withRetries } from './sdkRetries';

/**
 * A loop around the SDKs: on any error the next one is asked from the beginning, and its answer is written behind what already
 * stands there, as `ai-fallback` 3 was measured to do (`reference/peers.md` C.1). Nothing is remembered between asks.
 */
export const naive: Policy = {
  id: 'naive',
  label: 'On error, try the next',
  start(stage) {
    const client = new PlainClient(stage);
    const around = { clock: stage.clock, random: createRandom(stage.seed) };
    return {
      async answer(ask, screen, signal) {
        for (const [index, id] of stage.route.entries()) {
          if (ask.use === 'completion') screen.clear();
          const speak = () => client.speak(id, ask, screen, signal);
          const spoken = await withRetries(sdkRetries, speak, { ...around, signal });
          if (spoken.t === 'whole') return { isComplete: true, by: id, switched: index > 0 };
          if (spoken.t === 'stopped') return { isComplete: false, by: id, switched: index > 0 };
          if (index === stage.route.length - 1) screen.say(rawWords(spoken.failure));
        }
        return { isComplete: false, switched: true };
      },
      dispose: () => undefined,
    };
  },
};
