import assert from 'node:assert/strict';
import { buildReport } from '../../../src/core/outages/report/report';
import type { OutageReport } from '../../../src/core/outages/report/outageReport';
import { exportReport } from '../../../src/editor/outages/exportReport';
import { createFakeSetupUi } from '../../support/fakeSetupUi';
import { testNames } from '../../support/outageWorld';
import { createRecordingLogger } from '../../support/recordingLogger';
import { sampleNow, sampleRecords } from '../../support/sampleOutages';

/** An export whose dialog, disk and log are the test's. */
function createExport(user: { readonly leaves?: boolean } = {}) {
  const report = buildReport(sampleRecords(), { now: sampleNow, names: testNames, current: new Set() });
  const files = new Map<string, string>();
  const shown: string[] = [];
  const opened: string[] = [];
  const ui = createFakeSetupUi();
  const logger = createRecordingLogger();
  const world = {
    load: async (): Promise<OutageReport> => report,
    write: async (file: string, text: string): Promise<void> => void files.set(file, text),
  };
  const run = (): Promise<void> =>
    exportReport(
      () => world.load(),
      'csv',
      { period: '30d' },
      {
        files: {
          ask: async (name) => (user.leaves === true ? undefined : `/home/me/${name}`),
          write: (file, text) => world.write(file, text),
          show: async (file) => void shown.push(file),
        },
        ui,
        logger,
        locale: 'en',
        openLog: () => opened.push('log'),
      },
    );
  return Object.assign(world, { run, files, shown, opened, ui, logger });
}

describe('an export of the outage log', () => {
  const name = '/home/me/outages-2026-11-21.csv';

  it('is written where the user says, and opened', async () => {
    const { run, files, shown, ui } = createExport();
    await run();
    assert.match(files.get(name) ?? '', /claude/i);
    assert.deepEqual(shown, [name]);
    assert.deepEqual(ui.told, []);
  });

  it('is not written when the user leaves the dialog', async () => {
    const { run, files, shown, ui } = createExport({ leaves: true });
    await run();
    assert.equal(files.size, 0);
    assert.deepEqual([shown, ui.told], [[], []]);
  });

  it('that the disk refuses is told in one sentence, with a way to the log', async () => {
    const world = createExport();
    world.write = async () => {
      throw new Error('ENOSPC: no space left on device');
    };
    await world.run();
    const [told, ...others] = world.ui.told;
    assert.equal(told?.kind, 'problem');
    assert.equal(told?.sentence, 'The outage log could not be exported; the log says why.');
    assert.equal(told?.action?.label, 'Open log');
    assert.deepEqual([others, world.shown], [[], []]);
    told?.action?.run();
    assert.deepEqual(world.opened, ['log']);
    assert.deepEqual(world.logger.lines, [
      'error outages.export format=csv error="Error: ENOSPC: no space left on device"',
    ]);
  });

  it('of a log that can not be read is told in the same way', async () => {
    const world = createExport();
    world.load = () => Promise.reject(new Error('EACCES'));
    await world.run();
    assert.equal(world.ui.told.length, 1);
    assert.equal(world.files.size, 0);
  });
});
