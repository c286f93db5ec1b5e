import { throwIfCancelled } from '../base/async';
import type { Reach } from '../health/reach';
import { errnoOf } from './causes';
import type { FetchWatch } from './watchedFetch';

/** A header-only request without credentials, on the same `fetch` as everything else; redirects are answers. */
export function createReach(fetch: FetchWatch['fetch']): Reach {
  return async (url, signal) => {
    try {
      const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal });
      const headers: Record<string, string> = {};
      response.headers.forEach((value, name) => (headers[name.toLowerCase()] = value));
      return { status: response.status, headers };
    } catch (error) {
      throwIfCancelled(signal);
      return { errno: errnoOf(error) ?? 'UNKNOWN' };
    }
  };
}
