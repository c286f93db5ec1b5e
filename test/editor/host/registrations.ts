import * as vscode from 'vscode';

/** What is registered with the editor and not yet disposed of. */
export interface Registrations {
  /** The API calls whose disposables are alive, one entry for each. */
  live(): readonly string[];
  /** An event whose listeners are counted like those of the editor. */
  counted<T>(name: string, event: vscode.Event<T>): vscode.Event<T>;
  /** Gives the editor its own functions back. */
  stop(): void;
}

type Register = (...args: unknown[]) => vscode.Disposable;

/** Ids that the running extension has taken already get this in front. */
const second = 'second.';

/**
 * Counts every registration made through the `vscode` API by wrapping its functions that give a disposable. Commands and
 * views are registered under other names, because the extension itself runs in the same host.
 */
export function countRegistrations(): Registrations {
  const living = new Map<vscode.Disposable, string>();
  const undo: (() => void)[] = [];
  const track = (name: string, disposable: vscode.Disposable): vscode.Disposable => {
    living.set(disposable, name);
    const dispose = disposable.dispose.bind(disposable);
    disposable.dispose = () => {
      living.delete(disposable);
      return dispose();
    };
    return disposable;
  };
  const wrap = (space: object, label: string): void => {
    for (const key of Object.keys(space)) {
      if (!/^(?:register|create|onDid|onWill)/.test(key)) continue;
      const original: unknown = Reflect.get(space, key);
      if (typeof original !== 'function') continue;
      const name = `${label}.${key}`;
      const wrapped: Register = (...args) => {
        const [id, ...rest] = args;
        const renamed = /^(?:register(?:Command|TextEditorCommand|WebviewViewProvider)|createLanguageStatusItem)$/.test(
          key,
        );
        const result = (original as Register).apply(space, renamed ? [`${second}${String(id)}`, ...rest] : args);
        return typeof result?.dispose === 'function' ? track(name, result) : result;
      };
      // Some events are properties with a getter only.
      const own = Object.getOwnPropertyDescriptor(space, key);
      if (!own?.configurable) throw new Error(`${name} cannot be replaced, so nothing can be counted.`);
      Object.defineProperty(space, key, { value: wrapped, configurable: true });
      undo.push(() => Object.defineProperty(space, key, own));
    }
  };
  const { commands, languages, window, workspace, extensions, env } = vscode;
  for (const [label, space] of Object.entries({ commands, languages, window, workspace, extensions, env })) {
    wrap(space, label);
  }
  return {
    live: () => [...living.values()].toSorted(),
    counted: (name, event) => (listener, thisArg, disposables) => track(name, event(listener, thisArg, disposables)),
    stop: () => undo.forEach((restore) => restore()),
  };
}
