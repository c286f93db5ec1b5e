import type { AnswerView, SegmentView } from '../protocol/state';

/** Whether text may still be appended to the answer. */
export function isGrowing(view: AnswerView): boolean {
  return view.state === 'waiting' || view.state === 'streaming';
}

/** The answer's text without the segments that were started again: what *Copy answer* copies. */
export function finalText(view: AnswerView): string {
  return view.segments.at(-1)?.text ?? '';
}

/** The answer with text appended to its last segment. */
export function withAppended(view: AnswerView, text: string): AnswerView {
  const last: SegmentView = view.segments.at(-1) ?? { text: '', seams: [] };
  const grown = { ...last, text: last.text + text };
  const state = view.state === 'waiting' ? 'streaming' : view.state;
  return { ...view, state, segments: [...view.segments.slice(0, -1), grown] };
}
