import assert from 'node:assert/strict';
import { redactKeys } from '../../../src/core/base/keyLike';
import { silentLogger } from '../../../src/core/base/logger';
import type { StatusSnapshot } from '../../../src/core/contract/status';
import { renderDiagnostics } from '../../../src/core/status/diagnostics';
import { RecentLog } from '../../../src/core/status/recentLog';
import { createLog } from '../../../src/editor/log';
import { keySamples } from '../../support/keySamples';

const snapshot: StatusSnapshot = {
  version: 1,
  situation: 'nobody',
  text: 'Nobody',
  chat: {},
  completions: {},
  targets: [],
  network: 'ok',
};

/** The line as the output channel gets it. */
function logged(error: string): string {
  const lines: string[] = [];
  const write = (line: string): unknown => lines.push(line);
  createLog({ debug: write, info: write, warn: write, error: write }).error('failed', { error });
  return lines.join('\n');
}

/** The same line as a bug report carries it. */
function reported(error: string): string {
  const recent = new RecentLog(silentLogger, () => 0);
  recent.error('failed', { error });
  return renderDiagnostics({ at: 0, versions: {}, changedSettings: [], snapshot, logLines: recent.lines });
}

describe('what looks like a key', () => {
  for (const [vendor, key] of Object.entries(keySamples)) {
    it(`of ${vendor} is taken out of log and diagnostics as a whole`, () => {
      for (const text of [logged(`401 for ${key} now`), reported(`401 for ${key} now`)]) {
        assert.match(text, /401 for \[redacted\] now/);
        assert.doesNotMatch(text, /Zq4|zq4|4f4f|1234/);
      }
    });
  }

  it('ends with its quotation marks, so that what is around it stays readable', () => {
    const text = JSON.stringify({ header: 'Bearer abc.def/ghi', key: 'xai-abcdefgh', after: 'more' });
    assert.deepEqual(JSON.parse(redactKeys(text)), { header: '[redacted]', key: '[redacted]', after: 'more' });
  });

  it('is not every word with a hyphen or an underscore', () => {
    const text =
      'risk-assessment task_failed invalid_api_key gpt-6-luna claude-sonnet-5-5 req_011CSHoEeqs5C35K2UUqR7Fy';
    assert.equal(redactKeys(text), text);
  });
});
