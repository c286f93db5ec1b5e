import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProviderEvent } from '../../../src/core/contract/events';
import { AnswerReader } from '../../../src/core/providers/claudeCode/answer';

/** What Claude Code 2.1.330 wrote to its output when it asked the simulator; of `whole` the middle of the text is left out. */
const recorded = (name: 'whole' | 'overloaded' | 'cut' | 'refused'): string =>
  readFileSync(path.join(import.meta.dirname, `../../fixtures/claudeCode/${name}.jsonl`), 'utf8');

const textOf = (events: readonly ProviderEvent[]): string =>
  events.map((event) => (event.t === 'text' ? event.text : '')).join('');

function read(output: string): { readonly reader: AnswerReader; readonly events: readonly ProviderEvent[] } {
  const reader = new AnswerReader(() => 1_000_000);
  const events = output.split('\n').flatMap((line) => reader.take(line));
  return { reader, events };
}

const part = (event: object): string => JSON.stringify({ type: 'stream_event', event });
const start = part({ type: 'message_start', message: { id: 'm', content: [], usage: {} } });
const block = part({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
const text = (said: string): string =>
  part({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: said } });
const delta = part({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } });
const stop = part({ type: 'message_stop' });
const result = (more: object = {}): string => JSON.stringify({ type: 'result', is_error: false, ...more });
const retry = (status: number | null, error: string): string =>
  JSON.stringify({ type: 'system', subtype: 'api_retry', error_status: status, error });

describe('the answer of a run of Claude Code', () => {
  it('is read whole, with the proof at its end', () => {
    const { reader, events } = read(recorded('whole'));
    assert.match(textOf(events), /^# How a stand-in takes over/);
    assert.deepEqual(reader.end, { t: 'end', reason: 'complete' });
    assert.equal(reader.reached, 'midAnswer');
  });

  it('torn off at any byte is a beginning of the whole, and is never taken for whole', () => {
    for (const name of ['whole', 'cut'] as const) {
      const bytes = Buffer.from(recorded(name));
      const whole = textOf(read(recorded(name)).events);
      const end = bytes.lastIndexOf('}');
      for (let cut = 0; cut <= end; cut += 1) {
        const { reader, events } = read(bytes.subarray(0, cut).toString());
        assert.ok(whole.startsWith(textOf(events)), `${name} at ${cut}`);
        assert.notEqual(reader.end?.t, 'end', `${name} at ${cut}`);
      }
    }
  }).timeout(60_000);

  it('cut by the service is not proved by the end that the program makes up', () => {
    const { reader, events } = read(recorded('cut'));
    assert.ok(textOf(events).length > 50);
    assert.deepEqual(reader.end, { t: 'failed', evidence: { phase: 'midAnswer', observed: 'no-proof' } });
  });

  it('is not whole where a result follows a text whose own end never came', () => {
    const { reader } = read([start, block, text('Half'), result({ stop_reason: 'end_turn' })].join('\n'));
    assert.deepEqual(reader.end, { t: 'failed', evidence: { phase: 'midAnswer', observed: 'no-proof' } });
  });

  it('may come in one piece, of a service that does not stream', () => {
    const message = { type: 'assistant', message: { content: [{ type: 'text', text: 'All of it.' }] } };
    const { reader, events } = read([JSON.stringify(message), result({ stop_reason: 'end_turn' })].join('\n'));
    assert.equal(textOf(events), 'All of it.');
    assert.deepEqual(reader.end, { t: 'end', reason: 'complete' });
  });

  it('is told once, although the program repeats each message in one piece', () => {
    const repeated = JSON.stringify({ type: 'assistant', message: { content: [{ type: 'text', text: 'Once.' }] } });
    const { events } = read([start, block, text('Once.'), repeated, delta, stop, result()].join('\n'));
    assert.equal(textOf(events), 'Once.');
  });

  it('refused by 529 has the status and the type of the service', () => {
    const { end } = read(recorded('overloaded')).reader;
    assert.ok(end?.t === 'failed');
    assert.deepEqual(
      [end.evidence.status, end.evidence.type, end.evidence.headers?.['request-id']],
      [529, 'overloaded_error', 'req_011CSimulated0000000000000'],
    );
  });

  it('goes on after a first 401, while the login may be being renewed, and ends with the second', () => {
    const [line = ''] = recorded('refused').split('\n').slice(3);
    const reader = new AnswerReader(() => 0);
    reader.take(line);
    assert.deepEqual([reader.isRenewing, reader.end, reader.isSilent], [true, undefined, true]);
    reader.take(line);
    assert.ok(reader.end?.t === 'failed');
    assert.equal(reader.end.evidence.status, 401);
  });

  it('no longer renews its login once the service has gone on', () => {
    const reader = new AnswerReader(() => 0);
    reader.take(retry(401, 'authentication_failed'));
    reader.take(start);
    assert.equal(reader.isRenewing, false);
  });

  it('ends with every other try of the program’s own', () => {
    const { reader } = read(retry(null, 'unknown'));
    assert.deepEqual(reader.end, { t: 'failed', evidence: { phase: 'connect', errno: 'ECONNRESET' } });
    assert.deepEqual(read(retry(529, 'overloaded')).reader.end, {
      t: 'failed',
      evidence: { phase: 'headers', status: 529, type: 'overloaded_error' },
    });
  });

  it('ends where the program would ask again for itself: a second message, a word of its own, another model', () => {
    const again = read([start, block, text('Half'), start].join('\n')).reader.end;
    assert.deepEqual(again, { t: 'failed', evidence: { phase: 'midAnswer', observed: 'no-proof' } });
    const urged = read([start, block, delta, JSON.stringify({ type: 'user' })].join('\n')).reader.end;
    assert.ok(urged?.t === 'failed' && urged.evidence.observed === 'no-content');
    const other = JSON.stringify({ type: 'system', subtype: 'model_refusal_fallback' });
    assert.deepEqual(read(other).reader.end, { t: 'end', reason: 'refused' });
  });

  it('takes nothing more after its end, and nothing from lines that are no events', () => {
    const { reader, events } = read(['warning: old', '{"type":', 'null', '{}', result(), text('late')].join('\n'));
    assert.deepEqual(events, []);
    assert.deepEqual(reader.end, { t: 'failed', evidence: { phase: 'connect', observed: 'no-content' } });
  });

  it('held off by a limit of the plan knows when that ends', () => {
    const limit = { type: 'rate_limit_event', rate_limit_info: { status: 'rejected', resetsAt: 1_060 } };
    const error = result({ is_error: true, api_error_status: 429, result: 'You’ve hit your limit' });
    const { end } = read([JSON.stringify(limit), error].join('\n')).reader;
    assert.ok(end?.t === 'failed');
    assert.deepEqual([end.evidence.code, end.evidence.headers?.['retry-after']], ['plan-limit', '60']);
  });
});
