import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ServiceId } from '../../test/simulator/services';
import type { FaultOrder, Script } from '../../test/simulator/control';
import type { Pace } from '../../test/simulator/pace';
import { start, stopTree } from '../../test/support/processes';

/** A request as the simulator wrote it down. */
interface Seen {
  readonly service: string;
  readonly use: 'chat' | 'completion' | 'free';
  readonly body: unknown;
}

/** The simulator as a program of its own, so that its work is not counted as the work of who is measured. */
export interface SimulatorProgram {
  /** The base URL of a service for a client on this machine. */
  url(service: ServiceId): string;
  key(service: ServiceId): string;
  order(order: FaultOrder): Promise<void>;
  heal(): Promise<void>;
  script(service: ServiceId, script: Script): Promise<void>;
  pace(pace: Partial<Pace>): Promise<void>;
  /** Heals, forgets what it saw, default words. */
  reset(): Promise<void>;
  seen(): Promise<readonly Seen[]>;
  stop(): Promise<void>;
}

interface Addresses {
  readonly control: string;
  readonly services: Readonly<Record<string, { readonly url: string; readonly key: string }>>;
}

/** Starts the simulator. @throws when it ends before it listens. */
export async function startSimulatorProgram(): Promise<SimulatorProgram> {
  const root = path.join(import.meta.dirname, '../..');
  const child = start(process.execPath, ['--import', 'tsx', 'test/simulator/main.ts'], { cwd: root });
  const addresses = await new Promise<Addresses>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
    if (child.stdout) createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)));
    child.stderr?.pipe(process.stderr);
  });
  const { control } = addresses;
  const command = async (name: string, body: object = {}): Promise<void> => {
    const response = await fetch(`${control}/control/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const said = await response.text();
    if (!response.ok) throw new Error(`the simulator refused ${name}: ${said}`);
  };
  const service = (id: ServiceId) => {
    const found = addresses.services[id];
    if (!found) throw new Error(`no service ${id}`);
    return found;
  };
  return {
    url: (id) => service(id).url,
    key: (id) => service(id).key,
    order: (order) => command('fault', order),
    heal: () => command('heal'),
    script: (id, script) => command('script', { service: id, ...script }),
    pace: (pace) => command('pace', pace),
    reset: () => command('reset'),
    seen: async () => (await (await fetch(`${control}/control/requests`)).json()) as readonly Seen[],
    stop: () => stopTree(child),
  };
}
