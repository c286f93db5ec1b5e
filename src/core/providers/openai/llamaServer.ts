import { sleep } from '../../base/async';
import { numberProperty, property } from '../causes';
import type { CallContext } from '../callContext';
import { plainCall } from '../plainCall';
import type { LocalModels, ModelInfo, Result } from '../provider';
import { createOpenAi } from './client';
import { readOpenAiError } from './evidence';
import { listModels } from './listModels';
import { serverHealth } from './serverHealth';
import { besideV1 } from './serverRoot';

/** The models of llama.cpp's server: those it was started with, in memory once its health says so (`providers.md` §4). */
export class LlamaServer implements LocalModels {
  private slotsSaid = 1;

  constructor(private readonly context: CallContext) {}

  /** How many requests it answers at once, as it said at the last look; one until then, which is the worst. */
  get slots(): number {
    return this.slotsSaid;
  }

  /** A server that keeps its properties to itself is believed what its list says. */
  async list(signal: AbortSignal): Promise<Result<readonly ModelInfo[]>> {
    const listed = await listModels(this.context, signal);
    if (!listed.ok) return listed;
    const started = await this.startedWith(signal);
    const contextWindow = started.ok ? started.value : undefined;
    if (contextWindow === undefined) return listed;
    return { ok: true, value: listed.value.map((model) => ({ ...model, contextWindow })) };
  }

  async loaded(signal: AbortSignal): Promise<Result<readonly string[]>> {
    const health = await serverHealth(this.context, signal);
    if (!health.ok) return health.failure.kind === 'local-loading' ? { ok: true, value: [] } : health;
    const models = await listModels(this.context, signal);
    return models.ok ? { ok: true, value: models.value.map((model) => model.id) } : models;
  }

  /** It loads by itself; this waits until it has. */
  async load(_model: string, signal: AbortSignal): Promise<Result<undefined>> {
    const { clock, durations } = this.context;
    const until = clock.now() + durations.firstEventLocalLoadingMs;
    for (;;) {
      const health = await serverHealth(this.context, signal);
      if (health.ok || health.failure.kind !== 'local-loading' || clock.now() >= until) return health;
      await sleep(clock, durations.loadedLookMs, signal);
    }
  }

  /** The context of one slot, which may be far less than the model was made for (`providers.md` §4). */
  private startedWith(signal: AbortSignal): Promise<Result<number | undefined>> {
    const { provider } = this.context;
    return plainCall(
      this.context,
      { readError: readOpenAiError },
      async (call) => {
        const client = await createOpenAi(provider, call);
        const props: unknown = await client.get(besideV1(provider, '/props'), { signal: call.signal });
        this.slotsSaid = numberProperty(props, 'total_slots') ?? 1;
        return numberProperty(property(props, 'default_generation_settings'), 'n_ctx');
      },
      signal,
    );
  }
}
