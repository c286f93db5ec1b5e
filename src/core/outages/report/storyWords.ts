import { t } from '../../base/t';
import type { SwitchMode } from '../../contract/events';
import type { Use } from '../../contract/target';
import type { FailureFacts } from '../../routing/askNews';
import { lampLabel } from '../../status/loginWords';
import { reasonWords } from '../../status/words';
import type { StoryRecord } from '../log/logRecord';
import type { OutageState } from './outageReport';
import type { ReportNames } from './reportFacts';

/** What a line of the story says; `times` is how often it happened, or how many answers it was. */
export function recordSentence(record: StoryRecord, times: number, names: ReportNames): string {
  switch (record.t) {
    case 'failure':
      return t('{0}: {1}', names.target(record.target), reasonWords(record.facts.kind, { until: record.facts.until }));
    case 'answers':
      return answersSentence(names.target(record.target), record.target.use, times);
    case 'switch':
      return switchSentence(names.target(record.from), names.target(record.to), record.mode, record.keptChars);
    case 'unanswered':
      return record.use === 'chat' ? t('Nobody could answer in chat.') : t('Nobody could complete code.');
    case 'page':
      return t('Status page of {0}: {1}', names.provider(record.provider), record.text);
    case 'lamp':
      return t('{0}: {1}', lampLabel(record.of), record.text);
  }
}

/** How an outage ended, or that it has not. */
export function endSentence(state: OutageState, provider: string): string {
  switch (state) {
    case 'ongoing':
      return t('{0} has not answered again yet.', provider);
    case 'recovered':
      return t('{0} answered again.', provider);
    case 'dropped':
      return t('{0} is no longer the first choice.', provider);
    case 'unseen':
      return t('Last seen: nobody has asked {0} since.', provider);
  }
}

/** How the outage of a rehearsal ended, or that it has not. */
export function rehearsalEnd(state: OutageState): string {
  return state === 'ongoing' ? t('The rehearsal is still on.') : t('The rehearsal was over.');
}

/** The evidence of a failure in the wire's own tokens: HTTP status, type, code, and what the system said. */
export function wireWords({ status, type, code, errno }: FailureFacts): readonly string[] {
  return [status === undefined ? undefined : `HTTP ${status}`, type, code, errno].filter((part) => part !== undefined);
}

function answersSentence(name: string, use: Use, times: number): string {
  if (use === 'chat') return times === 1 ? t('{0} answered 1 ask.', name) : t('{0} answered {1} asks.', name, times);
  return times === 1 ? t('{0} gave 1 completion.', name) : t('{0} gave {1} completions.', name, times);
}

function switchSentence(from: string, to: string, mode: SwitchMode, keptChars: number): string {
  switch (mode) {
    case 'before':
      return t('{0} stood in for {1} before the first token.', to, from);
    case 'continue':
      return t('{0} carried on a cut answer of {1}; {2} characters kept.', to, from, keptChars);
    case 'restart':
      return t('{0} began a cut answer of {1} again.', to, from);
  }
}

/** How far an answer had come when it failed. */
export function phaseWords(phase: FailureFacts['phase']): string {
  switch (phase) {
    case 'connect':
      return t('while connecting');
    case 'headers':
      return t('before the answer began');
    case 'firstEvent':
      return t('before the first token');
    case 'midAnswer':
      return t('in the middle of an answer');
    case 'tool':
      return t('in a tool call');
  }
}
