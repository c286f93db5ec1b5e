/**
 * Facts that outlive a window, such as the editor's global state: plain JSON, never a secret. Whoever reads checks the
 * shape, since an older version may have written it.
 */
export interface Remembered {
  get(key: string): unknown;
  set(key: string, value: unknown): PromiseLike<void>;
}

/** A remembered set of texts. It reads at every question, so that windows see one another's facts. */
export class RememberedSet {
  constructor(
    private readonly remembered: Remembered,
    private readonly key: string,
  ) {}

  values(): readonly string[] {
    const stored = this.remembered.get(this.key);
    return Array.isArray(stored) ? stored.filter((item) => typeof item === 'string') : [];
  }

  has(value: string): boolean {
    return this.values().includes(value);
  }

  /** Adds a text; one that is known already is not written again. */
  async add(value: string): Promise<void> {
    if (!this.has(value)) await this.remembered.set(this.key, [...this.values(), value]);
  }

  /** Forgets a text. */
  async remove(value: string): Promise<void> {
    if (this.has(value))
      await this.remembered.set(
        this.key,
        this.values().filter((item) => item !== value),
      );
  }
}
