import type { ChatRequest, Message } from '../../contract/ask';

/**
 * The conversation as the one message that print mode takes. It knows no earlier turns without storing a session, so that
 * they are written out before the last one, between marks that occur nowhere in them.
 */
export function toPrompt({ messages }: Pick<ChatRequest, 'messages'>): string {
  const earlier = messages.slice(0, -1);
  const last = messages.at(-1)?.text ?? '';
  if (earlier.length === 0) return last;
  const mark = freeMark(messages);
  return [
    `The conversation so far stands between the ${mark} marks. Answer the message after them as its next turn, in your own voice; do not repeat the marks.`,
    '',
    `<${mark}>`,
    ...earlier.flatMap(({ role, text }) => [`<${mark}-${role}>`, text, `</${mark}-${role}>`]),
    `</${mark}>`,
    '',
    last,
  ].join('\n');
}

function freeMark(messages: readonly Message[]): string {
  const taken = (mark: string): boolean => messages.some(({ text }) => text.includes(mark));
  for (let count = 1; ; count += 1) {
    const mark = count === 1 ? 'history' : `history-${count}`;
    if (!taken(`<${mark}`) && !taken(`</${mark}`)) return mark;
  }
}
