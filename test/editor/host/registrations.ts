import * as vscode from 'vscode';

/** What is registered with the editor and not yet disposed of. */
export interface Registrations {
  /** The API calls whose disposables are alive, one entry for each. */
  live(): readonly string[];
  /** What the latest living registration of a kind was made with. */
  argumentsOf(kind: string): readonly unknown[] | undefined;
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
  const living = new Map<vscode.Disposable, { readonly name: string; readonly args: readonly unknown[] }>();
  const undo: (() => void)[] = [];
  const track = (name: string, disposable: vscode.Disposable, args: readonly unknown[] = []): vscode.Disposable => {
    living.set(disposable, { name, args });
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
        const renamed =
          /^(?:register(?:Command|TextEditorCommand|WebviewViewProvider|WebviewPanelSerializer)|createLanguageStatusItem)$/.test(
            key,
          );
        // The extension itself runs in the same host, from its bundle; what that registers meanwhile is not ours.
        if (/[/\\]dist[/\\]/.test(new Error('who asks').stack ?? '')) return (original as Register).apply(space, args);
        const result = (original as Register).apply(space, renamed ? [`${second}${String(id)}`, ...rest] : args);
        return typeof result?.dispose === 'function' ? track(name, result, args) : result;
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
    live: () => [...living.values()].map(({ name }) => name).toSorted(),
    argumentsOf: (kind) => [...living.values()].findLast(({ name }) => name === kind)?.args,
    counted: (name, event) => (listener, thisArg, disposables) => track(name, event(listener, thisArg, disposables)),
    stop: () => undo.forEach((restore) => restore()),
  };
}
