import type { ResolvedProvider } from '../providers/provider';

/**
 * Whether asking this provider is billed. Every row of the user's own may have a key, so it counts; Claude Code, a
 * subscription, knows none.
 */
export function isPaidCloud(provider: Pick<ResolvedProvider, 'local' | 'key'>): boolean {
  return !provider.local && provider.key !== 'none';
}
