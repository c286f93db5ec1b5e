/** Something that holds a resource. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Wraps a clean-up so that it runs once. */
export function toDisposable(cleanUp: () => void): Disposable {
  let done = false;
  return {
    dispose: () => {
      if (done) return;
      done = true;
      cleanUp();
    },
  };
}

/** Holds many disposables; adding to a disposed store disposes at once. */
export class DisposableStore implements Disposable {
  private readonly items = new Set<Disposable>();
  private disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.add(item);
    return item;
  }

  dispose(): void {
    this.disposed = true;
    for (const item of [...this.items].reverse()) item.dispose();
    this.items.clear();
  }
}
