import { sleep } from '../../base/async';
import type { CallContext } from '../callContext';
import { plainCall } from '../plainCall';
import type { LocalModels, ModelInfo, Result } from '../provider';
import { createOpenAi } from './client';
import { readOpenAiError } from './evidence';
import { listModels } from './listModels';
import { besideV1 } from './serverRoot';

/** The models of llama.cpp's server: those it was started with, in memory once its health says so (`providers.md` §4). */
export class LlamaServer implements LocalModels {
  constructor(private readonly context: CallContext) {}

  list(signal: AbortSignal): Promise<Result<readonly ModelInfo[]>> {
    return listModels(this.context, signal);
  }

  async loaded(signal: AbortSignal): Promise<Result<readonly string[]>> {
    const health = await this.health(signal);
    if (!health.ok) return health.failure.kind === 'local-loading' ? { ok: true, value: [] } : health;
    const models = await this.list(signal);
    return models.ok ? { ok: true, value: models.value.map((model) => model.id) } : models;
  }

  /** It loads by itself; this waits until it has. */
  async load(_model: string, signal: AbortSignal): Promise<Result<undefined>> {
    const { clock, durations } = this.context;
    const until = clock.now() + durations.firstEventLocalLoadingMs;
    for (;;) {
      const health = await this.health(signal);
      if (health.ok || health.failure.kind !== 'local-loading' || clock.now() >= until) return health;
      await sleep(clock, durations.loadedLookMs, signal);
    }
  }

  private health(signal: AbortSignal): Promise<Result<undefined>> {
    const { provider } = this.context;
    return plainCall(
      this.context,
      { readError: readOpenAiError },
      async (call) => {
        const client = await createOpenAi(provider, call);
        await client.get(besideV1(provider, '/health'), { signal: call.signal });
        return undefined;
      },
      signal,
    );
  }
}
