import { Emitter } from '../../../src/core/base/emitter';
import { silentLogger } from '../../../src/core/base/logger';
import { renderCompletion } from '../../../src/core/completions/render';
import type { AnswerEvent } from '../../../src/core/contract/events';
import type { Target } from '../../../src/core/contract/target';
import { Engine } from '../../../src/core/engine';
import { durations } from '../../../src/core/routing/durations';
import { failureSentence } from '../../../src/core/status/sentences';
import { rememberInMemory } from '../../../test/support/realWorld';
import { keyOf, settingsFor, toChatAsk, toCompletionAsk } from '../asking';
import { createRandom } from '../chance';
import type { Policy, Stage, Told } from '../policy';
import type { Screen } from '../screen';

/** How long the user takes to answer a question with yes, in milliseconds. */
const yesMs = 3_000;

/** The product: the real engine with its real durations and its defaults; only clock, chance and network are simulated. */
export const understudy: Policy = {
  id: 'understudy',
  label: 'Understudy',
  start(stage) {
    const engine = createEngine(stage);
    return {
      async answer(ask, screen, signal) {
        const render: Parameters<typeof engine.router.complete>[1] = (completion, entry, provider, until) =>
          renderCompletion(completion, entry.target, provider, until);
        const events =
          ask.use === 'chat'
            ? engine.router.chat(toChatAsk(ask), signal)
            : engine.router.complete(toCompletionAsk(ask), render, signal, isWhole);
        let told: Told = { isComplete: false, switched: false };
        for await (const event of events) told = take(event, told, screen, engine, stage);
        return told;
      },
      status: () => engine.snapshot().text,
      dispose: () => engine.dispose(),
    };
  },
};

/** The words of this replay are one line: a completion may be shown when it has ended. */
const isWhole = (_target: Target, _said: string, atEnd: boolean): boolean => atEnd;

function take(event: AnswerEvent, told: Told, screen: Screen, engine: Engine, stage: Stage): Told {
  switch (event.t) {
    case 'text':
      screen.show(event.text);
      return told;
    case 'started':
      return { ...told, by: event.target.provider };
    case 'switched': {
      if (event.from.use === 'completion') screen.clear();
      else if (event.mode === 'restart') screen.fold();
      const provider = engine.registry.resolved(event.from.provider);
      // Before the first text a switch is told by the status line alone.
      if (provider && event.mode !== 'before') screen.say(failureSentence(event.failure, provider));
      return { ...told, by: event.to.provider, switched: true };
    }
    case 'offer':
      stage.clock.schedule(yesMs, () => event.accept());
      return told;
    case 'failed':
      for (const { target, failure } of event.failures) {
        const provider = engine.registry.resolved(target.provider);
        if (provider) screen.say(failureSentence(failure, provider));
      }
      return told;
    case 'done':
      return {
        isComplete: event.outcome === 'complete' || event.outcome === 'length',
        by: event.target.provider,
        switched: told.switched || event.target.provider !== stage.route[0],
      };
    default:
      return told;
  }
}

function createEngine(stage: Stage): Engine {
  const settings = settingsFor(stage.route);
  return new Engine({
    clock: stage.clock,
    random: createRandom(stage.seed),
    durations,
    logger: silentLogger,
    fetch: stage.internet.fetch,
    env: () => undefined,
    memory: { totalBytes: () => 32 * 1024 ** 3 },
    remembered: rememberInMemory(),
    settings: () => settings,
    onDidChangeSettings: new Emitter<void>().event,
    keys: (provider) => Promise.resolve(keyOf(provider.id)),
    hasKey: (provider) => keyOf(provider.id) !== undefined,
    mayReadEnvironment: () => false,
    onDidChangeKeys: new Emitter<string>().event,
    mayCompleteInCloud: () => true,
  });
}
