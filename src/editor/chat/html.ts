import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { t } from '../../core/base/t';

/**
 * The chat page around its script. Nothing is allowed but our own script, styles, font and images; the page itself never
 * reaches the network, and a nonce is good for one page.
 */
export function chatHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const asset = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
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
<html lang="${attribute(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(t('Understudy chat'))}</title>
<link rel="stylesheet" href="${asset('codicon.css')}">
<link rel="stylesheet" href="${asset('webview.css')}">
</head>
<body>
<div id="app"></div>
<script type="application/json" id="l10n">${jsonInHtml(vscode.l10n.bundle)}</script>
<script nonce="${nonce}" src="${asset('webview.js')}"></script>
</body>
</html>`;
}

/** The translations for the page; a `<` in one of them could end the element they stand in. */
function jsonInHtml(bundle: Readonly<Record<string, string>> | undefined): string {
  return bundle ? JSON.stringify(bundle).replaceAll('<', '\\u003c') : '';
}

function attribute(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
