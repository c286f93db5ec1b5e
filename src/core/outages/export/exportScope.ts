import { periodMs, type LampChange, type Outage, type OutageReport, type Period } from '../report/outageReport';

/** What is exported: one outage by its id, or everything in a period. */
export type ExportScope = { readonly outage: string } | { readonly period: Period };

/** The outages a scope is about, the newest first. */
export function outagesIn({ outages, at }: OutageReport, scope: ExportScope): readonly Outage[] {
  if ('outage' in scope) return outages.filter(({ id }) => id === scope.outage);
  return outages.filter(({ lastSeenAt }) => lastSeenAt >= at - periodMs[scope.period]);
}

/** What became of Claude Code beside the outages in a period; one outage tells its own. */
export function lampsIn({ lamps, at }: OutageReport, scope: ExportScope): readonly LampChange[] {
  return 'outage' in scope ? [] : lamps.filter((change) => change.at >= at - periodMs[scope.period]);
}
