import { numberProperty, property, stringProperty } from '../causes';
import type { CallContext } from '../callContext';
import { modelSettings } from './modelSettings';
import { expectList, plainCall } from '../plainCall';
import type { LocalModels, ModelInfo, PullProgress, Result } from '../provider';
import { listedBillions } from '../parameterCount';
import { createOllama } from './client';
import { CloudModels } from './cloudModels';
import { cloudRefusal } from './cloudRefusal';
import { readOllamaError } from './evidence';
import { pullModel } from './pull';
import { toOllamaLoad, toOllamaUnload } from './request';

/** The models of an Ollama server. Those that run at ollama.com do not exist here. */
export class OllamaModels implements LocalModels {
  private readonly capabilities = new Map<string, readonly string[]>();
  private readonly cloud = new CloudModels();

  constructor(private readonly context: CallContext) {}

  list(signal: AbortSignal): Promise<Result<readonly ModelInfo[]>> {
    return plainCall(
      this.context,
      { readError: readOllamaError },
      async (call) => {
        const client = await createOllama(this.context.provider, call);
        return this.cloud.keepLocal(expectList((await client.list()).models)).flatMap(toModelInfo);
      },
      signal,
    );
  }

  loaded(signal: AbortSignal): Promise<Result<readonly string[]>> {
    return plainCall(
      this.context,
      { readError: readOllamaError },
      async (call) => {
        const client = await createOllama(this.context.provider, call);
        return expectList((await client.ps()).models).flatMap((model) => stringProperty(model, 'name') ?? []);
      },
      signal,
    );
  }

  async load(model: string, signal: AbortSignal): Promise<Result<undefined>> {
    const { durations } = this.context;
    const cloud = await this.isCloud(model, signal);
    if (!cloud.ok) return cloud;
    if (cloud.value) return { ok: false, failure: cloudRefusal(this.context) };
    return plainCall(
      this.context,
      { readError: readOllamaError, firstByteMs: durations.firstEventLocalLoadingMs },
      async (call) => {
        const client = await createOllama(this.context.provider, call);
        await client.generate(toOllamaLoad(model, modelSettings(this.context, model)));
        return undefined;
      },
      signal,
    );
  }

  version(signal: AbortSignal): Promise<Result<string>> {
    return plainCall(
      this.context,
      { readError: readOllamaError },
      async (call) => {
        const client = await createOllama(this.context.provider, call);
        return stringProperty(await client.version(), 'version') ?? '';
      },
      signal,
    );
  }

  unload(model: string, signal: AbortSignal): Promise<Result<undefined>> {
    return plainCall(
      this.context,
      { readError: readOllamaError },
      async (call) => {
        const client = await createOllama(this.context.provider, call);
        await client.generate(toOllamaUnload(model));
        return undefined;
      },
      signal,
    );
  }

  pull(model: string, note: (progress: PullProgress) => void, signal: AbortSignal): Promise<Result<undefined>> {
    return pullModel(this.context, model, note, signal);
  }

  /** What a model can do, by `/api/show`; asked once per model and remembered. `firstByteMs` is for who cannot wait (milliseconds). */
  async abilities(model: string, signal: AbortSignal, firstByteMs?: number): Promise<Result<readonly string[]>> {
    const known = this.capabilities.get(model);
    if (known) return { ok: true, value: known };
    const shown = await plainCall(
      this.context,
      { readError: readOllamaError, ...(firstByteMs === undefined ? {} : { firstByteMs }) },
      async (call) => {
        const client = await createOllama(this.context.provider, call);
        const shown = await client.show({ model });
        this.cloud.noteShown(model, shown);
        // Older servers do not say.
        const { capabilities } = shown;
        return Array.isArray(capabilities) ? capabilities.map(String) : [];
      },
      signal,
    );
    if (shown.ok) this.capabilities.set(model, shown.value);
    return shown;
  }

  /**
   * Whether a model runs at ollama.com, whatever it is called: `ollama cp` and `FROM` give such a one any name. The server is
   * asked where it has not said so yet; as long as it does not say, nothing may be sent.
   */
  async isCloud(model: string, signal: AbortSignal): Promise<Result<boolean>> {
    const known = this.cloud.isCloud(model);
    if (known !== undefined) return { ok: true, value: known };
    this.capabilities.delete(model);
    const shown = await this.abilities(model, signal);
    return shown.ok ? { ok: true, value: this.cloud.isCloud(model) ?? false } : shown;
  }
}

function toModelInfo(model: unknown): readonly ModelInfo[] {
  const id = stringProperty(model, 'name');
  if (id === undefined) return [];
  const capabilities = property(model, 'capabilities');
  const details = property(model, 'details');
  const contextWindow = numberProperty(details, 'context_length');
  return [
    {
      id,
      sizeBytes: numberProperty(model, 'size'),
      billions: listedBillions(stringProperty(details, 'parameter_size')),
      ...(contextWindow === undefined ? {} : { contextWindow }),
      capabilities: Array.isArray(capabilities) ? capabilities.map(String) : undefined,
    },
  ];
}
