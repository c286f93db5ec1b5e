import assert from 'node:assert/strict';
import { endEvidence, errorEvidence, retryEvidence } from '../../../src/core/providers/claudeCode/evidence';

const said = (result: string) => errorEvidence({ type: 'result', is_error: true, result }, 'connect', undefined, 0);

describe('the evidence of Claude Code', () => {
  it('reads the status out of the sentence of a version that gives none beside it', () => {
    assert.equal(said('API Error: 529 Overloaded. This is a server-side issue').status, 529);
    assert.equal(said('API Error: Request rejected (429) · This request would exceed your rate limit').status, 429);
    assert.equal(said('Failed to authenticate. API Error: 401 Invalid bearer token').status, 401);
    assert.equal(said('There are 529 reasons').status, undefined);
  });

  it('reads a dead connection, a silent one and a cut one', () => {
    assert.equal(
      said('API Error: Connection refused — a proxy may be blocking it (ECONNREFUSED)').errno,
      'ECONNREFUSED',
    );
    assert.equal(said('Request timed out. If the API is slow to answer').observed, 'no-headers');
    assert.equal(said('API Error: Connection closed mid-response').observed, 'no-proof');
  });

  it('tells a login that the program itself finds lost', () => {
    const event = { error: 'authentication_failed', message: { content: [{ text: 'Not logged in' }] } };
    const { type, text } = errorEvidence(event, 'headers', undefined, 0);
    assert.deepEqual([type, text], ['login-lost', 'Not logged in']);
  });

  it('keeps at most 500 characters, and that text had come before', () => {
    const event = { is_error: true, api_error_status: 500, result: 'x'.repeat(900) };
    const { text, phase } = errorEvidence(event, 'midAnswer', undefined, 0);
    assert.deepEqual([text?.length, phase], [500, 'midAnswer']);
  });

  it('never asks to wait for a time that is past', () => {
    const event = { is_error: true, api_error_status: 429, result: '' };
    assert.equal(errorEvidence(event, 'connect', { resetsAt: 1 }, 5_000_000).headers?.['retry-after'], '0');
  });

  it('never asks to come back before a limit has ended', () => {
    const event = { is_error: true, api_error_status: 429, result: '' };
    const waits = [5_000_000, 5_000_001, 5_000_499, 5_000_999].map(
      (now) => errorEvidence(event, 'connect', { resetsAt: 5_060 }, now).headers?.['retry-after'],
    );
    assert.deepEqual(waits, ['60', '60', '60', '60']);
  });

  it('has the words of a retry in the service’s own', () => {
    const type = (error: string): unknown => retryEvidence({ error_status: 500, error }, 'connect').type;
    assert.deepEqual(['server_error', 'rate_limit', 'authentication_failed', 'new_word', 'constructor'].map(type), [
      'api_error',
      'rate_limit_error',
      'authentication_error',
      undefined,
      undefined,
    ]);
  });

  it('of a run that ended by itself says whether it began, broke off or said nothing', () => {
    assert.deepEqual(endEvidence({ errno: 'ENOENT', said: '' }, 'connect', false), {
      phase: 'connect',
      errno: 'ENOENT',
      text: undefined,
    });
    assert.equal(endEvidence({ code: 0, said: '' }, 'headers', false).observed, 'no-content');
    assert.equal(endEvidence({ code: 1, said: '' }, 'midAnswer', true).observed, 'no-proof');
    const failed = endEvidence({ code: 3, said: 'no such option' }, 'connect', false);
    assert.deepEqual([failed.type, failed.code, failed.text], ['program-failed', 'exit 3', 'no such option']);
    assert.equal(endEvidence({ said: '' }, 'connect', false).code, 'exit ?');
  });
});
