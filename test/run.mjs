// npm test. Plain JavaScript for Node 20: it installs what the rest needs and hands over to test/run/main.ts.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './support/packages.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
ensurePackages(root, (line) => console.log(`[install] ${line}`));
const { register } = await import('tsx/esm/api');
register();
const { main } = await import('./run/main.ts');
process.exitCode = await main(process.argv.slice(2));
