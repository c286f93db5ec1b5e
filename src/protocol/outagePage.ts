import type { OutageReport, Period } from '../core/outages/report/outageReport';

export type {
  Outage,
  OutageReport,
  Period,
  ProviderReport,
  Span,
  SpanState,
  StoryLine,
  TargetReport,
  TrendPoint,
} from '../core/outages/report/outageReport';

/** What a report is written as. */
export type ExportFormat = 'markdown' | 'csv' | 'json';

/** What the host says to the page of the outage log. */
export type ToOutagePage =
  | { readonly t: 'report'; readonly report: OutageReport }
  /** The log can't be read; the sentence says why. */
  | { readonly t: 'trouble'; readonly sentence: string };

/** What the page of the outage log says to the host. */
export type FromOutagePage =
  | { readonly t: 'ready' }
  /** Writes one outage by its id, or everything in the period. */
  | { readonly t: 'export'; readonly format: ExportFormat; readonly period: Period; readonly outage?: string }
  | { readonly t: 'openChat' };
