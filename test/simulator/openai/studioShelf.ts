/** The context with which the app loads a model for a request that names none. */
const automaticContext = 4096;

/** A model in memory. */
interface Instance {
  readonly id: string;
  readonly context: number;
}

/** What the simulated LM Studio has in memory, and how old it is. */
export class StudioShelf {
  /** The newest REST API it has: `v1` since 0.4.0, `v0` since 0.3.6, none before. */
  api: 'v1' | 'v0' | 'none' = 'v1';
  /** Milliseconds a model needs until it is in memory. */
  loadMs = 0;
  private readonly inMemory = new Map<string, readonly Instance[]>();

  instancesOf(model: string): readonly Instance[] {
    return this.inMemory.get(model) ?? [];
  }

  /** Loads one more instance, as the real one does where there is one already. */
  load(model: string, context = automaticContext): Instance {
    const before = this.instancesOf(model);
    const id = before.length === 0 ? model : `${model}:${before.length + 1}`;
    const instance = { id, context };
    this.inMemory.set(model, [...before, instance]);
    return instance;
  }

  /** Just-in-time loading: a request that names a model which is not there has it loaded. */
  loadWithRequest(model: unknown): void {
    if (typeof model === 'string' && this.instancesOf(model).length === 0) this.load(model);
  }

  /** Takes an instance out of memory. `false` where there is none of this id. */
  unload(id: string): boolean {
    for (const [model, instances] of this.inMemory) {
      const left = instances.filter((one) => one.id !== id);
      if (left.length === instances.length) continue;
      this.inMemory.set(model, left);
      return true;
    }
    return false;
  }

  /** Back to the beginning. */
  reset(): void {
    this.api = 'v1';
    this.loadMs = 0;
    this.inMemory.clear();
  }
}
