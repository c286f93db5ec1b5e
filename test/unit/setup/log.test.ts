import assert from 'node:assert/strict';
import { createLog } from '../../../src/editor/log';

describe('the log', () => {
  const lines: string[] = [];
  const write = (line: string): unknown => lines.push(line);
  const log = createLog({ debug: write, info: write, warn: write, error: write });

  beforeEach(() => (lines.length = 0));

  it('writes one line per event', () => {
    log.info('failover', { from: 'chat:claude/x', ms: 12, why: 'two words', absent: undefined });
    log.warn('bare');
    assert.deepEqual(lines, ['failover from=chat:claude/x ms=12 why="two words"', 'bare']);
  });

  it('takes out whatever looks like a key and keeps to one line', () => {
    log.error('failed', { error: `401 for sk-ant-${'x'.repeat(20)}\nBearer abcdef` });
    assert.equal(lines.length, 1);
    assert.doesNotMatch(lines[0] ?? '', /x{20}|abcdef|\n/);
  });
});
