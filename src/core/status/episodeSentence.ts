import { t } from '../base/t';

/** The one sentence of the notice of an episode. The names come from `targetName`, `why` from `reasonWords`. */
export function episodeSentence(first: string, standIn: string, why: string): string {
  return t('{0}: {1}. {2} answers until {0} is back.', first, why, standIn);
}
