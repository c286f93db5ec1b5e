import { stringProperty } from '../causes';
import { isModelName, listedName } from './modelNames';

/** What a failure says of a model that is not asked for where it runs. */
export const runsElsewhere = 'runs at ollama.com';

/**
 * Which models of an Ollama server run at ollama.com (`providers.md` §3.5), as its list and its descriptions say. Such a model
 * is not local whatever the address says: it is hidden from lists and never asked.
 */
export class CloudModels {
  private readonly known = new Map<string, boolean>();

  /** Notes what a whole list says, and leaves the models that run on the server itself. */
  keepLocal(listed: readonly unknown[]): readonly unknown[] {
    this.known.clear();
    return listed.filter((model) => {
      const name = stringProperty(model, 'name') ?? stringProperty(model, 'model') ?? '';
      const isCloud = isCloudName(name) || namesRemote(model);
      this.known.set(keyOf(name), isCloud);
      return !isCloud;
    });
  }

  /** Notes what a server says of one model. */
  noteShown(model: string, shown: unknown): void {
    this.known.set(keyOf(model), isCloudName(model) || namesRemote(shown));
  }

  /** `undefined` where the server has not said so of this model yet. */
  isCloud(model: string): boolean | undefined {
    return isCloudName(model) || this.known.get(keyOf(model));
  }
}

/** Whether a name says that the model runs at ollama.com. Case means nothing in Ollama's names. */
export function isCloudName(name: string): boolean {
  return /[:-]cloud$/i.test(name);
}

/** Whether a text can be the name of a model that Ollama fetches onto its own machine. */
export function isPullable(name: string): boolean {
  return isModelName(name) && !isCloudName(name);
}

/** Whether this is why a model is missing. */
export function isOfCloud({ text }: { readonly text?: string }, model: string): boolean {
  return text === runsElsewhere || isCloudName(model);
}

function namesRemote(model: unknown): boolean {
  return stringProperty(model, 'remote_host') !== undefined || stringProperty(model, 'remote_model') !== undefined;
}

function keyOf(name: string): string {
  return listedName(name).toLowerCase();
}
