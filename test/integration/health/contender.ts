import { silentLogger } from '../../../src/core/base/logger';
import { Lease, type Release } from '../../../src/core/health/shared/lease';
import { durations } from '../../../src/core/routing/durations';
import { createLeaseFolder } from '../../../src/platform/leaseFolder';
import { systemClock } from '../../../src/platform/systemClock';

/*
 * A window of its own process, told what to do by its parent: `take` answers whether it got the lease, `release` gives it
 * back, `forget` holds it no longer without giving it back, as a killed window does.
 */
const folder = createLeaseFolder(process.argv[2] ?? '');
const open = (): Lease =>
  new Lease('probe', { folder, clock: systemClock, random: () => 0, durations, logger: silentLogger });

let lease = open();
let release: Release | undefined;

process.on('message', (order) => {
  void obey(String(order)).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function obey(order: string): Promise<boolean> {
  if (order === 'take') release = await lease.take();
  if (order === 'release') await release?.();
  if (order === 'forget') lease = open();
  return order === 'take' && release !== undefined;
}
