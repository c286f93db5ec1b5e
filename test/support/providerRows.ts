import type { ResolvedProvider } from '../../src/core/providers/provider';

/** A resolved provider for tests; a cloud with a key unless told otherwise. */
export function resolvedProvider(id: string, more: Partial<ResolvedProvider> = {}): ResolvedProvider {
  const local = more.local ?? false;
  const baseUrl = more.baseUrl ?? (local ? 'http://127.0.0.1:11434' : `https://api.${id}.test`);
  return {
    id,
    label: id.charAt(0).toUpperCase() + id.slice(1),
    service: local ? new URL(baseUrl).origin : id,
    type: local ? 'ollama' : 'openai',
    baseUrl,
    key: local ? 'none' : 'required',
    windows: [{ prefix: '', tokens: 100_000 }],
    edgeMarks: [],
    quirks: [],
    continuation: 'none',
    fim: 'none',
    builtIn: true,
    baseUrls: [baseUrl],
    origin: new URL(baseUrl).origin,
    local,
    baseUrlGiven: false,
    headers: {},
    enabled: true,
    ...more,
  };
}
