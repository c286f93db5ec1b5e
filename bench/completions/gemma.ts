import { silentLogger } from '../../src/core/base/logger';
import { CompletionPipeline } from '../../src/core/completions/pipeline';
import type { CompletionRouter } from '../../src/core/completions/runningCompletion';
import { systemClock } from '../../src/platform/systemClock';
import { startGemma } from '../../test/support/gemma';
import { createRealWorld } from '../../test/support/realWorld';
import { inputFor, judgeFill, type Filled } from './filling';
import type { Hole } from './holes';

/** A small model on a busy machine: all deadlines are so many times the product's, since its words are measured here. */
const patience = 20;

/**
 * Fills holes by real Gemma 3 270M, through the product's engine and pipeline. Gemma has no fill-in-the-
 * middle tokens: it is asked by the hole filler. @throws where this machine cannot have it, and when another way
 * is taken than the hole filler.
 */
export async function fillByGemma(
  holes: readonly Hole[],
  say: (line: string) => void,
  onFilled: (one: Filled) => void,
): Promise<readonly Filled[]> {
  const gemma = await startGemma({ signal: AbortSignal.timeout(600_000), onProgress: say });
  const world = await createRealWorld({
    scale: 1 / patience,
    settings: {
      providers: { llamacpp: { baseUrl: [gemma.baseUrl], chatModel: gemma.model, completionModel: gemma.model } },
      chatRoute: ['llamacpp'],
      completionsRoute: ['llamacpp'],
    },
  });
  const target = { provider: 'llamacpp', model: gemma.model, use: 'completion' } as const;
  let said = '';
  const router: CompletionRouter = {
    async *complete(...args) {
      for await (const event of world.engine.router.complete(...args)) {
        if (event.t === 'text') said += event.text;
        yield event;
      }
    },
  };
  const filled: Filled[] = [];
  try {
    const route = await world.engine.registry.get('llamacpp')?.fimRoute(gemma.model, AbortSignal.timeout(60_000));
    if (route !== 'none') throw new Error(`Gemma is asked by ${route}, which it has no tokens for`);
    for (const hole of holes) {
      // One pipeline for each: nothing is known from the hole before.
      const pipeline = new CompletionPipeline({
        router,
        clock: systemClock,
        logger: silentLogger,
        currentTarget: () => target,
        mayRead: () => Promise.resolve(true),
      });
      said = '';
      const startedAt = performance.now();
      const item = await pipeline.provide(inputFor(hole), new AbortController().signal);
      const one = judgeFill(hole, item, said, performance.now() - startedAt);
      pipeline.dispose();
      filled.push(one);
      onFilled(one);
    }
  } finally {
    await world.stop();
    await gemma.stop();
  }
  return filled;
}
