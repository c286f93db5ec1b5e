import { applyEvent } from '../../src/core/chat/answerReducer';
import {
  createAnswer,
  createConversation,
  withAsk,
  type Answer,
  type Conversation,
} from '../../src/core/chat/conversation';
import type { ChatProvider, ProviderLookup } from '../../src/core/chat/knownProviders';
import type { ContextItem } from '../../src/core/contract/ask';
import type { AnswerEvent } from '../../src/core/contract/events';
import type { Failure, FailureKind } from '../../src/core/contract/failure';
import type { Target } from '../../src/core/contract/target';

export const claude: Target = { provider: 'claude', model: 'claude-sonnet-5-5', use: 'chat' };
export const gemma: Target = { provider: 'ollama', model: 'gemma4:e4b', use: 'chat' };
export const mistral: Target = { provider: 'mistral', model: 'mistral-large', use: 'chat' };

const providers: readonly ChatProvider[] = [
  {
    id: 'claude',
    label: 'Claude',
    local: false,
    origin: 'https://api.anthropic.com',
    key: 'required',
    prices: [{ prefix: 'claude-sonnet', input: 3, output: 15 }],
  },
  { id: 'ollama', label: 'Ollama', type: 'ollama', local: true, origin: 'http://127.0.0.1:11434', key: 'none' },
  { id: 'mistral', label: 'Mistral', local: false, origin: 'https://api.mistral.ai', key: 'required' },
];

/** Claude with a price, Mistral without one, and a local Ollama. */
export const lookup: ProviderLookup = (id) => providers.find((provider) => provider.id === id);

/** A failure of a kind, as plain as it gets. */
export function failureOf(kind: FailureKind, more: Partial<Failure> = {}): Failure {
  return { kind, scope: 'model', evidence: { phase: 'midAnswer' }, ...more };
}

/** An answer after these events. */
export function answerAfter(events: readonly AnswerEvent[], start: Answer = createAnswer('a1', 0)): Answer {
  return events.reduce(applyEvent, start);
}

/** A switch from one target to another. */
export function switched(
  from: Target,
  to: Target,
  mode: 'before' | 'continue' | 'restart',
  keptChars = 0,
): AnswerEvent {
  return { t: 'switched', from, to, failure: failureOf('cut-off'), mode, keptChars };
}

/** A conversation with one question and this answer to it. */
export function conversationWith(answer: Answer, question = 'What is this?', id = 'c1'): Conversation {
  const user = { role: 'user', id: 'q1', at: 1, text: question, context: [] } as const;
  return withAsk(createConversation(id, 0), user, answer);
}

/** A file as context. */
export function fileContext(id: string, text: string, more: Partial<ContextItem> = {}): ContextItem {
  return {
    id,
    kind: 'file',
    label: `${id}.ts`,
    uri: `file:///w/${id}.ts`,
    path: `src/${id}.ts`,
    languageId: 'typescript',
    text,
    ...more,
  };
}
