import type { ProviderId, Use } from '../../contract/target';
import type { AnswersRecord, LogRecord } from '../log/logRecord';

/** What to look for: what these windows wrote between two instants (epoch ms, both included). */
export interface Stretch {
  readonly windows: ReadonlySet<string>;
  readonly from: number;
  readonly to: number;
  /** Which of it; all of it when absent. */
  readonly counts?: (record: LogRecord) => boolean;
}

type EndedRecord = LogRecord & { readonly t: 'ended' };
type PageRecord = LogRecord & { readonly t: 'page' };
type LampRecord = LogRecord & { readonly t: 'lamp' };

/**
 * The records of a log, found by window, time and what they are about. A log of several megabytes holds thousands of episodes:
 * to go through all records for each of them blocked the editor for seconds. Records come in order of time.
 */
export class LogIndex {
  /** Positions in `records`, ascending. */
  private readonly written = new Map<string, number[]>();
  private readonly ends = new Map<string, EndedRecord[]>();
  private readonly answers = new Map<string, AnswersRecord[]>();
  private readonly pages = new Map<ProviderId, PageRecord[]>();
  /** What became of the lamps of Claude Code, in order. */
  readonly lamps: readonly LampRecord[];

  constructor(readonly records: readonly LogRecord[]) {
    for (const [position, record] of records.entries()) {
      put(this.written, record.window, position);
      if (record.t === 'ended') put(this.ends, record.id, record);
      if (record.t === 'answers') put(this.answers, useKey(record.target.provider, record.target.use), record);
      if (record.t === 'page') put(this.pages, record.provider, record);
    }
    this.lamps = records.filter((record) => record.t === 'lamp');
  }

  /** What lies in any of the stretches, each record once, in the order of the log. */
  within(stretches: readonly Stretch[]): readonly LogRecord[] {
    const found = new Set<number>();
    for (const stretch of stretches) for (const position of this.positions(stretch)) found.add(position);
    return [...found].toSorted((a, b) => a - b).flatMap((position) => this.records[position] ?? []);
  }

  /** The ends that were written of an episode. */
  endsOf(id: string): readonly EndedRecord[] {
    return this.ends.get(id) ?? [];
  }

  /** The first answer of a provider after an instant that counts. */
  firstAnswerAfter(
    at: number,
    provider: ProviderId,
    use: Use,
    counts: (record: AnswersRecord) => boolean,
  ): AnswersRecord | undefined {
    const own = this.answers.get(useKey(provider, use)) ?? [];
    for (let index = firstIndex(own, (record) => record.at > at); index < own.length; index++) {
      const record = own[index];
      if (record && counts(record)) return record;
    }
    return undefined;
  }

  /** What a provider's status page said, in order. */
  pagesOf(provider: ProviderId): readonly PageRecord[] {
    return this.pages.get(provider) ?? [];
  }

  private *positions({ windows, from, to, counts }: Stretch): Iterable<number> {
    for (const window of windows) {
      const own = this.written.get(window) ?? [];
      const begin = firstIndex(own, (position) => (this.records[position]?.at ?? 0) >= from);
      for (let index = begin; index < own.length; index++) {
        const position = own[index];
        const record = position === undefined ? undefined : this.records[position];
        if (position === undefined || !record || record.at > to) break;
        if (counts?.(record) ?? true) yield position;
      }
    }
  }
}

function useKey(provider: ProviderId, use: Use): string {
  return `${use} ${provider}`;
}

function put<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const known = lists.get(key);
  if (known) known.push(item);
  else lists.set(key, [item]);
}

/** The index of the first item that is late enough, by halving; the length when none is. */
function firstIndex<T>(items: readonly T[], isLate: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && isLate(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
