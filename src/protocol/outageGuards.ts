import * as v from 'valibot';
import type { FromOutagePage } from './outagePage';

const fromOutagePage: v.GenericSchema<unknown, FromOutagePage> = v.variant('t', [
  v.object({ t: v.literal('ready') }),
  v.object({
    t: v.literal('export'),
    format: v.picklist(['markdown', 'csv', 'json']),
    period: v.picklist(['24h', '7d', '30d']),
    outage: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(256))),
  }),
  v.object({ t: v.literal('openChat') }),
]);

/** Reads a message of the outage log's page; undefined for anything that is not exactly one of `FromOutagePage`. */
export function parseFromOutagePage(value: unknown): FromOutagePage | undefined {
  const result = v.safeParse(fromOutagePage, value);
  return result.success ? result.output : undefined;
}
