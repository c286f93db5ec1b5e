import { t } from '../../base/t';
import type { Use } from '../../contract/target';

/** What is said about the cover of one use. The sentences of each use are whole: verb and case differ in every language. */
export interface CoverWords {
  /** Nobody on the route answers. */
  readonly nobody: string;
  failoverOff(first: string): string;
  /** `remedy` is what would help, as the end of a sentence. */
  offline(remedy: string): string;
  firstOrOffline(first: string, remedy: string): string;
  firstFails(first: string): string;
  onlyOne(first: string, left: string): string;
  oneService(first: string, standIns: string): string;
  creditRunsOut(first: string): string;
}

/** The sentences about the cover of a use. */
export function coverWords(use: Use): CoverWords {
  return use === 'chat' ? chatWords() : completionWords();
}

/** That nothing is missing; `uses` are those the user has switched on. */
export function readyWords(uses: readonly Use[]): string {
  return uses.includes('completion')
    ? t('Ready: whatever fails next, somebody answers in chat and somebody completes code.')
    : t('Ready: whatever fails next, somebody answers in chat.');
}

function chatWords(): CoverWords {
  return {
    nobody: t('Nobody answers in chat.'),
    failoverOff: (first) => t('Failover is off: if {0} fails, nobody takes over in chat.', first),
    offline: (remedy) => t('If the network drops, chat has nobody: {0}.', remedy),
    firstOrOffline: (first, remedy) => t('If {0} fails or the network drops, chat has nobody: {1}.', first, remedy),
    firstFails: (first) => t('If {0} fails, chat has nobody.', first),
    onlyOne: (first, left) => t('If {0} fails, chat has only {1}.', first, left),
    oneService: (first, standIns) =>
      t('All stand-ins for {0} in chat are one service and fail together: {1}.', first, standIns),
    creditRunsOut: (first) => t('If the credit of {0} runs out, chat has nobody: paid clouds stay out of it.', first),
  };
}

function completionWords(): CoverWords {
  return {
    nobody: t('Nobody completes code.'),
    failoverOff: (first) => t('Failover is off: if {0} fails, nobody takes over inline completions.', first),
    offline: (remedy) => t('If the network drops, inline completions have nobody: {0}.', remedy),
    firstOrOffline: (first, remedy) =>
      t('If {0} fails or the network drops, inline completions have nobody: {1}.', first, remedy),
    firstFails: (first) => t('If {0} fails, inline completions have nobody.', first),
    onlyOne: (first, left) => t('If {0} fails, inline completions have only {1}.', first, left),
    oneService: (first, standIns) =>
      t('All stand-ins for {0} in inline completions are one service and fail together: {1}.', first, standIns),
    creditRunsOut: (first) =>
      t('If the credit of {0} runs out, inline completions have nobody: paid clouds stay out of it.', first),
  };
}
