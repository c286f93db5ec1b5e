import Anthropic from '@anthropic-ai/sdk';
import type { Contender, Ground, Screen } from '../contender';

/** The model every contender asks of Claude, and enough tokens for every text of the bench. */
export const claudeModel = 'claude-sonnet-5-5';
export const maxTokens = 16_000;

/** Streams one answer with the SDK's own helper, which tells of an end without the proof that the message is complete. */
export async function askWithHelper(
  client: Anthropic,
  prompt: string,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  const stream = client.messages.stream(
    { model: claudeModel, max_tokens: maxTokens, messages: [{ role: 'user', content: prompt }] },
    { signal },
  );
  stream.on('text', (text) => screen.show(text));
  await stream.finalMessage();
}

/** Streams one answer by the plain loop of the SDK's README, which knows nothing of a proof. */
async function askPlainly(client: Anthropic, prompt: string, screen: Screen, signal: AbortSignal): Promise<void> {
  const stream = await client.messages.create(
    { model: claudeModel, max_tokens: maxTokens, stream: true, messages: [{ role: 'user', content: prompt }] },
    { signal },
  );
  for await (const event of stream) {
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') screen.show(event.delta.text);
  }
}

/** The name of the base line of all costs. */
export const plainName = 'SDK, plain loop';

/** Anthropic's SDK as it comes, read in its two ways: two retries, ten minutes of patience, nobody else to ask. */
export function createDirects({ simulator }: Ground): readonly Contender[] {
  const create = (): Anthropic => new Anthropic({ baseURL: simulator.url('claude'), apiKey: simulator.key('claude') });
  const contender = (name: string, ask: typeof askPlainly): Contender => {
    let client = create();
    return {
      name,
      hasStandIn: false,
      renew: () => {
        client = create();
      },
      ask: (prompt, screen, signal) => ask(client, prompt, screen, signal),
      stop: () => Promise.resolve(),
    };
  };
  return [contender(plainName, askPlainly), contender('SDK, helper', askWithHelper)];
}
