import { t } from '../base/t';
import { clockTime } from '../base/timeWords';

/** Of a question that waits for somebody to be back: when `name` is tried again (epoch ms), or that only a change helps. */
export function waitingSentence(next?: {
  readonly t: 'ask' | 'look';
  readonly name: string;
  readonly at: number;
}): string {
  if (!next) return t('Waiting until somebody can answer.');
  return next.t === 'ask'
    ? t('Waiting: {0} is tried again at {1}.', next.name, clockTime(next.at))
    : t('Waiting: {0} is looked for again at {1}.', next.name, clockTime(next.at));
}

/** Of a question that is being sent once more. */
export function tryingSentence(): string {
  return t('Waiting: trying again now…');
}

/** Of a question that is no longer sent by itself. */
export function asleepSentence(why: 'reloaded' | 'too-long'): string {
  return why === 'reloaded'
    ? t('This question still waits to be sent.')
    : t('Nobody was back in time. This question still waits to be sent.');
}

/** The one notice when a question that waited was answered out of sight. */
export function answeredSentence(name: string): string {
  return t('{0} is back and has answered your question.', name);
}

/** The buttons of a question that waits. */
export function waitingButton(act: 'send-when-back' | 'try-now' | 'stop-waiting'): string {
  switch (act) {
    case 'send-when-back':
      return t('Send when someone is back');
    case 'try-now':
      return t('Try now');
    case 'stop-waiting':
      return t('Stop waiting');
  }
}
