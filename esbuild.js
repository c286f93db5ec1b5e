// Builds dist/: the extension, one file per SDK, the pages of chat and outage log, and their icons.
// Usage: node esbuild.js [--production] [--watch]
const { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const root = __dirname;
const dist = path.join(root, 'dist');
const providers = path.join(root, 'src/core/providers');

/** The most the minified entry may weigh: VS Code reads it on every start, the SDKs only on first use. */
const ENTRY_LIMIT_BYTES = 160_000;
const SDK_PACKAGES = /node_modules\/(@anthropic-ai\/sdk|openai|ollama)\//;

/** Points `import('./sdk')` of a wire folder at `dist/sdk-<wire>.js`, which is built whole. */
const sdkByPath = {
  name: 'sdk-by-path',
  setup(build) {
    build.onResolve({ filter: /^\.\/sdk$/ }, ({ importer, kind }) => {
      const wire = path.relative(providers, path.dirname(importer));
      if (wire.startsWith('..') || wire.includes(path.sep)) return undefined;
      if (kind === 'dynamic-import') return { path: `./sdk-${wire}.js`, external: true };
      return { errors: [{ text: `An SDK is loaded on first use: write \`await import('./sdk')\` in ${importer}.` }] };
    });
  },
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  logLevel: 'warning',
  metafile: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  // The browser build only reads the bundle it is given; the Node one adds a file reader that nobody here calls.
  alias: { '@vscode/l10n': require.resolve('@vscode/l10n/dist/browser.js') },
};

/*
 * esbuild splits only ES modules, so the host's files are bundled as such and each is then turned into CommonJS: what two
 * parts share is loaded once, and what is first needed later (an SDK, the completions' pipeline, the chat) has a file of its own.
 */
const forHost = {
  ...shared,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['vscode'],
  outdir: 'dist',
  chunkNames: 'part-[hash]',
  write: false,
};

async function buildHost() {
  const wires = readdirSync(providers).filter((wire) => existsSync(path.join(providers, wire, 'sdk.ts')));
  const sdks = wires.map((wire) => ({ in: `src/core/providers/${wire}/sdk.ts`, out: `sdk-${wire}` }));
  const parts = { ...forHost, splitting: true, entryPoints: ['src/extension.ts'], plugins: [sdkByPath] };
  const [host, ...rest] = await Promise.all([
    esbuild.build(parts),
    ...sdks.map((entry) => esbuild.build({ ...forHost, entryPoints: [entry] })),
  ]);
  const files = [host, ...rest].flatMap(({ outputFiles }) => outputFiles);
  await Promise.all(files.map(({ path: file, text }) => writeHostFile(file, text)));
  return host.metafile;
}

async function writeHostFile(file, text) {
  if (!file.endsWith('.js')) return writeFileSync(file, text);
  const { code } = await esbuild.transform(text, {
    format: 'cjs',
    // For Node esbuild would add a line to each file that names its exports for ES modules, and none of them asks.
    platform: 'neutral',
    target: 'node20',
    // Turns import() into require(), which resolves the other files beside the one that asks.
    supported: { 'dynamic-import': false },
  });
  const compact = production ? await shrink(code) : code;
  writeFileSync(file, compact + (/\n\/\/# sourceMappingURL=.*\s*$/.exec(text)?.[0] ?? ''));
}

/** Minifies a file, whose exports need no copy first: nothing but `require` of another of these files ever sees them. */
async function shrink(code) {
  const copies = 'var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);';
  const marks = 'var __toCommonJS = (mod) => __defProp(mod, "__esModule", { value: true });';
  const minified = await esbuild.transform(code.replace(copies, marks), {
    format: 'cjs',
    platform: 'neutral',
    target: 'node20',
    minify: true,
    treeShaking: true,
  });
  return minified.code;
}

function pageBuilds() {
  const page = {
    ...shared,
    platform: 'browser',
    format: 'iife',
    target: 'chrome134',
    entryPoints: [
      { in: 'src/webview/main.ts', out: 'webview' },
      { in: 'src/webview/outages/main.ts', out: 'outages' },
    ],
    outdir: 'dist',
  };
  const sheets = [
    { in: 'media/chat.css', out: 'webview' },
    { in: 'media/report.css', out: 'report' },
    { in: 'media/outages.css', out: 'outages' },
  ];
  const styles = { ...shared, entryPoints: sheets, outdir: 'dist' };
  return [page, styles];
}

/** Fails the build when what a start loads holds an SDK or outgrows its limit. */
function checkEntry({ outputs }) {
  const loaded = new Set(['dist/extension.js']);
  for (const file of loaded) {
    for (const { path: needed, kind, external } of outputs[file].imports) {
      if (kind === 'import-statement' && !external) loaded.add(needed);
    }
  }
  const inputs = [...loaded].flatMap((file) => Object.keys(outputs[file].inputs));
  const stray = inputs.find((file) => SDK_PACKAGES.test(file));
  if (stray) throw new Error(`A start would load an SDK, which belongs in a file of its own: ${stray}`);
  const bytes = [...loaded].reduce((sum, file) => sum + statSync(path.join(root, file)).size, 0);
  if (production && bytes > ENTRY_LIMIT_BYTES) {
    throw new Error(`A start would load ${bytes} bytes of code; the limit is ${ENTRY_LIMIT_BYTES}.`);
  }
  const size = `${Math.round(bytes / 1000)} kB${production ? ', minified' : ''}`;
  console.log(`build: a start loads ${size} in ${loaded.size} files`);
}

function copyIcons() {
  const from = path.dirname(require.resolve('@vscode/codicons/dist/codicon.css'));
  for (const file of ['codicon.css', 'codicon.ttf']) cpSync(path.join(from, file), path.join(dist, file));
}

async function main() {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  copyIcons();
  if (watch) {
    const again = { name: 'host', setup: (build) => build.onEnd(async () => checkEntry(await buildHost())) };
    const host = await esbuild.context({ ...forHost, entryPoints: ['src/extension.ts'], plugins: [sdkByPath, again] });
    const pages = await Promise.all(pageBuilds().map((options) => esbuild.context(options)));
    await Promise.all([host, ...pages].map((context) => context.watch()));
    console.log('build: watching');
    return;
  }
  const [metafile] = await Promise.all([buildHost(), ...pageBuilds().map((options) => esbuild.build(options))]);
  checkEntry(metafile);
}

main().catch((error) => {
  // esbuild has already printed its own errors, with their places.
  if (!error.errors) console.error(`build: ${error.message}`);
  process.exitCode = 1;
});
