import { createInterface } from 'node:readline';
import { nodeEnvironment, nodeForTests, ROOT } from '../../editor/rig/paths';
import { start, stopTree } from '../../support/processes';

/** The addresses that `test/simulator/main.ts` prints when everything listens. */
interface Addresses {
  readonly control: string;
  readonly proxy: string;
  /** The file with the certificate of the authority behind the simulated hosts. */
  readonly ca: string;
  readonly services: Readonly<Record<string, { url: string; key: string; cloudUrl?: string } | undefined>>;
}

/** The running simulator. */
export interface Stage extends Addresses {
  stop(): Promise<void>;
}

/** Starts the simulator as a program of its own on free ports. */
export async function openStage(): Promise<Stage> {
  const child = start(nodeForTests(), ['--import', 'tsx', 'test/simulator/main.ts', '--ms-per-chunk', '20'], {
    cwd: ROOT,
    env: nodeEnvironment(),
  });
  const errors: string[] = [];
  child.stderr?.on('data', (piece: Buffer) => errors.push(piece.toString()));
  const first = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The simulator ended with ${code}:\n${errors.join('')}`)));
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
  });
  const addresses = JSON.parse(first) as Addresses;
  return { ...addresses, stop: () => stopTree(child) };
}
