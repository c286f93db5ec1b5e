import type { PullProgress } from '../../providers/provider';

/** How much of a model is there, in bytes, over all layers that were named so far. */
export interface Sums {
  readonly completed: number;
  readonly total: number;
}

interface Layer {
  completed: number;
  total: number;
}

/**
 * Adds up what a pull says of its layers. Each layer is told of by itself, one after another and several times; the first
 * one is nearly all of a model, and the rest raise the total a little as they come.
 */
export class LayerSums {
  private readonly layers = new Map<string, Layer>();

  /** Takes a line of progress. True where it named a layer for the first time. */
  note({ digest, total = 0, completed = 0 }: PullProgress): boolean {
    if (digest === undefined) return false;
    const isNew = !this.layers.has(digest);
    const size = Math.max(total, this.layers.get(digest)?.total ?? 0);
    this.layers.set(digest, { total: size, completed: Math.min(Math.max(completed, 0), size) });
    return isNew;
  }

  /** All bytes are there: the last line of a layer often comes before its last bytes, and a small one is never told of. */
  complete(): void {
    for (const layer of this.layers.values()) layer.completed = layer.total;
  }

  /** The sums now. */
  get sums(): Sums {
    let completed = 0;
    let total = 0;
    for (const layer of this.layers.values()) {
      completed += layer.completed;
      total += layer.total;
    }
    return { completed, total };
  }
}
