import type { ChatAsk, CompletionAsk } from '../../src/core/contract/ask';
import type { Settings } from '../../src/core/settings/snapshot';
import { serviceById } from '../../test/simulator/services';
import { settingsOf } from '../../test/support/routingWorld';
import { askMark } from './internet';
import type { UserAsk } from './workload';

/** The user's settings: built-in addresses, a model for each provider that has none built in. */
export function settingsFor(route: readonly string[]): Settings {
  return settingsOf({
    providers: {
      openai: { chatModel: 'gpt-6-luna', completionModel: 'gpt-5.4-mini' },
      ollama: {
        baseUrl: ['http://127.0.0.1:11434'],
        chatModel: 'gemma4:e4b',
        completionModel: 'qwen2.5-coder:1.5b',
      },
    },
    chatRoute: route,
    completionsRoute: route,
  });
}

/** The key a cloud of the replay accepts. */
export function keyOf(provider: string): string | undefined {
  return provider === 'claude' || provider === 'openai' ? serviceById(provider).key : undefined;
}

/** The chat ask as it is sent: the first turn of a conversation. */
export function toChatAsk({ index }: UserAsk): ChatAsk {
  return {
    use: 'chat',
    id: `chat-${index}`,
    system: 'Be brief.',
    instructions: [],
    turns: [{ role: 'user', text: `How does a stand-in take over? (${askMark(index)})` }],
  };
}

/** The completion ask as it is sent: a hole in a small function. */
export function toCompletionAsk({ index }: UserAsk): CompletionAsk {
  return {
    use: 'completion',
    id: `completion-${index}`,
    languageId: 'typescript',
    path: 'src/mean.ts',
    uri: 'file:///src/mean.ts',
    prefix: `// ${askMark(index)}\nexport function step(): void {\n  `,
    suffix: '\n}\n',
    multiline: false,
  };
}
