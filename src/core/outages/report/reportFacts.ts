import type { Target } from '../../contract/target';

/** How providers and targets are called; a provider that is no longer known is called by its id. */
export interface ReportNames {
  provider(id: string): string;
  target(target: Target): string;
}

/** What a report is built with beside the records. */
export interface ReportFacts {
  /** Epoch ms. */
  readonly now: number;
  readonly names: ReportNames;
  /** Ids of the episodes that are on in this window, however long ago somebody asked. */
  readonly current?: ReadonlySet<string>;
}
