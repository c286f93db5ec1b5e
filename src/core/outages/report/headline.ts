import { t } from '../../base/t';
import { durationWords } from '../../base/timeWords';
import type { Outage, Period, Totals } from './outageReport';
import { periodWords } from './periodWords';

/** What there is to say of a period: what is wrong now, else what was, else that nothing was. */
export function headlineOf(outages: readonly Outage[], totals: Totals, period: Period): string {
  const now = outages.filter(({ state, rehearsed }) => state === 'ongoing' && !rehearsed);
  if (now.length > 0) return now.map(awaySentence).join(' ');
  if (totals.outages === 0) return t('No outage in the {0}.', periodWords(period));
  const count =
    totals.outages === 1
      ? t('1 outage in the {0}, {1} long.', periodWords(period), durationWords(totals.outageMs))
      : t('{0} outages in the {1}, {2} in all.', totals.outages, periodWords(period), durationWords(totals.outageMs));
  const asks =
    totals.unanswered === 0 ? t('Every ask was answered.') : t('Asks left without an answer: {0}.', totals.unanswered);
  return `${count} ${asks}`;
}

function awaySentence({ label, reasonText, lengthText, impact }: Outage): string {
  const [standIn] = impact.standIns;
  const away = t('{0} is away: {1}, {2}.', label, reasonText, lengthText);
  return standIn ? `${away} ${t('{0} stands in.', standIn.name)}` : away;
}
