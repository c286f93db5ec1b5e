/**
 * Writes the pages of chat and outage log in every sample state and theme as plain HTML files that any browser opens, with a stand-in for
 * the editor: `npx tsx test/support/page/gallery.ts`, after `npm run build`. The content security policy is the real one.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildReport } from '../../../src/core/outages/report/report';
import type { ToPage } from '../../../src/protocol/messages';
import type { ToOutagePage } from '../../../src/protocol/outagePage';
import { testNames } from '../outageWorld';
import { sampleNow, sampleRecords } from '../sampleOutages';
import { SAMPLE_STATES } from './sampleStates';
import { THEMES } from './themes';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, '.artifacts/page');

/** A page in one state: which bundle shows it, on which background, and what its host says. */
interface Sample {
  readonly bundle: 'webview' | 'outages';
  readonly background: string;
  readonly message: ToPage | ToOutagePage;
}

function html(theme: keyof typeof THEMES, { bundle, background, message }: Sample): string {
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
body { background: var(--vscode-${background}) !important; }
</style>
<link rel="stylesheet" href="../../dist/codicon.css">
<link rel="stylesheet" href="../../dist/${bundle}.css">
</head>
<body class="${bodyClass}">
<div id="app"></div>
<script nonce="gallery">
globalThis.posted = [];
globalThis.acquireVsCodeApi = () => ({ getState() {}, setState() {}, postMessage(message) {
  posted.push(message);
  if (message.t === 'ready') window.postMessage(${JSON.stringify(message).replaceAll('<', '\\u003c')});
} });
</script>
<script nonce="gallery" src="../../dist/${bundle}.js"></script>
</body>
</html>
`;
}

function outages(records: ReturnType<typeof sampleRecords>): Sample {
  const report = buildReport(records, { now: sampleNow, names: testNames });
  return { bundle: 'outages', background: 'editor-background', message: { t: 'report', report } };
}

const samples: Readonly<Record<string, Sample>> = {
  ...Object.fromEntries(
    Object.entries(SAMPLE_STATES).map(([name, state]): [string, Sample] => [
      name,
      { bundle: 'webview', background: 'sideBar-background', message: { t: 'state', state } },
    ]),
  ),
  outages: outages(sampleRecords()),
  outagesNone: outages([]),
};

mkdirSync(folder, { recursive: true });
for (const [name, sample] of Object.entries(samples)) {
  for (const theme of Object.keys(THEMES)) {
    writeFileSync(path.join(folder, `${name}-${theme}.html`), html(theme, sample));
  }
}
console.log(`page gallery: ${folder}`);
