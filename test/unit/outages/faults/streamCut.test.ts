import assert from 'node:assert/strict';
import { bytesOf } from '../../../../src/core/outages/bytes/bytesOf';
import type { FaultBytes } from '../../../../src/core/outages/bytes/faultBytes';
import { wireOf } from '../../../../src/core/outages/rehearsal/rehearsalChoices';
import { cutStream } from '../../../../src/core/outages/faults/streamCut';
import { builtInRow } from '../../../../src/core/providers/catalog';
import { streamFixtures, type StreamFixture } from '../../../fixtures/wire/streams';

const encoder = new TextEncoder();

/** A stream in pieces of so many bytes. */
async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = encoder.encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function cut(text: string, bytes: FaultBytes, size: number, afterChars: number, how: 'end' | 'go on') {
  let strikes = 0;
  const decoder = new TextDecoder();
  let out = '';
  const cutting = cutStream(inPieces(text, size), {
    bytes,
    afterChars,
    onStrike: () => (strikes += 1),
    strike: async function* () {
      yield '<strike>';
      return how;
    },
  });
  for await (const chunk of cutting) out += decoder.decode(chunk, { stream: true });
  return { out, strikes };
}

function bytesFor({ provider }: StreamFixture): FaultBytes {
  const row = builtInRow(provider);
  const wire = row && wireOf(row);
  assert.ok(wire, provider);
  return bytesOf(provider, wire);
}

/** The frames of a stream, each with its end. */
function framesOf(text: string, { frameEnd }: FaultBytes): string[] {
  const ends = [...text.matchAll(new RegExp(frameEnd, 'g'))].map((end) => end.index + end[0].length);
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

describe('a real stream that a rehearsal cuts', () => {
  for (const fixture of streamFixtures.filter(({ text, bytes }) => text !== '' && bytes !== '')) {
    const bytes = bytesFor(fixture);
    const frames = framesOf(fixture.bytes, bytes);

    it(`is read as it is meant: ${fixture.name}`, () => {
      assert.equal(frames.map((frame) => bytes.textOf(frame)).join(''), fixture.text);
    });

    it(`is struck between two frames, wherever its bytes are torn: ${fixture.name}`, async () => {
      const whole = await cut(fixture.bytes, bytes, 1_000_000, 1, 'end');
      const [before = ''] = whole.out.split('<strike>');
      assert.ok(whole.out.endsWith('<strike>') && fixture.bytes.startsWith(before));
      assert.ok(frames.some((_frame, index) => frames.slice(0, index + 1).join('') === before));
      for (let size = 1; size <= 40; size++) {
        const { out, strikes } = await cut(fixture.bytes, bytes, size, 1, 'end');
        assert.deepEqual([out, strikes], [whole.out, 1], `pieces of ${size}`);
      }
    });

    it(`never lets the proof of completion of a short answer through: ${fixture.name}`, async () => {
      const { out, strikes } = await cut(fixture.bytes, bytes, 7, 1_000_000, 'end');
      assert.equal(strikes, 1);
      assert.ok(!out.includes(fixture.proof.trim()), fixture.proof);
    });
  }

  it('is the same with Windows line ends', async () => {
    const fixture = streamFixtures.find(({ provider }) => provider === 'claude');
    assert.ok(fixture);
    const bytes = bytesFor(fixture);
    const plain = await cut(fixture.bytes, bytes, 5, 1, 'end');
    const windows = await cut(fixture.bytes.replaceAll('\n', '\r\n'), bytes, 5, 1, 'end');
    assert.equal(windows.out.replaceAll('\r\n', '\n'), plain.out);
  });

  it('goes on after a fault that does not end it, without the frame in whose place it struck', async () => {
    const fixture = streamFixtures.find(({ provider }) => provider === 'claude');
    assert.ok(fixture);
    const { out } = await cut(fixture.bytes, bytesFor(fixture), 5, 1, 'go on');
    assert.ok(out.includes('<strike>'));
    assert.ok(out.trimEnd().endsWith(fixture.proof.trim()));
    assert.ok(out.length < fixture.bytes.length + '<strike>'.length);
  });
});
