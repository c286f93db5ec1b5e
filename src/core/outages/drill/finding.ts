import { t } from '../../base/t';
import type { Use } from '../../contract/target';
import type { Action } from '../../status/actions';
import type { ReportItem } from './drillReport';

/** How near the trouble is, nearest first. `next`: one failure away; `thin`: two failures away; `note`: good to know. */
const risks = ['now', 'next', 'thin', 'note'] as const;

/** How near the trouble is. */
export type Risk = (typeof risks)[number];

/** Something that stands between the user and an answer, now or when the next thing fails. */
export interface Finding {
  readonly risk: Risk;
  /** Whose trouble it is; chat counts before completions. */
  readonly use?: Use;
  readonly sentence: string;
  readonly detail?: string;
  readonly action?: Action;
}

/** Findings in the order of risk; within a risk chat first, else as they were found. */
export function inOrderOfRisk(findings: readonly Finding[]): readonly Finding[] {
  const rank = ({ risk, use }: Finding): number => risks.indexOf(risk) * 2 + (use === 'completion' ? 1 : 0);
  return findings.toSorted((a, b) => rank(a) - rank(b));
}

/** A finding as a line of a page. */
export function toItem({ risk, sentence, detail, action }: Finding): ReportItem {
  return {
    tone: risk === 'now' ? 'bad' : risk === 'note' ? 'note' : 'warn',
    badge: badgeOf(risk),
    sentence,
    ...(detail === undefined ? {} : { detail }),
    ...(action ? { action } : {}),
  };
}

function badgeOf(risk: Risk): string {
  switch (risk) {
    case 'now':
      return t('Broken now');
    case 'next':
      return t('One failure away');
    case 'thin':
      return t('Thin cover');
    case 'note':
      return t('Good to know');
  }
}
