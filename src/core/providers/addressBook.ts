import type { ResolvedProvider } from './provider';
import { errnoOf } from './causes';
import type { FetchLike } from './watchedFetch';

const nobodyThere: ReadonlySet<string> = new Set(['ECONNREFUSED', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'ENETUNREACH']);

/** Which of a local provider's addresses answered last. SDKs know the first address only; this moves their requests. */
export class AddressBook {
  private preferred = 0;

  constructor(private readonly provider: ResolvedProvider) {}

  /**
   * Wraps a `fetch` so that a refused connection is tried at the provider's other addresses, the last good one first. What
   * is told in the end is the refusal: another address may fail in other words, as IPv6 does where it is switched off.
   */
  wrap(fetch: FetchLike): FetchLike {
    const { baseUrls } = this.provider;
    if (baseUrls.length < 2) return fetch;
    return async (input, init) => {
      const url = typeof input === 'string' ? input : 'href' in input ? input.href : input.url;
      const order = [this.preferred, ...baseUrls.keys()].filter((index, at, all) => all.indexOf(index) === at);
      let refused: unknown;
      for (const index of order) {
        try {
          const response = await fetch(this.moved(url, index), init);
          this.preferred = index;
          return response;
        } catch (error) {
          if (!nobodyThere.has(errnoOf(error) ?? '')) throw error;
          refused ??= error;
        }
      }
      throw refused;
    };
  }

  private moved(url: string, index: number): string {
    const [first = ''] = this.provider.baseUrls;
    const target = this.provider.baseUrls[index] ?? first;
    if (url.startsWith(first)) return target + url.slice(first.length);
    const origin = new URL(first).origin;
    return url.startsWith(origin) ? new URL(target).origin + url.slice(origin.length) : url;
  }
}
