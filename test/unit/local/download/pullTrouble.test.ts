import assert from 'node:assert/strict';
import { pullTrouble, type PullTrouble } from '../../../../src/core/local/download/pullTrouble';
import { failureOf } from '../../../support/scriptedProvider';

/** Sentences of a real server (0.33), but for those of the disk and of an old server, which come from its source. */
const sentences: readonly (readonly [string, PullTrouble])[] = [
  ['pull model manifest: file does not exist', 'unknown-model'],
  ['invalid model name', 'unknown-model'],
  [
    'pull model manifest: Get "https://registry.ollama.ai/v2/library/gemma4/manifests/e4b": dial tcp: lookup registry.ollama.ai on 127.0.0.53:53: no such host',
    'interrupted',
  ],
  [
    'pull model manifest: Get "http://127.0.0.1:9/v2/library/tiny/manifests/latest": dial tcp 127.0.0.1:9: connect: connection refused',
    'interrupted',
  ],
  ['max retries exceeded: Get "https://r2.example/blob": EOF', 'interrupted'],
  ['context deadline exceeded', 'interrupted'],
  ['write /models/blobs/sha256-a5-partial: no space left on device', 'no-space'],
  ['write C:\\models\\blobs\\sha256-a5-partial: There is not enough space on the disk.', 'no-space'],
  [
    'pull model manifest: 412: {"errors":[{"code":"UNSUPPORTED","message":"The model you are attempting to pull requires a newer version of Ollama."}]}',
    'too-old',
  ],
  ['unauthorized: access denied', 'refused'],
  ['this model requires MLX support, but the MLX runtime is not available', 'refused'],
];

describe('the trouble of a pull', () => {
  for (const [text, trouble] of sentences) {
    it(`is ${trouble} where Ollama says “${text.slice(0, 60)}”`, () => {
      const failure = { ...failureOf('server'), evidence: { phase: 'firstEvent', text } } as const;
      assert.equal(pullTrouble(failure), trouble);
    });
  }

  it('is an interruption where the connection or the server is gone', () => {
    for (const kind of ['unreachable', 'cut-off', 'stalled', 'local-stopped', 'offline'] as const) {
      assert.equal(pullTrouble(failureOf(kind)), 'interrupted', kind);
    }
  });

  it('is a refusal where another service answers', () => {
    assert.equal(pullTrouble(failureOf('wrong-address')), 'refused');
    assert.equal(pullTrouble(failureOf('intercepted')), 'refused');
  });
});
