import type { WireType } from './provider';

/** A wire that somebody speaks. */
export type BuiltType = Exclude<WireType, 'claude-code'>;

/** Whether a wire is built. The `claude` program is a later part; until then its row is known and has nobody behind it. */
export function isBuilt(type: WireType): type is BuiltType {
  return type !== 'claude-code';
}
