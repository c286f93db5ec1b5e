import assert from 'node:assert/strict';
import { Cancelled } from '../../../src/core/base/async';
import { adviseFiller } from '../../../src/core/local/adviseFiller';
import { holeLimitMs, slowFillMs, tryHole } from '../../../src/core/local/tryHole';
import { adviceSentence, holeSentence, holeVerdictWords } from '../../../src/core/status/holeWords';
import type { ModelInfo } from '../../../src/core/providers/provider';
import { createFakeClock } from '../../support/fakeClock';
import { resolvedProvider } from '../../support/providerRows';
import { fails, failureOf, says, scriptedProvider, type Script } from '../../support/scriptedProvider';

const signal = new AbortController().signal;
const gib = 2 ** 30;

function createTrial(script: Script, fim: 'suffix' | 'none' = 'suffix', mayReach = true) {
  const clock = createFakeClock();
  const speaker = scriptedProvider(resolvedProvider('ollama', { local: true, fim }), clock);
  speaker.play(script);
  const provider = { ...speaker, fimRoute: async () => fim };
  return {
    clock,
    speaker,
    run: (own = signal) => tryHole('some-model', { provider, clock, mayReach: () => mayReach }, own),
  };
}

describe('Trying a model on a known hole', () => {
  it('finds that a model fills holes by its own training', async () => {
    const { run, speaker } = createTrial(says('a + b'));
    assert.deepEqual(await run(), { ok: true, verdict: { t: 'fills', tookMs: 0 } });
    assert.equal(speaker.calls[0]?.request.kind, 'fim');
  });

  it('asks nobody where the gate is closed', async () => {
    const { run, speaker } = createTrial(says('a + b'), 'suffix', false);
    assert.deepEqual(await run(), { ok: false, refused: true });
    assert.deepEqual(speaker.calls, []);
  });

  it('finds that a chat model does it by a prompt, whatever it writes around the fill', async () => {
    const { run, speaker } = createTrial(says('Sure!\n<COMPL', 'ETION>a + b</COMPLETION> That', ' adds them.'), 'none');
    assert.deepEqual(await run(), { ok: true, verdict: { t: 'prompted', tookMs: 0 } });
    assert.ok(speaker.calls[0]?.aborted === false && speaker.calls[0].closedAt !== undefined, 'the stream is closed');
  });

  it('finds that a model misses: another text, talk, or nothing', async () => {
    for (const text of ['b', "I'm sorry, I need more context.", '<fim_middle>', 'console.log(a)']) {
      assert.deepEqual(await createTrial(says(text)).run(), { ok: true, verdict: { t: 'misses' } }, text);
    }
    assert.deepEqual(await createTrial(fails('empty')).run(), { ok: true, verdict: { t: 'misses' } });
  });

  it('finds that a model is too slow, and waits for none without end', async () => {
    const late = createTrial([{ wait: slowFillMs + 4_000 }, ...says('a + b')]);
    const slow = late.run();
    await late.clock.advance(slowFillMs + 4_000);
    assert.deepEqual(await slow, { ok: true, verdict: { t: 'slow', tookMs: slowFillMs + 4_000 } });

    const silent = createTrial(['hang']);
    const never = silent.run();
    await silent.clock.advance(holeLimitMs);
    assert.deepEqual(await never, { ok: true, verdict: { t: 'slow', tookMs: holeLimitMs } });
  });

  it('blames no model for a server that fails, and is over when the user cancels', async () => {
    assert.deepEqual(await createTrial(fails('local-stopped')).run(), {
      ok: false,
      failure: failureOf('local-stopped'),
    });
    const controller = new AbortController();
    const asked = createTrial(['hang']).run(controller.signal);
    controller.abort();
    await assert.rejects(asked, Cancelled);
  });
});

