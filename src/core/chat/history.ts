import type { Turn } from '../contract/ask';
import type { Target } from '../contract/target';
import { textOf, type Answer, type Conversation } from './conversation';

/**
 * The neutral history up to and including the question that `answerId` answers: what any provider may be sent. Empty
 * partials are left out. A refused question goes with its refusal, since a provider goes on refusing while both are in
 * its history.
 */
export function toTurns(conversation: Conversation, answerId: string): readonly Turn[] {
  const turns: Turn[] = [];
  for (const turn of conversation.turns) {
    if (turn.id === answerId) break;
    if (turn.role === 'user') {
      turns.push({ role: 'user', text: turn.text, ...(turn.context.length > 0 ? { context: turn.context } : {}) });
    } else if (turn.state === 'refused') {
      if (turns.at(-1)?.role === 'user') turns.pop();
    } else if (textOf(turn) !== '') {
      turns.push({ role: 'assistant', text: textOf(turn) });
    }
  }
  return turns;
}

/** Who wrote the end of the last answer that is among the turns before `answerId`. */
export function lastAuthor({ turns }: Conversation, answerId: string): Target | undefined {
  const end = turns.findIndex(({ id }) => id === answerId);
  const before = end < 0 ? turns : turns.slice(0, end);
  const last = before.findLast(
    (turn): turn is Answer => turn.role === 'assistant' && turn.state !== 'refused' && textOf(turn) !== '',
  );
  return last?.authors.at(-1)?.target;
}
