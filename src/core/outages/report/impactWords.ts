import { t } from '../../base/t';
import { durationWords } from '../../base/timeWords';
import type { Use } from '../../contract/target';
import { useWord } from '../../status/words';
import type { Impact, Outage } from './outageReport';

/** What of an outage its length depends on. */
type Stretch = Pick<Outage, 'state' | 'startedAt' | 'lastSeenAt'>;

/** An outage before there are words for it. */
type Told = Stretch & Pick<Outage, 'label' | 'uses' | 'reasonText' | 'rehearsed' | 'impact'>;

/** Which uses an outage was about: `chat and inline completions`. */
export function usesWords(uses: readonly Use[]): string {
  const [use, another] = uses;
  return use === undefined || another !== undefined ? t('chat and inline completions') : useWord(use);
}

/** How long an outage was, as far as it was seen; `now` in epoch ms. */
export function lengthWords({ state, startedAt, lastSeenAt }: Stretch, now: number): string {
  switch (state) {
    case 'ongoing':
      return t('{0} so far', durationWords(now - startedAt));
    case 'unseen':
      return t('at least {0}', durationWords(lastSeenAt - startedAt));
    case 'recovered':
    case 'dropped':
      return durationWords(lastSeenAt - startedAt);
  }
}

/** An outage in a few sentences: who, why, how long, and what became of the asks. */
export function summaryOf(outage: Told, now: number): string {
  const { label, uses, reasonText, rehearsed, impact } = outage;
  const what = t('{0} ({1}): {2}, {3}.', label, usesWords(uses), reasonText, lengthWords(outage, now));
  return [...(rehearsed ? [t('This was a rehearsal.')] : []), what, ...impactSentences(impact)].join(' ');
}

/** What became of the asks, one sentence for each thing that happened. */
function impactSentences(impact: Impact): readonly string[] {
  const { answeredMeanwhile, standIns, unanswered, carriedOn, carriedChars, restarted } = impact;
  return [
    ...(answeredMeanwhile > 0
      ? [t('Answered meanwhile: {0}, by {1}.', answeredMeanwhile, standIns.map(({ name }) => name).join(', '))]
      : []),
    ...(carriedOn > 0 ? [t('Cut answers carried on: {0}, with {1} characters kept.', carriedOn, carriedChars)] : []),
    ...(restarted > 0 ? [t('Cut answers begun again: {0}.', restarted)] : []),
    unanswered > 0 ? t('Left without an answer: {0}.', unanswered) : t('No ask was left without an answer.'),
  ];
}

/** The impact as rows of name and figure, for tables. */
export function impactRows({
  impact,
  windows,
}: Pick<Outage, 'impact' | 'windows'>): readonly (readonly [string, string])[] {
  const { answeredMeanwhile, standIns, unanswered, carriedOn, carriedChars, restarted, failures, waitedMs } = impact;
  const by = standIns.map(({ name, answers }) => t('{0}: {1}', name, answers)).join(', ');
  const meanwhile = String(answeredMeanwhile);
  return [
    [t('Answered meanwhile by a stand-in'), by === '' ? meanwhile : t('{0} ({1})', meanwhile, by)],
    [t('Left without an answer'), String(unanswered)],
    [t('Failed attempts'), String(failures)],
    ...row(t('Cut answers carried on'), carriedOn, t('{0} ({1} characters kept)', carriedOn, carriedChars)),
    ...row(t('Cut answers begun again'), restarted, String(restarted)),
    ...row(t('Waiting until a stand-in was asked, in all'), waitedMs, durationWords(waitedMs)),
    ...row(t('Windows that met it'), windows - 1, String(windows)),
  ];
}

/** A row that is worth its place only where there is something to tell. */
function row(name: string, amount: number, figure: string): readonly (readonly [string, string])[] {
  return amount > 0 ? [[name, figure]] : [];
}
