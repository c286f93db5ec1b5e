import * as v from 'valibot';
import type { FailureKind } from './failure';

/** Every kind, as a record, so that a new one cannot be forgotten here: what tells of it would be set aside as broken. */
export const failureKinds: Readonly<Record<FailureKind, true>> = {
  cancelled: true,
  offline: true,
  unreachable: true,
  intercepted: true,
  'wrong-address': true,
  auth: true,
  forbidden: true,
  quota: true,
  'rate-limited': true,
  overloaded: true,
  server: true,
  'slow-start': true,
  stalled: true,
  'cut-off': true,
  empty: true,
  'model-missing': true,
  'too-long': true,
  'bad-request': true,
  refused: true,
  'local-stopped': true,
  'local-missing': true,
  'local-memory': true,
  'local-loading': true,
  'local-busy': true,
  'login-lost': true,
};

/** Accepts exactly the keys of a record; for files of our own that another version may have written. */
export function keyOf<K extends string>(record: Readonly<Record<K, true>>): v.GenericSchema<unknown, K> {
  return v.custom<K>((value) => typeof value === 'string' && Object.hasOwn(record, value));
}
