import { t } from '../base/t';
import { durationWords, nearWords } from '../base/timeWords';
import type { StatusSnapshot, TargetStatus, UseStatus } from '../contract/status';
import { isSameTarget, type Target, type Use } from '../contract/target';
import { targetName } from './names';

/**
 * State or reason, next try, last answer and time to first token of a target, in that order, one short phrase each. Where
 * its time has run out the next try is the next ask, so that it is said to be due.
 */
export function targetFacts(status: TargetStatus, now: number): readonly string[] {
  return [
    stateWords(status),
    ...(status.state === 'half-open' && status.reasonText !== undefined ? [t('to be tried')] : []),
    ...(status.nextTryAt !== undefined && status.nextTryAt > now
      ? [t('next try {0}', nearWords(status.nextTryAt, now))]
      : []),
    ...(status.lastAnswerAt === undefined ? [] : [t('last answer {0}', nearWords(status.lastAnswerAt, now))]),
    ...(status.ttftMs === undefined ? [] : [t('first token {0}', durationWords(status.ttftMs))]),
  ];
}

/** The target as its user knows it: `Claude claude-sonnet-5-5`. */
export function targetLabel(status: Pick<TargetStatus, 'label' | 'model'>): string {
  return `${status.label} ${status.model}`.trim();
}

/** What a snapshot says of one use. */
export function useOf(snapshot: StatusSnapshot, use: Use): UseStatus {
  return use === 'chat' ? snapshot.chat : snapshot.completions;
}

/** The targets of one use in the order of its route. */
export function targetsFor(snapshot: StatusSnapshot, use: Use): readonly TargetStatus[] {
  return snapshot.targets.filter((target) => target.use === use);
}

/** Whether a target would answer the next ask of its use. */
export function isCurrent(snapshot: StatusSnapshot, target: TargetStatus): boolean {
  const { current } = useOf(snapshot, target.use);
  return current !== undefined && isSameTarget(current, target);
}

/** The name of a target that the snapshot lists, as status bar and notices call it. */
export function nameIn(snapshot: StatusSnapshot, target: Target): string {
  const status = snapshot.targets.find((known) => isSameTarget(known, target));
  return status ? targetName(status, status.model) : target.provider;
}

/** What is to be said of one use beside its targets: a pin, an episode. */
export function useFacts(snapshot: StatusSnapshot, status: UseStatus, now: number): readonly string[] {
  const { pinned, episode, first } = status;
  return [
    ...(pinned ? [t('Pinned to {0} in this window.', nameIn(snapshot, pinned))] : []),
    ...(episode && first
      ? [t('{0} has been away since {1}.', nameIn(snapshot, first), nearWords(episode.startedAt, now))]
      : []),
  ];
}

/** Whose page, and what it says, each in plain text. */
export interface StatusPageSaying {
  readonly label: string;
  readonly said: string;
}

/** What the status pages say; providers on one page of which it says the same share an entry. */
export function statusPageSayings({ pages = [], targets }: StatusSnapshot, now: number): readonly StatusPageSaying[] {
  const distinct = pages.filter(
    ({ url, text }, index) => pages.findIndex((page) => page.url === url && page.text === text) === index,
  );
  return distinct.map(({ provider, text, state, readAt }) => ({
    label: targets.find((target) => target.provider === provider)?.label ?? provider,
    said: state === 'unknown' || readAt === undefined ? text : t('{0} (read {1})', text, nearWords(readAt, now)),
  }));
}

function stateWords(status: TargetStatus): string {
  if (status.reasonText !== undefined) return status.reasonText;
  switch (status.state) {
    case 'closed':
      return t('answering');
    case 'unknown':
      return t('not asked yet');
    case 'open':
      return t('not answering');
    case 'half-open':
      return t('to be tried');
    case 'isolated':
      return t('paused');
  }
}
