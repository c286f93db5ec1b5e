import type { ComponentStatus, StatusPageDoubt, StatusPageIncident, PageStatus } from '../contract/status';
import type { StatusPageComponent, StatusPageRow } from '../providers/statusPageRow';
import type { Durations } from '../routing/durations';
import { modelsIn } from './statusPageModels';
import type { StatusPageSummary, SummaryIncident } from './statusPageSummary';

/** What a page comes to for one provider. */
export type StatusPageReading = Pick<
  PageStatus,
  'state' | 'doubt' | 'component' | 'incidents' | 'changedAt' | 'readAt'
>;

/** The ages (ms) from which on a page, or an incident on it, says nothing of today. */
export type StatusPageAges = Pick<Durations, 'statusPageFrozenMs' | 'incidentForgottenMs'>;

/** A reading of a page that could not be read. */
export function doubtful(doubt: StatusPageDoubt): StatusPageReading {
  return { state: 'unknown', doubt, incidents: [] };
}

/**
 * What a page says at `now` (epoch ms) of the parts a provider uses. An open incident on them is trouble even where the part
 * counts as operational, as it does while a fix is watched (`providers.md` §5.1). A page nobody has touched for long, or
 * whose trouble hangs on a forgotten incident alone, is unknown.
 */
export function readStatusPage(
  summary: StatusPageSummary,
  page: StatusPageRow,
  now: number,
  ages: StatusPageAges,
): StatusPageReading {
  const changed = [summary.updatedAt, ...summary.incidents.map(({ updatedAt }) => updatedAt)].flatMap((at) => at ?? []);
  const changedAt = changed.length > 0 ? { changedAt: Math.max(...changed) } : {};
  if (changedAt.changedAt !== undefined && now - changedAt.changedAt > ages.statusPageFrozenMs) {
    return { ...doubtful('frozen'), ...changedAt };
  }
  const isForgotten = ({ updatedAt = now }: SummaryIncident): boolean => now - updatedAt > ages.incidentForgottenMs;
  const known = summary.incidents.map((incident) => ({ incident, forgotten: isForgotten(incident) }));
  const incidents = known.flatMap(({ incident, forgotten }) => (forgotten ? [] : toPageIncident(incident, page)));
  const component = worstComponent(summary, page.components);
  const found = { incidents, ...(component ? { component } : {}), ...changedAt };
  if (incidents.some(({ onComponent }) => onComponent === true)) return { state: 'trouble', ...found };
  if (!component || component.status === 'unknown') return { state: 'unknown', doubt: 'unlisted', ...found };
  if (component.status === 'operational') return { state: 'up', ...found };
  const explainedByForgotten = incidents.length === 0 && known.length > 0;
  return explainedByForgotten ? { state: 'unknown', doubt: 'frozen', ...found } : { state: 'trouble', ...found };
}

function toPageIncident(incident: SummaryIncident, page: StatusPageRow): StatusPageIncident {
  const { components, ...told } = incident;
  return {
    ...told,
    models: modelsIn(incident.title, page.models),
    ...(components
      ? { onComponent: components.some((one) => page.components.some((row) => isComponent(row, one))) }
      : {}),
  };
}

const badness: readonly ComponentStatus[] = [
  'unknown',
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
];

function worstComponent(
  { components }: StatusPageSummary,
  rows: readonly StatusPageComponent[],
): { readonly name: string; readonly status: ComponentStatus } | undefined {
  const used = rows.flatMap(
    (row) => components.find(({ id }) => row.id !== undefined && id === row.id) ?? byName(components, row) ?? [],
  );
  const [worst] = used.toSorted((a, b) => badness.indexOf(b.status) - badness.indexOf(a.status));
  return worst && { name: worst.name ?? worst.id ?? '', status: worst.status };
}

function byName<T extends { readonly name?: string }>(
  components: readonly T[],
  row: StatusPageComponent,
): T | undefined {
  return components.find(({ name }) => name !== undefined && row.name.test(name));
}

/** By id, then by name: a part that was made anew has another id and the same name. */
function isComponent(row: StatusPageComponent, one: { readonly id?: string; readonly name?: string }): boolean {
  if (row.id !== undefined && one.id === row.id) return true;
  return one.name !== undefined && row.name.test(one.name);
}
