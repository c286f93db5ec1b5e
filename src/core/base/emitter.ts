import { toDisposable, type Disposable } from './disposable';
import type { Logger } from './logger';

/** Subscribe to something that happens; the disposable ends the subscription. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The firing side of an `Event`. A listener that throws is reported and the rest run. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(value: T) => void>();

  constructor(private readonly onListenerError: (error: unknown) => void = () => undefined) {}

  readonly event: Event<T> = (listener) => {
    const own = (value: T): void => listener(value);
    this.listeners.add(own);
    return toDisposable(() => this.listeners.delete(own));
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.onListenerError(error);
      }
    }
  }

  /** How many listeners are live; the disposal test counts them. */
  get size(): number {
    return this.listeners.size;
  }

  dispose(): void {
    this.listeners.clear();
  }
}

/** An emitter that logs what its listeners throw. */
export function createEmitter<T>(logger: Logger): Emitter<T> {
  return new Emitter((error) => logger.error('emitter.listenerFailed', { error: String(error) }));
}
