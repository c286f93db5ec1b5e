import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The file shown first: it says what to try. */
export const FIRST_FILE = 'README.md';

const README = `# The play

1. Press F1 and run *Understudy: Open Chat*. Click *Claude key* and use the one in the environment: it is the simulated Claude's.
2. Ask something in the chat, or pause while typing in \`cart.js\`.
3. Break Claude on the page whose address the terminal shows, and ask again.
4. Mend it, wait a little, and watch the work go back.
`;

const CART = `/** What a cart costs, in cents. */
export function total(items) {
  return items.reduce((sum, item) => sum + item.price * item.count, 0);
}

/** The items of a cart that are in stock. */
export function available(items) {
  
}
`;

/** Writes the small workspace that `npm start` opens and returns its folder. */
export async function writeSample(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, FIRST_FILE), README);
  await writeFile(path.join(folder, 'cart.js'), CART);
  return folder;
}
