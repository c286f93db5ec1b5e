import assert from 'node:assert/strict';
import { streamFixtures, type StreamFixture } from '../../fixtures/wire/streams';
import { bodyOf, providerOn, say, type Said } from './bytes';

const encoder = new TextEncoder();

/** Lets one provider read many variants of a recording. */
function reader(fixture: StreamFixture): (pieces: readonly Uint8Array[], error?: unknown) => Promise<Said> {
  const headers = { 'content-type': fixture.provider === 'ollama' ? 'application/x-ndjson' : 'text/event-stream' };
  let body = bodyOf([]);
  const provider = providerOn(fixture.provider, () => new Response(body, { status: 200, headers }));
  return (pieces, error) => {
    body = bodyOf(pieces, error);
    return say(provider, fixture.route);
  };
}

/** Where each event or line of a stream ends, in bytes. */
function boundaries(fixture: StreamFixture, bytes: Uint8Array): readonly number[] {
  const mark = fixture.provider === 'ollama' ? '\n' : fixture.bytes.includes('\r\n') ? '\r\n\r\n' : '\n\n';
  const found: number[] = [];
  for (let at = 0; at <= bytes.length; at++) {
    if (new TextDecoder().decode(bytes.slice(0, at)).endsWith(mark)) found.push(at);
  }
  return found;
}

describe('streams read from recorded bytes by the real SDKs', function () {
  this.timeout(60_000);
  for (const fixture of streamFixtures) {
    describe(`${fixture.name} (${fixture.section})`, () => {
      const bytes = encoder.encode(fixture.bytes);
      const answering = reader(fixture);
      const ends = boundaries(fixture, bytes);
      const proofAt = encoder.encode(fixture.bytes.slice(0, fixture.bytes.indexOf(fixture.proof))).length;
      const provedAt = proofAt + encoder.encode(fixture.proof).length;

      const isWhole = (said: Said): void => {
        assert.equal(said.text, fixture.text);
        assert.equal(said.thinking, fixture.thinking ?? '');
        assert.equal(said.tool, fixture.tool?.json ?? '');
        assert.equal(said.end, fixture.end);
      };

      it('is whole in one piece', async () => isWhole(await answering([bytes])));

      it('is whole byte by byte', async () => {
        isWhole(await answering(Array.from(bytes, (_byte, at) => bytes.slice(at, at + 1))));
      });

      it('is whole split in two at every byte', async () => {
        for (let at = 1; at < bytes.length; at++) {
          isWhole(await answering([bytes.slice(0, at), bytes.slice(at)]));
        }
      });

      it('ended at every byte it is never complete before the wire has proved it, and never says a wrong character', async () => {
        for (let at = 0; at < bytes.length; at++) {
          const said = await answering([bytes.slice(0, at)]);
          assert.ok(fixture.text.startsWith(said.text), `at ${at}: ${said.text}`);
          if (at >= provedAt) {
            assert.equal(said.end, fixture.end, `at ${at}`);
            continue;
          }
          // A frame without its closing blank line may or may not count: the SDKs differ, and the bytes are all there.
          if (said.end !== undefined && at > proofAt) continue;
          assert.equal(said.end, undefined, `at ${at}`);
          const hasContent = said.text !== '' || said.thinking !== '' || said.events.some((one) => one.t === 'tool');
          // A half-written frame is a broken one to some SDKs, nothing at all to others.
          const kinds = hasContent || !ends.includes(at) ? ['cut-off', 'empty'] : ['empty'];
          assert.ok(kinds.includes(said.failure?.kind ?? ''), `at ${at}: ${said.failure?.kind}`);
          if (hasContent) assert.equal(said.failure?.kind, 'cut-off', `at ${at}`);
        }
      });

      it('broken at every event it is a cut after content and a lost connection before', async () => {
        const lost = Object.assign(new TypeError('terminated'), {
          cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
        });
        for (const at of ends.filter((one) => one < provedAt)) {
          const said = await answering([bytes.slice(0, at)], lost);
          const hasBegun = said.text !== '' || said.events.some((one) => one.t === 'tool');
          assert.equal(said.failure?.kind, hasBegun ? 'cut-off' : 'unreachable', `at ${at}`);
        }
      });
    });
  }
});
