import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A layer of a model; its kind ends the media type of Ollama's registry. */
export interface Layer {
  readonly kind: 'model' | 'template' | 'params' | 'license';
  readonly bytes: Buffer;
}

/** A registry on loopback from which a real Ollama can pull: manifests, blobs with ranges, as slow and as broken as told. */
export interface OllamaRegistry {
  /** What is put before a model's name, so that it is pulled from here. */
  readonly prefix: string;
  /** Bytes per second and request; no limit unless set. */
  bytesPerSecond: number;
  /** Set: every connection is torn, as a network that is lost does. */
  isLost: boolean;
  /** Bytes of blobs that were sent. */
  readonly sentBytes: number;
  /** Requests for a manifest. */
  readonly manifests: number;
  /** Puts a model on offer. Returns its name, to be pulled. */
  publish(name: string, layers: readonly Layer[]): string;
  stop(): Promise<void>;
}

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
const chunkBytes = 64 * 1024;

/** Starts a registry on a free port of loopback. */
export async function startOllamaRegistry(): Promise<OllamaRegistry> {
  const blobs = new Map<string, Buffer>();
  const manifests = new Map<string, string>();
  const state = { bytesPerSecond: Infinity, isLost: false, sentBytes: 0, manifests: 0 };

  const keep = (bytes: Buffer): { digest: string; size: number } => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    blobs.set(digest, bytes);
    return { digest, size: bytes.length };
  };

  const sendBlob = async (bytes: Buffer, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (request.method === 'HEAD') return void response.writeHead(200, { 'content-length': bytes.length }).end();
    if (from === undefined) {
      // It asks where the bytes are and follows as long as the host has the same name (`getDirectURL` in download.go).
      return void response.writeHead(307, { location: `http://localhost:${port()}${request.url}` }).end();
    }
    const part = bytes.subarray(Number(from), Number(to) + 1);
    response.writeHead(206, { 'content-length': part.length });
    for (let at = 0; at < part.length && !response.destroyed; at += chunkBytes) {
      if (state.isLost) return void request.socket.destroy();
      const chunk = part.subarray(at, at + chunkBytes);
      response.write(chunk);
      state.sentBytes += chunk.length;
      await sleep((chunk.length * 1_000) / state.bytesPerSecond);
    }
    response.end();
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (state.isLost) return void request.socket.destroy();
    const [, kind, name] = /^\/v2\/library\/[^/]+\/(manifests|blobs)\/(.+)$/.exec(request.url ?? '') ?? [];
    if (kind === 'manifests') {
      state.manifests += 1;
      const manifest = manifests.get(request.url ?? '');
      if (manifest === undefined) return void response.writeHead(404).end();
      return void response.writeHead(200, { 'content-type': manifestType }).end(manifest);
    }
    const blob = blobs.get(name ?? '');
    if (!blob) return void response.writeHead(404).end();
    return sendBlob(blob, request, response);
  };

  const port = (): number => (server.address() as AddressInfo).port;
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const prefix = `http://127.0.0.1:${port()}/library/`;
  return Object.assign(state, {
    prefix,
    publish: (name: string, layers: readonly Layer[]): string => {
      const [model = '', tag = 'latest'] = name.split(':');
      const kept = layers.map(({ kind, bytes }) => ({
        mediaType: `application/vnd.ollama.image.${kind}`,
        ...keep(bytes),
      }));
      const config = keep(Buffer.from(JSON.stringify(configOf(kept.map(({ digest }) => digest)))));
      const manifest = {
        schemaVersion: 2,
        mediaType: manifestType,
        config: { mediaType: 'application/vnd.docker.container.image.v1+json', ...config },
        layers: kept,
      };
      manifests.set(`/v2/library/${model}/manifests/${tag}`, JSON.stringify(manifest));
      return `${prefix}${name}`;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

/** What Ollama writes beside the layers of a model (`server/create.go`). */
function configOf(digests: readonly string[]): object {
  return {
    model_format: 'gguf',
    model_family: 'gemma3',
    model_families: ['gemma3'],
    model_type: '268.10M',
    file_type: 'Q4_K_M',
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: digests },
  };
}
