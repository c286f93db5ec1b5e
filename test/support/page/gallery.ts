/**
 * Writes the chat page in every sample state and theme as plain HTML files that any browser opens, with a stand-in for
 * the editor: `npx tsx test/support/page/gallery.ts`, after `npm run build`. The content security policy is the real one.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ToPage } from '../../../src/protocol/messages';
import { SAMPLE_STATES } from './sampleStates';
import { THEMES } from './themes';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, '.artifacts/page');

function html(theme: keyof typeof THEMES, message: ToPage): string {
  const { bodyClass, colours } = THEMES[theme]!;
  const variables = Object.entries(colours).map(([name, value]) => `--vscode-${name}: ${value};`);
  const policy = `default-src 'none'; script-src 'nonce-gallery'; style-src file: 'nonce-gallery'; font-src file:; img-src data:`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style nonce="gallery">
:root { ${variables.join(' ')} --vscode-font-family: system-ui, sans-serif; --vscode-font-size: 13px;
  --vscode-editor-font-family: monospace; --vscode-editor-font-size: 12px; }
body { background: var(--vscode-sideBar-background) !important; }
</style>
<link rel="stylesheet" href="../../dist/codicon.css">
<link rel="stylesheet" href="../../dist/webview.css">
</head>
<body class="${bodyClass}">
<div id="app"></div>
<script nonce="gallery">
globalThis.posted = [];
globalThis.acquireVsCodeApi = () => ({ postMessage(message) {
  posted.push(message);
  if (message.t === 'ready') window.postMessage(${JSON.stringify(message).replaceAll('<', '\\u003c')});
} });
</script>
<script nonce="gallery" src="../../dist/webview.js"></script>
</body>
</html>
`;
}

mkdirSync(folder, { recursive: true });
for (const [name, state] of Object.entries(SAMPLE_STATES)) {
  for (const theme of Object.keys(THEMES)) {
    writeFileSync(path.join(folder, `${name}-${theme}.html`), html(theme, { t: 'state', state }));
  }
}
console.log(`page gallery: ${folder}`);
