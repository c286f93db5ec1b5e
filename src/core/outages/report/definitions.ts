import { durationWords } from '../../base/timeWords';
import { t } from '../../base/t';
import { knownForMs } from './spans';

/** How the figures of a report are made, in sentences for whoever reads them. */
export function definitions(): readonly string[] {
  return [
    t(
      'Availability is the share of the known time in which a model answered. Time is known for {0} after each real answer, each failure and each ask that was kept away from a model that was out. The rest is unknown and counts for neither side: the editor was closed, nobody asked, or your own network was gone.',
      durationWords(knownForMs),
    ),
    t(
      'Failures are attempts that got no whole answer, for whatever reason lies with the provider or your account there. Bad requests, refusals, your own stop and a local model that is still loading are not failures.',
    ),
    t(
      'An outage lasts from the first failure of the first choice until it has answered again; overlapping ones of several windows, of chat and of completions, are one. The time to first token is measured from the request to the first piece of the answer; the 95th percentile is the time that 19 of 20 answers kept.',
    ),
    t('Everything here was seen from this machine. The status page is quoted, and decides nothing.'),
  ];
}
