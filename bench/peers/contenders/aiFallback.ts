import type { Contender, Ground } from '../contender';
import { claudeModel, maxTokens } from './anthropicSdk';
import { standIn } from './standIn';

/** As much of the packages' shapes as is used here; they are not installed in this repository. */
type CreateProvider = (options: object) => (model: string) => unknown;
interface Loaded {
  readonly createFallback: (options: { models: readonly unknown[] }) => unknown;
  readonly createAnthropic: CreateProvider;
  readonly createOpenAICompatible: CreateProvider;
  readonly streamText: (options: object) => { readonly textStream: AsyncIterable<string> };
}

/** ai-fallback in the AI SDK with the defaults of both. */
export async function createAiFallback({ simulator, peers }: Ground): Promise<Contender> {
  if (!peers) throw new Error('not installed');
  const names = ['ai', 'ai-fallback', '@ai-sdk/anthropic', '@ai-sdk/openai-compatible'] as const;
  const parts = await Promise.all(names.map((name) => peers.load(name)));
  const loaded = Object.assign({}, ...parts) as Loaded;
  const anthropic = loaded.createAnthropic({
    baseURL: `${simulator.url('claude')}/v1`,
    apiKey: simulator.key('claude'),
  });
  const second = loaded.createOpenAICompatible({
    name: standIn.id,
    baseURL: simulator.url(standIn.id),
    apiKey: simulator.key(standIn.id),
  });
  const create = (): unknown => loaded.createFallback({ models: [anthropic(claudeModel), second(standIn.model)] });
  let model = create();
  return {
    name: 'ai-fallback',
    hasStandIn: true,
    renew: () => {
      model = create();
    },
    ask: async (prompt, screen, signal) => {
      // `textStream` leaves errors out; `onError` is where the AI SDK tells them.
      const errors: unknown[] = [];
      const { textStream } = loaded.streamText({
        model,
        prompt,
        maxOutputTokens: maxTokens,
        abortSignal: signal,
        onError: ({ error }: { error: unknown }) => errors.push(error),
      });
      for await (const text of textStream) screen.show(text);
      if (errors.length > 0) throw errors[0];
    },
    stop: () => Promise.resolve(),
  };
}
