import type { ResolvedProvider } from '../provider';

/** The address of a server's own route, which lies beside `/v1` and not under it. */
export function besideV1(provider: ResolvedProvider, path: string): string {
  return `${provider.baseUrl.replace(/\/v1$/, '')}${path}`;
}
