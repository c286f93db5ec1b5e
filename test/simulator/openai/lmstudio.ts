import { stringOf } from '../promptText';
import type { Service } from '../services';
import { json, type Asked, type Reply, type WireRequest } from '../wire';
import type { StudioShelf } from './studioShelf';

const embedder = 'text-embedding-nomic-embed-text-v1.5';
const longest = 131_072;

/**
 * LM Studio's own REST API as it is documented: lmstudio.ai/docs/developer/rest/list, …/load and …/unload, and
 * lmstudio.ai/docs/api/rest-api for v0.
 */
export function readLmStudio(request: WireRequest, service: Service, studio: StudioShelf): Asked | undefined {
  const { api } = studio;
  const body = request.body ?? {};
  switch (`${request.method} ${request.path}`) {
    case 'GET /api/v1/models':
      return api === 'v1' ? free(() => json(200, { models: listV1(service, studio) }, service.edge)) : undefined;
    case 'GET /api/v0/models':
      return api === 'none'
        ? undefined
        : free(() => json(200, { object: 'list', data: listV0(service, studio) }, service.edge));
    case 'POST /api/v1/models/load':
      return api === 'v1' ? load(stringOf(body['model']), body['context_length'], service, studio) : undefined;
    case 'POST /api/v1/models/unload':
      return api === 'v1' ? unload(stringOf(body['instance_id']), service, studio) : undefined;
    default:
      return undefined;
  }
}

/** A path it does not have is answered with 200 all the same (lmstudio-bug-tracker#618). */
export function unexpectedRoute(service: Service, path: string): Reply {
  return json(200, { error: `Unexpected endpoint or method. (${path})` }, service.edge);
}

function free(respond: () => Reply): Asked {
  return { use: 'free', respond };
}

function listV1(service: Service, studio: StudioShelf): readonly object[] {
  const chat = service.models.map((key) => ({
    type: 'llm',
    publisher: 'google',
    key,
    display_name: key,
    architecture: 'gemma4',
    quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
    size_bytes: 4_200_000_000,
    params_string: '4B',
    loaded_instances: studio.instancesOf(key).map(({ id, context }) => ({
      id,
      config: { context_length: context, eval_batch_size: 512, flash_attention: true, offload_kv_cache_to_gpu: true },
    })),
    max_context_length: longest,
    format: 'gguf',
    capabilities: { vision: true, trained_for_tool_use: true },
    description: null,
  }));
  const embedding = {
    type: 'embedding',
    publisher: 'nomic-ai',
    key: embedder,
    display_name: 'Nomic Embed Text v1.5',
    quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
    size_bytes: 84_106_624,
    params_string: null,
    loaded_instances: [],
    max_context_length: 2048,
    format: 'gguf',
  };
  return [embedding, ...chat];
}

function listV0(service: Service, studio: StudioShelf): readonly object[] {
  const common = { object: 'model', publisher: 'google', compatibility_type: 'gguf', quantization: 'Q4_K_M' };
  const chat = service.models.map((id) => {
    const [instance] = studio.instancesOf(id);
    return {
      ...common,
      id,
      type: 'vlm',
      arch: 'gemma4',
      state: instance ? 'loaded' : 'not-loaded',
      max_context_length: longest,
      ...(instance ? { loaded_context_length: instance.context } : {}),
      capabilities: ['tool_use'],
    };
  });
  const embedding = { ...common, id: embedder, type: 'embeddings', arch: 'nomic-bert', state: 'not-loaded' };
  return [{ ...embedding, max_context_length: 2048 }, ...chat];
}

function load(model: string, context: unknown, service: Service, studio: StudioShelf): Asked {
  const message = `Model "${model}" not found`;
  return {
    ...free(() => {
      const instance = studio.load(model, typeof context === 'number' ? context : undefined);
      const answer = { type: 'llm', instance_id: instance.id, load_time_seconds: 1.5, status: 'loaded' };
      return { ...json(200, answer, service.edge), waitMs: studio.loadMs };
    }),
    ...(service.models.includes(model)
      ? {}
      : { refusal: { status: 404, type: 'model_not_found', code: 'model_not_found', message } }),
  };
}

function unload(id: string, service: Service, studio: StudioShelf): Asked {
  return free(() => {
    if (!studio.unload(id))
      return json(404, { error: { type: 'model_not_found', message: `No instance "${id}"` } }, service.edge);
    return json(200, { instance_id: id }, service.edge);
  });
}
