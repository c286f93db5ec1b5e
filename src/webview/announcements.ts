import type { AnswerView } from '../protocol/state';
import { finalText, isGrowing } from './answerText';

/**
 * What is worth saying aloud about an answer's change: the whole answer once it has ended, and before that only a new
 * seam or a question to the user. Undefined when there is nothing new. `before` is absent for a new answer.
 */
export function newsOf(before: AnswerView | undefined, after: AnswerView): string | undefined {
  // A question that waited may be answered between two messages, without ever having been seen to grow.
  const isNews = before === undefined || isGrowing(before) || finalText(before) !== finalText(after);
  const card = after.card?.isPassing ? '' : (after.card?.sentence ?? '');
  if (isNews && !isGrowing(after)) return joined([after.name, ...seamLabels(after), finalText(after), card]);
  const newSeams = seamLabels(after).slice(before ? seamLabels(before).length : 0);
  return joined([...newSeams, card === before?.card?.sentence ? '' : card]);
}

function seamLabels(view: AnswerView): readonly string[] {
  return view.segments.flatMap(({ seams, restarted }) => [
    ...seams.map(({ label }) => label),
    ...(restarted === undefined ? [] : [restarted]),
  ]);
}

function joined(parts: readonly string[]): string | undefined {
  const said = parts.filter((part) => part.trim() !== '');
  return said.length > 0 ? said.join('\n') : undefined;
}
