/*
 * A window of the log's test, as a process of its own: `<folder> <window> <records>`. It waits for a line on its input, so
 * that all begin at the same moment, and prints the number of each record that is on disk.
 */
import { createInterface } from 'node:readline';
import { silentLogger } from '../../../src/core/base/logger';
import { OutageLog } from '../../../src/core/outages/log/outageLog';
import { durations } from '../../../src/core/routing/durations';
import { createLogFolder } from '../../../src/platform/logFolder';
import { systemClock } from '../../../src/platform/systemClock';

const [folder = '', window = '', records = '0'] = process.argv.slice(2);
const bounds = { fileBytes: 64 * 1024, folderBytes: 8 * 1024 * 1024, keptMs: 86_400_000 };
const log = new OutageLog({
  folder: createLogFolder(folder),
  clock: systemClock,
  durations,
  logger: silentLogger,
  window,
  bounds,
});

async function write(): Promise<void> {
  for (let count = 0; count < Number(records); count++) {
    log.add(Date.now(), { t: 'page', provider: 'claude', text: `${window} ${count} ${'ä'.repeat(count % 80)}` });
    await log.flush();
    process.stdout.write(`${count}\n`);
  }
  process.exit(0);
}

createInterface({ input: process.stdin }).once('line', () => void write());
process.stdout.write('ready\n');
