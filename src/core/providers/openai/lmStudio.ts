import type { OpenAI } from 'openai';
import type { Failure } from '../../contract/failure';
import { stringProperty } from '../causes';
import type { CallContext } from '../callContext';
import { plainCall } from '../plainCall';
import type { LocalModels, ModelInfo, Result } from '../provider';
import type { CallClient } from '../streamCall';
import { StreamLimit } from '../streamLimit';
import { createOpenAi } from './client';
import { readOpenAiError } from './evidence';
import { listModels } from './listModels';
import { namesOf, readCatalogV0, readCatalogV1, type StudioModel } from './lmStudioCatalog';
import { besideV1 } from './serverRoot';

/** The newest interface that the server has: its own REST API of 0.4.0 or of 0.3.6, else OpenAI's list alone. */
type Api = 'v1' | 'v0' | 'openai';

interface Catalog {
  readonly api: Api;
  readonly models: readonly StudioModel[];
}

/**
 * The models of LM Studio by its own REST API (`providers.md` §4). Which version answers is found out anew each time: the
 * app updates itself, and a look is rare.
 */
export class LmStudio implements LocalModels {
  constructor(private readonly context: CallContext) {}

  async list(signal: AbortSignal): Promise<Result<readonly ModelInfo[]>> {
    const catalog = await this.catalog(signal);
    return catalog.ok ? { ok: true, value: catalog.value.models.flatMap(namesOf) } : catalog;
  }

  async loaded(signal: AbortSignal): Promise<Result<readonly string[]>> {
    const catalog = await this.catalog(signal);
    if (!catalog.ok) return catalog;
    const inMemory = catalog.value.models.filter(({ instances }) => instances.length > 0);
    return { ok: true, value: inMemory.flatMap((model) => namesOf(model).map(({ id }) => id)) };
  }

  async load(model: string, signal: AbortSignal): Promise<Result<undefined>> {
    const catalog = await this.catalog(signal);
    if (!catalog.ok) return catalog;
    const { api, models } = catalog.value;
    // Told to load what is there, it loads a second copy (lmstudio-bug-tracker#1582).
    if (instancesOf(models, model).length > 0) return { ok: true, value: undefined };
    return api === 'v1' ? this.loadNow(model, signal) : this.loadByAsking(model, signal);
  }

  /** Servers before 0.4.0 cannot: theirs leave by themselves when they have been idle for long enough. */
  async unload(model: string, signal: AbortSignal): Promise<Result<undefined>> {
    const catalog = await this.catalog(signal);
    if (!catalog.ok) return catalog;
    for (const instance of instancesOf(catalog.value.models, model)) {
      const done = await this.call(
        async (client, { signal: one }) => {
          const url = besideV1(this.context.provider, '/api/v1/models/unload');
          const answer: unknown = await client.post(url, { body: { instance_id: instance }, signal: one });
          expectWord(answer, 'instance_id', instance);
        },
        undefined,
        signal,
      );
      if (!done.ok) return done;
    }
    return { ok: true, value: undefined };
  }

  private async catalog(signal: AbortSignal): Promise<Result<Catalog>> {
    const newest = await this.read('v1', readCatalogV1, signal);
    if (newest.ok || !isUnknownRoute(newest.failure)) return newest;
    const older = await this.read('v0', readCatalogV0, signal);
    if (older.ok || !isUnknownRoute(older.failure)) return older;
    const listed = await listModels(this.context, signal);
    if (!listed.ok) return listed;
    return { ok: true, value: { api: 'openai', models: listed.value.map((info) => ({ info, instances: [] })) } };
  }

  private read(
    api: 'v1' | 'v0',
    parse: (answer: unknown) => readonly StudioModel[],
    signal: AbortSignal,
  ): Promise<Result<Catalog>> {
    return this.call(
      async (client, { signal: one }) => {
        const url = besideV1(this.context.provider, `/api/${api}/models`);
        const answer: unknown = await client.get(url, { signal: one });
        return { api, models: parse(answer) };
      },
      undefined,
      signal,
    );
  }

  /** With the context we fill, as Ollama is asked for it: the app's own default is often half of that. */
  private loadNow(model: string, signal: AbortSignal): Promise<Result<undefined>> {
    const body = { model, context_length: this.context.contextTokens(model) };
    return this.call(
      async (client, { signal: one }) => {
        const url = besideV1(this.context.provider, '/api/v1/models/load');
        expectWord(await client.post(url, { body, signal: one }), 'status', 'loaded');
        return undefined;
      },
      this.context.durations.firstEventLocalLoadingMs,
      signal,
    );
  }

  /** Older servers load a model with the first request that names it, so that request is sent: one token of nothing. */
  private loadByAsking(model: string, signal: AbortSignal): Promise<Result<undefined>> {
    return this.call(
      async (client, { signal: one }) => {
        await client.completions.create({ model, prompt: ' ', max_tokens: 1 }, { signal: one });
        return undefined;
      },
      this.context.durations.firstEventLocalLoadingMs,
      signal,
    );
  }

  private call<T>(
    run: (client: OpenAI, call: CallClient) => Promise<T>,
    firstByteMs: number | undefined,
    signal: AbortSignal,
  ): Promise<Result<T>> {
    return plainCall(
      this.context,
      { readError: readOpenAiError, ...(firstByteMs === undefined ? {} : { firstByteMs }) },
      async (call) => run(await createOpenAi(this.context.provider, call), call),
      signal,
    );
  }
}

/** A model goes by its key, which stands for all its instances, or by the id of one of them. */
function instancesOf(models: readonly StudioModel[], model: string): readonly string[] {
  const named = models.find(({ info }) => info.id === model);
  if (named) return named.instances.map(({ id }) => id);
  return models.some(({ instances }) => instances.some(({ id }) => id === model)) ? [model] : [];
}

/** It answers a path it does not know with 200 and a word of error (lmstudio-bug-tracker#618), so a status proves nothing. */
function expectWord(answer: unknown, name: string, word: string): void {
  if (stringProperty(answer, name) !== word) throw new StreamLimit('not-the-wire', `no ${name}`);
}

function isUnknownRoute({ kind }: Failure): boolean {
  return kind === 'wrong-address' || kind === 'local-missing' || kind === 'model-missing';
}
