/** The gap before try number `tries` (from 0), in milliseconds; the last of the table repeats for ever. */
export function gapMs(table: readonly number[], tries: number): number {
  return table[Math.min(tries, table.length - 1)] ?? 0;
}
