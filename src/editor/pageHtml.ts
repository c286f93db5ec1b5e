import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { escapeHtml } from './escapeHtml';

/** A page of ours: `name` is that of its script and style sheet in `dist`. */
export interface PageParts {
  readonly name: string;
  readonly title: string;
}

/**
 * A page around its script. Nothing is allowed but our own script, styles, font and images; the page itself never reaches
 * the network, and a nonce is good for one page.
 */
export function pageHtml(webview: vscode.Webview, extensionUri: vscode.Uri, { name, title }: PageParts): string {
  const asset = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', file)).toString();
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${asset('codicon.css')}">
<link rel="stylesheet" href="${asset(`${name}.css`)}">
</head>
<body>
<div id="app"></div>
<script type="application/json" id="l10n">${jsonInHtml(vscode.l10n.bundle)}</script>
<script nonce="${nonce}" src="${asset(`${name}.js`)}"></script>
</body>
</html>`;
}

/** The translations for the page; a `<` in one of them could end the element they stand in. */
function jsonInHtml(bundle: Readonly<Record<string, string>> | undefined): string {
  return bundle ? JSON.stringify(bundle).replaceAll('<', '\\u003c') : '';
}
