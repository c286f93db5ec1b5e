import type { ChatAsk, ContextItem } from '../contract/ask';
import type { Conversation } from './conversation';
import { lastAuthor, toTurns } from './history';
import { permittedItems, permittedTurns, type ContextRule } from './permittedTurns';
import { systemPrompt } from './prompts';

/** What goes along with the words of a conversation. */
export interface AskParts {
  /** The instruction files as they are now; never rejects. */
  instructions(): Promise<readonly ContextItem[]>;
  /** The ignore rules, asked about everything that goes along with each ask. */
  readonly mayGoAlong: ContextRule;
}

/** An ask, and the names of what the ignore rules kept back. */
export interface ComposedAsk {
  readonly ask: ChatAsk;
  readonly leftOut: readonly string[];
}

/** Puts an ask together by what is known and allowed at this moment, however long ago its question was written. */
export async function composeAsk(conversation: Conversation, answerId: string, parts: AskParts): Promise<ComposedAsk> {
  const [permitted, { turns, leftOut }] = await Promise.all([
    parts.instructions().then((found) => permittedItems(found, parts.mayGoAlong)),
    permittedTurns(toTurns(conversation, answerId), parts.mayGoAlong),
  ]);
  const lastBy = lastAuthor(conversation, answerId);
  const ask: ChatAsk = {
    use: 'chat',
    id: answerId,
    system: systemPrompt,
    instructions: permitted,
    turns,
    ...(lastBy ? { lastBy } : {}),
  };
  return { ask, leftOut };
}
