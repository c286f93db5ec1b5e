import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const pages = ['', 'docs'].flatMap((folder) =>
  readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name)),
);

describe('the pages for readers', () => {
  for (const page of pages) {
    const text = readFileSync(path.join(root, page), 'utf8');

    it(`${page} holds no mark of a merge`, () => {
      assert.doesNotMatch(text, /^(?:<{7}|={7}$|>{7})/m);
    });

    it(`${page} links to nothing that is not there`, () => {
      const links = [...text.matchAll(/(?:\]\(|src="|srcset=")([^)"#]+)/g)].map(([, to = '']) => to);
      const here = links.filter((to) => !/^[a-z]+:/.test(to));
      assert.deepEqual(
        here.filter((to) => !existsSync(path.join(root, path.dirname(page), to))),
        [],
      );
    });
  }
});
