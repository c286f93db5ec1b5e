import { jsonLine } from '../../../src/core/outages/bytes/frames';
import type { Voice } from '../line';
import { stringOf } from '../promptText';
import type { Asked, Flow, WireRequest } from '../wire';
import type { Blob, SimulatedRegistry } from './registry';
import type { ModelShelf } from './shelf';

/** What the server says when it cannot get at the registry, and when it has tried for long enough. */
const lostManifest = (model: string, tag: string): string =>
  `pull model manifest: Get "https://registry.ollama.ai/v2/library/${model}/manifests/${tag}": ` +
  'dial tcp: lookup registry.ollama.ai on 127.0.0.53:53: no such host';
const lostBlob =
  'max retries exceeded: Get "https://dd20bb891979d25aebc8bec07b2b3bbc.r2.cloudflarestorage.com/ollama/docker/registry": ' +
  'dial tcp: lookup dd20bb891979d25aebc8bec07b2b3bbc.r2.cloudflarestorage.com: no such host';
const noSpace = (digest: string): string =>
  `write /usr/share/ollama/.ollama/models/blobs/${digest.replace(':', '-')}-partial: no space left on device`;

/** `POST /api/pull`: what a real server sends (0.33, `test/fixtures/ollama/pull*.ndjson`), without any bytes of a model. */
export function readPull(request: WireRequest, shelf: ModelShelf): Asked {
  const name = stringOf(request.body?.['model'] ?? request.body?.['name']);
  if (!/^[\w.:/-]+$/.test(name)) {
    return { use: 'free', refusal: { status: 400, message: 'invalid model name' }, respond: noAnswer };
  }
  return {
    use: 'free',
    model: name,
    respond: (): Flow => ({
      kind: 'flow',
      headers: { 'content-type': 'application/x-ndjson' },
      run: (line) => pull(line, name, shelf),
    }),
  };
}

function noAnswer(): never {
  throw new Error('a refused pull has no answer');
}

async function pull(line: Voice, name: string, shelf: ModelShelf): Promise<void> {
  const { registry } = shelf;
  const leave = registry.enter();
  const say = (value: object): Promise<void> => line.write(Buffer.from(jsonLine(value)), 'frame');
  try {
    await say({ status: 'pulling manifest' });
    const [model = '', tag = 'latest'] = name.split(':');
    if (registry.isLost) return await say({ error: lostManifest(model, tag) });
    const found = registry.find(name);
    if (!found) return await say({ error: 'pull model manifest: file does not exist' });
    for (const blob of registry.layersOf(found)) {
      const error = await fetchBlob(line, blob, registry, say);
      if (error === 'torn') return;
      if (error !== undefined) return await say({ error });
    }
    await say({ status: 'verifying sha256 digest' });
    await say({ status: 'writing manifest' });
    if (!shelf.find(name)) shelf.models = [...shelf.models, found];
    await say({ status: 'success' });
  } finally {
    leave();
    line.end();
  }
}

/** Follows a blob until it is there. Whoever follows pays for his share, so that two pulls of one blob are no quicker than one. */
async function fetchBlob(
  line: Voice,
  blob: Blob,
  registry: SimulatedRegistry,
  say: (value: object) => Promise<void>,
): Promise<string | undefined> {
  const { digest, size: total } = blob;
  const tell = (): Promise<void> =>
    say({
      status: `pulling ${digest.slice(7, 19)}`,
      digest,
      total,
      // Go leaves a count of zero out.
      ...(blob.completed === 0 ? {} : { completed: blob.completed }),
    });
  if (blob.completed === total) {
    await tell();
    return undefined;
  }
  blob.readers += 1;
  try {
    while (blob.completed < total) {
      await line.wait(registry.tickMs);
      if (registry.isLost) return lostBlob;
      const step = Math.ceil((registry.bytesPerSecond * registry.tickMs) / 1_000 / blob.readers);
      const next = Math.min(total, blob.completed + step);
      if (next > registry.diskBytes) return noSpace(digest);
      blob.completed = next;
      if (registry.tearAfterBytes !== undefined && next >= registry.tearAfterBytes) {
        registry.tearAfterBytes = undefined;
        await line.tear('reset');
        return 'torn';
      }
      // A blob that is whole is not told of any more: the next one is.
      if (blob.completed < total) await tell();
    }
    return undefined;
  } finally {
    blob.readers -= 1;
  }
}
