import type { Notice } from '../contract/events';
import type { Target } from '../contract/target';
import type { AnswerNotice } from './conversation';

type Trimmed = AnswerNotice & { readonly kind: 'trimmed' };

/** The side notes with one more. Only the latest of the passing ones is kept, and nothing is said twice. */
export function noted(notices: readonly AnswerNotice[], notice: Notice): readonly AnswerNotice[] {
  if (notice.kind !== 'trimmed') {
    const { kind, target } = notice;
    const next = notice.kind === 'retrying' ? undefined : notice.offer?.next;
    return [...lasting(notices), { kind, target, ...(next ? { next } : {}) }];
  }
  const others = notices.filter((known) => known.kind !== 'trimmed' || known.target !== undefined);
  return [...others, { kind: 'trimmed', leftOut: notice.leftOut }];
}

/** The notes that stay once there is something to read. */
export function lasting(notices: readonly AnswerNotice[]): readonly Trimmed[] {
  return notices.filter((notice): notice is Trimmed => notice.kind === 'trimmed');
}

/** The router trims before it names the target, so a note is addressed to whoever is named next. */
export function toldFor(notices: readonly AnswerNotice[], target: Target): readonly AnswerNotice[] {
  if (notices.every((notice) => notice.target !== undefined)) return notices;
  return notices.map((notice) => (notice.target === undefined ? { ...notice, target } : notice));
}

/** Whether *Switch now* is offered beside a note: it is then a question with a button and no mere note. */
export function isOffered(notice: AnswerNotice): notice is AnswerNotice & { readonly next: Target } & {
  readonly kind: 'loading' | 'slow';
} {
  return 'next' in notice && notice.next !== undefined;
}
