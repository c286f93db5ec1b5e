import type { Logger } from '../../core/base/logger';
import { t } from '../../core/base/t';
import { toCsv } from '../../core/outages/export/exportCsv';
import { toJson } from '../../core/outages/export/exportJson';
import { toMarkdown } from '../../core/outages/export/exportMarkdown';
import { outagesIn, type ExportScope } from '../../core/outages/export/exportScope';
import type { OutageReport } from '../../core/outages/report/outageReport';
import type { ExportFormat } from '../../protocol/outagePage';
import type { SetupUi, ToldAction } from '../setup/ports';

/** What kind of file is written. */
export interface ExportKind {
  /** The end of its name, without the dot. */
  readonly ending: string;
  /** How the editor's dialog calls it. */
  readonly filter: string;
}

/** The user's files, as far as an export needs them. */
export interface ExportFiles<File> {
  /** Asks where to write; `undefined` when the user leaves the dialog. */
  ask(name: string, kind: ExportKind): Promise<File | undefined>;
  /** Rejects when the disk refuses. */
  write(file: File, text: string): Promise<void>;
  /** Opens what was written. */
  show(file: File): Promise<void>;
}

/** What an export needs of the window. */
export interface ExportDeps<File> {
  readonly files: ExportFiles<File>;
  readonly ui: Pick<SetupUi, 'tell'>;
  readonly logger: Logger;
  /** The editor's language, such as `de`. */
  readonly locale: string;
  openLog(): unknown;
}

interface Kind extends ExportKind {
  write(report: OutageReport, scope: ExportScope, locale: string): string;
}

const kinds: Readonly<Record<ExportFormat, Kind>> = {
  markdown: {
    ending: 'md',
    filter: 'Markdown',
    write: (report, scope, locale) => toMarkdown(report, scope, { locale }),
  },
  csv: { ending: 'csv', filter: 'CSV', write: (report, scope) => toCsv(outagesIn(report, scope)) },
  json: { ending: 'json', filter: 'JSON', write: toJson },
};

/**
 * Writes the report where the user says, and opens what was written. Nothing is written when he leaves the dialog; where it
 * cannot be written he is told.
 */
export async function exportReport<File>(
  loadReport: () => Promise<OutageReport>,
  format: ExportFormat,
  scope: ExportScope,
  deps: ExportDeps<File>,
): Promise<void> {
  const { files, ui, logger, locale } = deps;
  const kind = kinds[format];
  try {
    const report = await loadReport();
    const file = await files.ask(`${fileName(report, scope)}.${kind.ending}`, kind);
    if (file === undefined) return;
    await files.write(file, kind.write(report, scope, locale));
    await files.show(file);
  } catch (error) {
    logger.error('outages.export', { format, error: String(error) });
    const openLog: ToldAction = { label: t('Open log'), run: () => deps.openLog() };
    ui.tell('problem', t('The outage log could not be exported; the log says why.'), openLog);
  }
}

/** `post-mortem-claude-2026-11-18` for one outage, `outages-2026-11-21` for all. */
function fileName(report: OutageReport, scope: ExportScope): string {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const [outage] = outagesIn(report, scope);
  if (!('outage' in scope) || !outage) return `outages-${day(report.at)}`;
  return `post-mortem-${outage.provider.replaceAll(/[^\w-]+/g, '-')}-${day(outage.startedAt)}`;
}
