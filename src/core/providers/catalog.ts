import type { ProviderId } from '../contract/target';
import type { ProviderRow } from './provider';
import { anthropicRows } from './rows/anthropicRows';
import { cloudRows } from './rows/cloudRows';
import { localRows } from './rows/localRows';

/** Every built-in provider in the order pickers show them. Adding one is adding a row. */
export const builtInRows: readonly ProviderRow[] = [
  ...anthropicRows,
  ...localRows.slice(0, 1),
  ...cloudRows,
  ...localRows.slice(1),
];

const byId = new Map(builtInRows.map((row) => [row.id, row]));

/** The built-in row with this id, if there is one. */
export function builtInRow(id: ProviderId): ProviderRow | undefined {
  return byId.get(id);
}
