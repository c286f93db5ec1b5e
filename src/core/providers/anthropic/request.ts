import type { Anthropic } from '@anthropic-ai/sdk';
import type { ChatRequest } from '../../contract/ask';
import type { Target } from '../../contract/target';
import { modelRules } from './models';

/** What is sent to the Messages API. */
export type MessagesBody = Anthropic.MessageCreateParamsStreaming;

/** Renders a chat request for the Messages API: the words, the limits and what the model's own rules ask for. */
export function toMessagesBody(request: ChatRequest, target: Target): MessagesBody {
  const rules = modelRules(target.model, request.use);
  return {
    model: target.model,
    max_tokens: request.maxOutputTokens ?? rules.maxOutputTokens,
    stream: true,
    messages: request.messages.map(({ role, text }) => ({ role, content: text })),
    ...(request.system === '' ? {} : { system: request.system }),
    ...(request.stop?.length ? { stop_sequences: [...request.stop] } : {}),
    ...(rules.thinking ? { thinking: rules.thinking } : {}),
    ...(rules.effort ? { output_config: { effort: rules.effort } } : {}),
  };
}
