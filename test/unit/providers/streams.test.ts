import assert from 'node:assert/strict';
import { streamFixtures, type StreamFixture } from '../../fixtures/wire/streams';
import { bodyOf, providerOn, say, type Said } from './bytes';

const encoder = new TextEncoder();

function answering(fixture: StreamFixture, pieces: readonly Uint8Array[], error?: unknown): Promise<Said> {
  const type = fixture.provider === 'ollama' ? 'application/x-ndjson' : 'text/event-stream';
  const provider = providerOn(
    fixture.provider,
    () => new Response(bodyOf(pieces, error), { status: 200, headers: { 'content-type': type } }),
  );
  return say(provider, fixture.route);
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
      const proofAt = encoder.encode(fixture.bytes.slice(0, fixture.bytes.indexOf(fixture.proof))).length;
      const provedAt = proofAt + encoder.encode(fixture.proof).length;

      const isWhole = (said: Said): void => {
        assert.equal(said.text, fixture.text);
        assert.equal(said.thinking, fixture.thinking ?? '');
        assert.equal(said.tool, fixture.tool?.json ?? '');
        assert.equal(said.end, fixture.end);
      };

      it('is whole in one piece', async () => isWhole(await answering(fixture, [bytes])));

      it('is whole byte by byte', async () => {
        isWhole(
          await answering(
            fixture,
            Array.from(bytes, (_byte, at) => bytes.slice(at, at + 1)),
          ),
        );
      });

      it('is whole split in two at every byte', async () => {
        for (let at = 1; at < bytes.length; at++) {
          isWhole(await answering(fixture, [bytes.slice(0, at), bytes.slice(at)]));
        }
      });

      it('ended at every byte it is never complete before the wire has proved it, and never says a wrong character', async () => {
        for (let at = 0; at < bytes.length; at++) {
          const said = await answering(fixture, [bytes.slice(0, at)]);
          assert.ok(fixture.text.startsWith(said.text), `at ${at}: ${said.text}`);
          if (at >= provedAt) {
            assert.equal(said.end, fixture.end, `at ${at}`);
            continue;
          }
          // A frame without its closing blank line may or may not count: the SDKs differ, and the bytes are all there.
          if (said.end !== undefined && at > proofAt) continue;
          assert.equal(said.end, undefined, `at ${at}`);
          const hasContent = said.text !== '' || said.thinking !== '' || said.events.some((one) => one.t === 'tool');
          assert.equal(said.failure?.kind, hasContent ? 'cut-off' : 'empty', `at ${at}`);
        }
      });

      it('broken at every event it is a cut after content and a lost connection before', async () => {
        const lost = Object.assign(new TypeError('terminated'), {
          cause: Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }),
        });
        for (const at of boundaries(fixture, bytes).filter((one) => one < provedAt)) {
          const said = await answering(fixture, [bytes.slice(0, at)], lost);
          const hasBegun = said.text !== '' || said.events.some((one) => one.t === 'tool');
          const expected = hasBegun ? 'cut-off' : fixture.provider in local ? 'unreachable' : 'unreachable';
          assert.equal(said.failure?.kind, expected, `at ${at}`);
        }
      });
    });
  }

  const local = { ollama: true, llamacpp: true };
});
