import assert from 'node:assert/strict';
import { silentLogger } from '../../../src/core/base/logger';
import { RecentLog } from '../../../src/core/status/recentLog';

describe('the recent log', () => {
  it('keeps the last 200 lines from info up, and hands every line on', () => {
    const handedOn: string[] = [];
    const next = {
      ...silentLogger,
      debug: (event: string) => handedOn.push(event),
      info: (event: string) => handedOn.push(event),
    };
    const log = new RecentLog(next, () => 0);
    log.debug('attempt');
    for (let line = 0; line < 250; line++) log.info('failover', { line });
    assert.equal(handedOn.length, 251);
    assert.equal(log.lines.length, 200);
    assert.equal(log.lines.at(-1), '1970-01-01T00:00:00.000Z [info] failover line=249');
  });
});
