import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { Logger } from '../../base/logger';
import type { Durations } from '../../routing/durations';
import { currentFile, isLogFile, logBounds, outdatedFiles, type LogBounds } from './logBounds';
import type { LogFolder } from './logFolder';
import { parseLog } from './logParser';
import { toLine, type LogFact, type LogRecord } from './logRecord';

/** What could not be written is kept for the next try, but not without end: the disk may never be well again. */
const mostUnwritten = 1_000;

/** What the log takes from outside. */
export interface OutageLogSources {
  readonly folder: LogFolder;
  readonly clock: Clock;
  readonly durations: Pick<Durations, 'healthGatherMs' | 'healthAgainMaxMs'>;
  readonly logger: Logger;
  /** A name for this window that no other one has. */
  readonly window: string;
  readonly bounds?: LogBounds;
}

/**
 * The outage log of all windows of this host: each appends to the same files without a lock, and reads what all have
 * written. It holds no file open and never rejects for a disk that refuses: what is unwritten is tried
 * again after a while, and with the next write.
 */
export class OutageLog implements Disposable {
  private unwritten: string[] = [];
  private writing: Promise<void> | undefined;
  private file: { readonly name: string; readonly bytes: number } | undefined;
  private serial = 0;
  /** How many writes in a row were refused. */
  private refusals = 0;
  private again: Disposable | undefined;
  private disposed = false;
  private readonly parsed = new Map<string, { readonly bytes: number; readonly records: readonly LogRecord[] }>();

  constructor(private readonly sources: OutageLogSources) {}

  /** Notes facts; they are on their way to the disk when this returns. */
  add(at: number, ...facts: readonly LogFact[]): void {
    this.put(facts.map((fact): LogRecord => ({ ...fact, at, window: this.sources.window, serial: this.serial++ })));
  }

  /** Notes a fact that happened in a rehearsal. */
  addRehearsed(at: number, fact: LogFact): void {
    this.put([{ ...fact, at, window: this.sources.window, serial: this.serial++, rehearsed: true }]);
  }

  /** Resolves when everything noted is on disk, or the disk has refused it. */
  async flush(): Promise<void> {
    await this.ended();
    if (this.unwritten.length > 0) this.begin();
    await this.ended();
  }

  /** Everything that any window has written, the oldest first, each record once. Rejects when the folder can't be read. */
  async read(): Promise<readonly LogRecord[]> {
    const { folder } = this.sources;
    const files = (await folder.list())
      .filter(({ name }) => isLogFile(name))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
    for (const name of this.parsed.keys()) if (!files.some((file) => file.name === name)) this.parsed.delete(name);
    for (const { name, bytes } of files) {
      // Files only grow, so one of the same size is the same.
      if (this.parsed.get(name)?.bytes === bytes) continue;
      const { records, skipped } = parseLog((await folder.read(name)) ?? '');
      if (skipped > 0) this.sources.logger.debug('outages.skipped', { file: name, lines: skipped });
      this.parsed.set(name, { bytes, records });
    }
    const all = files.flatMap(({ name }) => this.parsed.get(name)?.records ?? []);
    const once = new Map(all.map((record) => [`${record.window}:${record.serial}`, record]));
    return [...once.values()].toSorted((a, b) => a.at - b.at);
  }

  /** Forgets what `read` keeps in memory to be quick the next time. */
  forget(): void {
    this.parsed.clear();
  }

  /** Tries no more by itself; a write under way ends, and `flush` still tries. */
  dispose(): void {
    this.disposed = true;
    this.again?.dispose();
  }

  private put(records: readonly LogRecord[]): void {
    this.unwritten.push(...records.map(toLine));
    if (this.unwritten.length > mostUnwritten) this.unwritten = this.unwritten.slice(-mostUnwritten);
    if (!this.writing) this.begin();
  }

  private begin(): void {
    this.again?.dispose();
    this.again = undefined;
    this.writing = this.write().finally(() => {
      this.writing = undefined;
      // A line may have come after the last look at the queue, when a write still seemed to be under way.
      if (this.unwritten.length === 0) return;
      if (this.refusals === 0) this.begin();
      else this.beginLater();
    });
  }

  private async ended(): Promise<void> {
    while (this.writing) await this.writing;
  }

  private beginLater(): void {
    if (this.disposed) return;
    const { clock, durations } = this.sources;
    const waitMs = Math.min(durations.healthGatherMs * 2 ** this.refusals, durations.healthAgainMaxMs);
    this.again = clock.schedule(waitMs, () => this.begin());
  }

  private async write(): Promise<void> {
    const { folder, logger } = this.sources;
    try {
      while (this.unwritten.length > 0) {
        const name = await this.chooseFile();
        const lines = new Set(this.unwritten);
        const bytes = await folder.append(name, [...lines].join(''));
        this.file = { name, bytes };
        this.unwritten = this.unwritten.filter((line) => !lines.has(line));
        this.refusals = 0;
      }
    } catch (error) {
      if (this.refusals === 0) logger.warn('outages.unwritten', { lines: this.unwritten.length, error: String(error) });
      this.refusals += 1;
    }
  }

  /** Looks at the folder only with the first write, on a new day, and when a file is full; then also throws away what is too old. */
  private async chooseFile(): Promise<string> {
    const { folder, clock, bounds = logBounds } = this.sources;
    const now = clock.now();
    const day = new Date(now).toISOString().slice(0, 10);
    if (this.file?.name.startsWith(day) && this.file.bytes < bounds.fileBytes) return this.file.name;
    const files = await folder.list();
    for (const name of outdatedFiles(files, now, bounds)) {
      // A file that another window has open may refuse to go; it goes another time.
      await folder.remove(name).catch(() => undefined);
      this.parsed.delete(name);
    }
    return currentFile(files, now, bounds);
  }
}
