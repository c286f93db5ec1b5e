import type { FromPage } from '../protocol/messages';

/** The way to the extension. */
export interface Host {
  post(message: FromPage): void;
}

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

/** Connects to the extension; the editor allows it once per page. */
export function connectHost(): Host {
  const editor = acquireVsCodeApi();
  return { post: (message) => editor.postMessage(message) };
}
