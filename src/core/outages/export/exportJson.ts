import { lampsIn, outagesIn, type ExportScope } from './exportScope';
import type { OutageReport } from '../report/outageReport';

/** The report with all its facts as JSON; instants in epoch ms, lengths in ms. */
export function toJson(report: OutageReport, scope: ExportScope): string {
  return `${JSON.stringify({ format: 'understudy-outages', ...report, outages: outagesIn(report, scope), lamps: lampsIn(report, scope) }, undefined, 2)}\n`;
}
