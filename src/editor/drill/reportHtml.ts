import { escapeHtml } from '../escapeHtml';
import type { Action } from '../../core/status/actions';
import type { ReportBlock, ReportItem, DrillReport, Tone } from '../../core/outages/drill/drillReport';

/** Where the page finds what it is drawn with. */
export interface ReportAssets {
  /** Origin of the style sheets, for the policy. */
  readonly cspSource: string;
  readonly styles: readonly string[];
  readonly language: string;
  /** The command that a button runs with the id of its action. */
  readonly command: string;
}

const icons: Readonly<Record<Tone, string>> = { good: 'pass', note: 'info', warn: 'warning', bad: 'error' };

/**
 * A page as HTML. It runs no script at all: buttons are links to one command, which the editor runs only because the page
 * names it. Every text goes in as text.
 */
export function reportHtml(view: DrillReport, assets: ReportAssets): string {
  const policy = [
    "default-src 'none'",
    `style-src ${assets.cspSource}`,
    `font-src ${assets.cspSource}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  const draw = (block: ReportBlock): string => blockHtml(block, assets.command);
  return `<!DOCTYPE html>
<html lang="${escapeHtml(assets.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(view.title)}</title>
${assets.styles.map((style) => `<link rel="stylesheet" href="${escapeHtml(style)}">`).join('\n')}
</head>
<body>
<main>
<header>
<h1>${escapeHtml(view.title)}</h1>
<p class="lead">${escapeHtml(view.lead)}</p>
<p class="verdict ${view.verdict.tone}">${icon(view.verdict.tone)}<strong>${escapeHtml(view.verdict.sentence)}</strong></p>
<nav aria-label="${escapeHtml(view.title)}">${view.actions.map((action) => button(action, assets.command, 'secondary')).join('')}</nav>
</header>
${view.sections
  .map(
    ({ heading, blocks }) =>
      `<section aria-label="${escapeHtml(heading)}">\n<h2>${escapeHtml(heading)}</h2>\n${blocks.map(draw).join('\n')}\n</section>`,
  )
  .join('\n')}
</main>
</body>
</html>`;
}

function blockHtml(block: ReportBlock, command: string): string {
  switch (block.t) {
    case 'text':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'items':
      return `<ul class="items">${block.items.map((item) => itemHtml(item, command)).join('')}</ul>`;
    case 'facts':
      return `<dl>${block.facts.map(({ label, value }) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>`;
    case 'table':
      return tableHtml(block);
  }
}

function itemHtml({ tone, badge, sentence, detail, action }: ReportItem, command: string): string {
  const words = `<p class="badge">${escapeHtml(badge)}</p><p class="sentence">${escapeHtml(sentence)}</p>`;
  const more = detail === undefined ? '' : `<p class="detail">${escapeHtml(detail)}</p>`;
  return `<li class="${tone}">${icon(tone)}<div class="words">${words}${more}</div>${action ? button(action, command, tone === 'note' ? 'secondary' : 'primary') : ''}</li>`;
}

function tableHtml({ caption, columns, rows }: ReportBlock & { t: 'table' }): string {
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const body = rows.map(([name = '', ...cells]) => {
    const rest = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('');
    return `<tr><th scope="row">${escapeHtml(name)}</th>${rest}</tr>`;
  });
  return `<div class="scroll"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function button({ id, label }: Action, command: string, kind: 'primary' | 'secondary'): string {
  const link = `command:${command}?${encodeURIComponent(JSON.stringify([id]))}`;
  return `<a class="button ${kind}" role="button" href="${escapeHtml(link)}">${escapeHtml(label)}</a>`;
}

function icon(tone: Tone): string {
  return `<span class="codicon codicon-${icons[tone]}" aria-hidden="true"></span>`;
}
