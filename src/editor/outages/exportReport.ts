import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import { toCsv } from '../../core/outages/exportCsv';
import { toJson } from '../../core/outages/exportJson';
import { toMarkdown } from '../../core/outages/exportMarkdown';
import { outagesIn, type ExportScope } from '../../core/outages/exportScope';
import type { OutageReport } from '../../core/outages/outageReport';
import type { ExportFormat } from '../../protocol/outagePage';

interface Kind {
  readonly ending: string;
  readonly filter: string;
  write(report: OutageReport, scope: ExportScope): string;
}

const kinds: Readonly<Record<ExportFormat, Kind>> = {
  markdown: {
    ending: 'md',
    filter: 'Markdown',
    write: (report, scope) => toMarkdown(report, scope, { locale: vscode.env.language }),
  },
  csv: { ending: 'csv', filter: 'CSV', write: (report, scope) => toCsv(outagesIn(report, scope)) },
  json: { ending: 'json', filter: 'JSON', write: toJson },
};

/** Writes the report where the user says, and opens what was written. Nothing is written when he leaves the dialog. */
export async function exportReport(report: OutageReport, format: ExportFormat, scope: ExportScope): Promise<void> {
  const kind = kinds[format];
  const name = `${fileName(report, scope)}.${kind.ending}`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title: t('Export outage log'),
    saveLabel: t('Export'),
    filters: { [kind.filter]: [kind.ending] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(kind.write(report, scope)));
  await vscode.window.showTextDocument(target, { preview: false });
}

/** `post-mortem-claude-2026-11-18` for one outage, `outages-2026-11-21` for all. */
function fileName(report: OutageReport, scope: ExportScope): string {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const [outage] = outagesIn(report, scope);
  if (!('outage' in scope) || !outage) return `outages-${day(report.at)}`;
  return `post-mortem-${outage.provider.replaceAll(/[^\w-]+/g, '-')}-${day(outage.startedAt)}`;
}
