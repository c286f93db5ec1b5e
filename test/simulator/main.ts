/*
 * Starts the simulator as a program: `node --import tsx test/simulator/main.ts [--port-claude 4001] [--ms-per-chunk 20] …`.
 * Every flag may also come from the environment: `--port-proxy` is `SIMULATOR_PORT_PROXY`. When everything listens it
 * prints one line of JSON with the addresses; SIGTERM and SIGINT stop it.
 */
import { startSimulator, type DoorName } from './simulator';
import { services } from './services';

/** A flag's value, from the command line or the environment. */
function option(name: string): string | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at >= 0 ? process.argv[at + 1] : process.env[`SIMULATOR_${name.toUpperCase().replaceAll('-', '_')}`];
}

/** A flag that is a whole number. @throws when it is something else. */
function numberOption(name: string): number | undefined {
  const value = option(name);
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw new Error(`--${name} wants a whole number, not "${value}"`);
  return Number(value);
}

async function main(): Promise<void> {
  const names: readonly DoorName[] = [...services.map((service) => service.id), 'proxy', 'control', 'status'];
  const ports = Object.fromEntries(names.map((name) => [name, numberOption(`port-${name}`) ?? 0]));
  const msPerChunk = numberOption('ms-per-chunk');
  const charsPerChunk = numberOption('chars-per-chunk');
  const simulator = await startSimulator({
    ports,
    pace: {
      ...(msPerChunk === undefined ? {} : { msPerChunk }),
      ...(charsPerChunk === undefined ? {} : { charsPerChunk }),
    },
  });
  const addresses = {
    control: simulator.controlUrl,
    proxy: simulator.proxyUrl,
    ca: simulator.ca.path,
    pages: { claude: simulator.pageUrl('claude'), openai: simulator.pageUrl('openai') },
    services: Object.fromEntries(
      services.map(({ id, host }) => [
        id,
        {
          url: simulator.url(id),
          key: simulator.key(id),
          ...(host === undefined ? {} : { cloudUrl: simulator.cloudUrl(id) }),
        },
      ]),
    ),
  };
  process.stdout.write(`${JSON.stringify(addresses)}\n`);
  const stop = (): void => void simulator.stop().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

void main();
