import type { FromOutagePage, Period } from '../../protocol/outagePage';

/** What the page remembers while it is hidden. */
export interface OutagePageMemory {
  readonly period: Period;
}

/** The way to the extension, and the page's own memory. */
export interface OutageHost {
  post(message: FromOutagePage): void;
  recall(): OutagePageMemory | undefined;
  remember(memory: OutagePageMemory): void;
}

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): OutagePageMemory | undefined;
  setState(memory: OutagePageMemory): void;
};

/** Connects to the extension; the editor allows it once per page. */
export function connectOutageHost(): OutageHost {
  const editor = acquireVsCodeApi();
  return {
    post: (message) => editor.postMessage(message),
    recall: () => editor.getState(),
    remember: (memory) => editor.setState(memory),
  };
}
