import assert from 'node:assert/strict';
import { parseFromOutagePage } from '../../../src/protocol/outageGuards';

describe('the messages of the outage log’s page', () => {
  it('are read where they are whole, and nothing else of them', () => {
    const message = { t: 'export', format: 'csv', period: '7d', outage: 'chat-1' };
    assert.deepEqual(parseFromOutagePage({ ...message, path: '/etc/passwd' }), message);
    assert.deepEqual(parseFromOutagePage({ t: 'ready' }), { t: 'ready' });
  });

  it('are refused in any other shape', () => {
    for (const wrong of [
      undefined,
      'ready',
      {},
      { t: 'run' },
      { t: 'export' },
      { t: 'export', format: 'exe', period: '7d' },
      { t: 'export', format: 'csv', period: '1y' },
      { t: 'export', format: 'csv', period: '7d', outage: '' },
      { t: 'export', format: 'csv', period: '7d', outage: 'x'.repeat(257) },
    ])
      assert.equal(parseFromOutagePage(wrong), undefined, JSON.stringify(wrong));
  });
});
