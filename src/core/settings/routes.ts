import type { ProviderId } from '../contract/target';
import { parseRouteEntry } from '../routing/route';
import { isProviderId } from './providerSettings';
import type { Settings } from './snapshot';

/** A route entry in its one spelling, `id` or `id/model`; `undefined` for a text that names no provider. */
export function cleanRouteEntry(text: string): string | undefined {
  const { id, model } = parseRouteEntry(text);
  if (!isProviderId(id)) return undefined;
  return model === undefined ? id : `${id}/${model}`;
}

/** Ids on either route that no built-in row and no entry of `understudy.providers` explains. */
export function unknownRouteIds(settings: Settings, isBuiltIn: (id: ProviderId) => boolean): readonly ProviderId[] {
  const ids = [...settings.chatRoute, ...settings.completionsRoute].map((entry) => parseRouteEntry(entry).id);
  return [...new Set(ids)].filter((id) => !isBuiltIn(id) && !Object.hasOwn(settings.providers, id));
}

/** Where a newly set up cloud provider stands: the user's answer to the one question about it. */
export type Standing = 'before-local' | 'after-local' | 'only-when-chosen';

/**
 * The route with a provider put where the user wants it. Before local means after the clouds that already stand before the
 * first local entry, so that a new key never takes the first choice's place.
 */
export function placeOnRoute(
  route: readonly string[],
  id: ProviderId,
  standing: Standing,
  isLocal: (id: ProviderId) => boolean,
): readonly string[] {
  if (standing === 'only-when-chosen') return route.filter((entry) => parseRouteEntry(entry).id !== id);
  const locals = route.map((entry) => isLocal(parseRouteEntry(entry).id));
  const place = standing === 'before-local' ? locals.indexOf(true) : locals.lastIndexOf(true) + 1;
  const at = place < 0 ? route.length : place;
  const own = route.flatMap((entry, index) => (parseRouteEntry(entry).id === id ? [index] : []));
  const stands = own.every((index) => (standing === 'before-local' ? index < at : index >= at));
  // Entries that stand on the right side already keep their place and their models.
  if (own.length > 0 && stands) return route;
  const entries = own.length > 0 ? own.map((index) => route[index] ?? id) : [id];
  const others = (from: number, to?: number): readonly string[] =>
    route.slice(from, to).filter((entry) => parseRouteEntry(entry).id !== id);
  return [...others(0, at), ...entries, ...others(at)];
}