describe('The advice for a model that fills holes badly', () => {
  const gemma = { id: 'gemma4:e4b', sizeBytes: 9.6e9, capabilities: ['completion'] };
  const coder = { id: 'qwen2.5-coder:1.5b', sizeBytes: 0.99e9, capabilities: ['completion', 'insert'] };
  const prompted = { t: 'prompted', tookMs: 900 } as const;

  const factsOf = (here: readonly ModelInfo[], memory: number) => ({
    here,
    chatModel: gemma.id,
    contextTokens: 8_192,
    memoryBytes: memory * gib,
  });

  it('is chosen by memory, and left out where there is no room for two', () => {
    const advised = (memory: number) => adviseFiller(prompted, gemma.id, factsOf([gemma], memory));
    assert.equal(advised(4), undefined);
    assert.deepEqual(advised(8), { t: 'download', model: 'qwen2.5-coder:0.5b', sizeBytes: 0.4e9 });
    assert.deepEqual(advised(16), { t: 'download', model: 'qwen2.5-coder:1.5b', sizeBytes: 0.99e9 });
    assert.deepEqual(advised(64), { t: 'download', model: 'qwen2.5-coder:3b', sizeBytes: 1.9e9 });
  });

  it('is a model that is here and fills holes by itself, the largest that is small for this machine', () => {
    const [tiny, larger] = [
      { ...coder, id: 'qwen2.5-coder:0.5b', sizeBytes: 0.4e9 },
      { ...coder, id: 'codestral:22b', sizeBytes: 13e9 },
    ];
    const here = [gemma, larger, coder, tiny];
    assert.deepEqual(adviseFiller(prompted, gemma.id, factsOf(here, 16)), { t: 'use', model: coder.id });
    assert.deepEqual(adviseFiller(prompted, gemma.id, factsOf(here, 8)), { t: 'use', model: tiny.id });
  });

  it('is a larger one that is here only where both find room', () => {
    const larger = { ...coder, id: 'codestral:22b', sizeBytes: 13e9 };
    const here = [gemma, larger];
    assert.equal(adviseFiller(prompted, gemma.id, factsOf(here, 16))?.t, 'download');
    assert.deepEqual(adviseFiller(prompted, gemma.id, factsOf(here, 48)), { t: 'use', model: larger.id });
  });

  it('is a model known by its family’s marks too, and never one that runs in a cloud', () => {
    const raw = { id: 'hf.co/bartowski/Qwen2.5-Coder-1.5B-GGUF:latest', sizeBytes: 1e9, capabilities: ['completion'] };
    const cloud = { id: 'qwen3-coder:480b-cloud', capabilities: ['completion'] };
    assert.deepEqual(adviseFiller(prompted, gemma.id, factsOf([gemma, raw], 16)), { t: 'use', model: raw.id });
    assert.equal(adviseFiller(prompted, gemma.id, factsOf([gemma, cloud], 16))?.t, 'download');
  });

  it('is not given where the model fills holes, nor as the model itself', () => {
    assert.equal(adviseFiller({ t: 'fills', tookMs: 200 }, coder.id, factsOf([coder], 16)), undefined);
    assert.equal(adviseFiller({ t: 'misses' }, coder.id, factsOf([coder], 16)), undefined);
  });

  it('is no larger model where one was too slow', () => {
    const tiny = { ...coder, id: 'qwen2.5-coder:0.5b', sizeBytes: 0.4e9 };
    const slow = { t: 'slow', tookMs: 9_000 } as const;
    assert.equal(adviseFiller(slow, tiny.id, factsOf([gemma, coder, tiny], 16)), undefined);
    assert.deepEqual(adviseFiller(slow, coder.id, factsOf([gemma, coder, tiny], 16)), { t: 'use', model: tiny.id });
  });

  it('is said in plain words, as is the verdict', () => {
    assert.equal(holeVerdictWords({ t: 'fills', tookMs: 200 }), 'fills holes');
    assert.equal(holeVerdictWords(prompted), 'chat only, hole filler');
    assert.equal(holeVerdictWords({ t: 'slow', tookMs: 9_000 }), 'too slow here: 9 s');
    assert.equal(
      holeSentence({ t: 'slow', tookMs: 9_000 }, 'Gemma 4'),
      'Gemma 4 is too slow here to complete code: 9 s.',
    );
    assert.match(
      adviceSentence({ t: 'download', model: 'qwen2.5-coder:1.5b', sizeBytes: 0.99e9 }),
      /1\.5b was made to/,
    );
  });
});
