import { stringProperty } from '../causes';

/**
 * Whether an entry of Ollama's list runs at ollama.com (`providers.md` §3.5). Such a model is not local whatever the
 * address says: it is hidden from lists and never asked.
 */
export function isCloudModel(model: unknown): boolean {
  return (
    isCloudName(stringProperty(model, 'name') ?? stringProperty(model, 'model') ?? '') ||
    stringProperty(model, 'remote_host') !== undefined ||
    stringProperty(model, 'remote_model') !== undefined
  );
}

/** Whether a name says that the model runs at ollama.com. */
export function isCloudName(name: string): boolean {
  return /[:-]cloud$/.test(name);
}
