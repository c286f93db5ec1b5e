import type { Memento } from 'vscode';
import type { Remembered } from '../core/settings/remembered';

/** Remembered facts in the editor's global state, which all windows of this host share. */
export function rememberIn(memento: Pick<Memento, 'get' | 'update'>): Remembered {
  return {
    get: (key) => memento.get<unknown>(key),
    set: (key, value) => memento.update(key, value),
  };
}
