import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerResponse } from 'node:http';

const files: Readonly<Record<string, readonly [name: string, type: string]>> = {
  '/': ['page.html', 'text/html'],
  '/page.css': ['page.css', 'text/css'],
  '/page.js': ['page.js', 'text/javascript'],
};

/** Sends a file of the page with the buttons; says whether there is one under this path. */
export async function sendControlPage(path: string, response: ServerResponse): Promise<boolean> {
  const file = files[path];
  if (!file) return false;
  const [name, type] = file;
  const text = await readFile(join(import.meta.dirname, 'page', name));
  response.writeHead(200, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'",
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
  return true;
}
