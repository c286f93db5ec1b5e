import { spawnSync } from 'node:child_process';

/** The flag of a run that is inside its own network. */
const inside = '--inside';

/** Whether this process runs in a network namespace that the bench made, where nothing but loopback exists. */
export function isInOwnNetwork(): boolean {
  return process.argv.includes(inside);
}

/**
 * Runs this program again in a network namespace of its own with nothing but loopback up, and returns its exit code.
 * `undefined` where the system has no namespaces or does not allow them.
 */
export function againInOwnNetwork(more: readonly string[]): number | undefined {
  if (process.platform !== 'linux') return undefined;
  // Who is not root becomes root of the new namespace alone, to put its loopback up.
  const flags = process.getuid?.() === 0 ? ['--net'] : ['--net', '--map-root-user'];
  const up = 'ip link set lo up';
  if (spawnSync('unshare', [...flags, 'sh', '-c', up], { stdio: 'ignore' }).status !== 0) return undefined;
  const [script = '', ...args] = process.argv.slice(1);
  const again = [process.execPath, ...process.execArgv, script, ...args, ...more, inside];
  const { status } = spawnSync('unshare', [...flags, 'sh', '-c', `${up} && exec "$0" "$@"`, ...again], {
    stdio: 'inherit',
  });
  return status ?? 1;
}
