import { Cancelled, sleep, untilAborted } from '../../base/async';
import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';

/** What a look has found, and whether it is all there is to find. */
export interface Looked<T> {
  readonly found: T;
  readonly isWhole: boolean;
}

/**
 * Looks for something about a document: `known` is what the last look found, `note` tells of a part under way. Its signal
 * aborts when nobody wants the rest any more.
 */
export type Look<T> = (
  known: Looked<T> | undefined,
  note: (found: T) => void,
  signal: AbortSignal,
) => Promise<Looked<T>>;

/** What keeping looks needs; times in milliseconds. */
export interface LookPorts<T> {
  readonly clock: Clock;
  readonly logger: Logger;
  /** What was found is good for this long; then it is looked at again. */
  readonly againMs: number;
  /** A look that takes longer is given up, so that another may be tried. */
  readonly giveUpMs: number;
  /** What is known of a document before anything is found. */
  readonly nothing: T;
}

interface Page<T> extends Looked<T> {
  readonly at: number;
}

const documentsKept = 20;

/**
 * Keeps what was found about documents and sees to it that each is looked at by one look at a time, however many keys ask
 * for it. A look goes on when a key no longer waits for it: what comes late is there for the next.
 */
export class LookBook<T> {
  private readonly pages = new Map<string, Page<T>>();
  private readonly looks = new Map<string, Promise<boolean>>();
  private life = new AbortController();

  constructor(private readonly ports: LookPorts<T>) {}

  /** What is known of a document, in parts while the first look is under way. */
  known(uri: string): T {
    return this.pages.get(uri)?.found ?? this.ports.nothing;
  }

  /** Whether all is known, once it was looked for. Throws `Cancelled` when the signal aborts, which leaves the look alone. */
  async prepare(uri: string, look: Look<T>, signal: AbortSignal): Promise<boolean> {
    const page = this.pages.get(uri);
    if (page && this.ports.clock.now() - page.at < this.ports.againMs) return page.isWhole;
    let looking = this.looks.get(uri);
    if (!looking) {
      looking = this.begin(uri, page, look);
      this.looks.set(uri, looking);
    }
    return untilAborted(looking, signal);
  }

  /** Forgets everything and ends all looks, because what they may see has changed. */
  forget(): void {
    this.life.abort();
    this.life = new AbortController();
    this.pages.clear();
    this.looks.clear();
  }

  private async begin(uri: string, known: Page<T> | undefined, look: Look<T>): Promise<boolean> {
    const { clock, logger, giveUpMs } = this.ports;
    const life = this.life.signal;
    const end = new AbortController();
    const signal = AbortSignal.any([life, end.signal]);
    const at = clock.now();
    const note = (found: T): void => {
      if (!known && !signal.aborted) this.keep(uri, { found, isWhole: false, at: -Infinity });
    };
    const overdue = sleep(clock, giveUpMs, signal).then(() => undefined);
    try {
      const looked = await Promise.race([look(known, note, signal), overdue]);
      logger.debug('completion.look', { ms: clock.now() - at, whole: looked?.isWhole ?? false, givenUp: !looked });
      return this.close(uri, looked);
    } catch (error) {
      if (error instanceof Cancelled) return false;
      logger.warn('completion.look', { error: String(error) });
      return this.close(uri, undefined);
    } finally {
      end.abort();
      if (!life.aborted) this.looks.delete(uri);
    }
  }

  /** A look that led nowhere leaves its part, and is not begun again with the next key either. */
  private close(uri: string, looked: Looked<T> | undefined): boolean {
    const { found, isWhole } = looked ?? { found: this.known(uri), isWhole: false };
    this.keep(uri, { found, isWhole, at: this.ports.clock.now() });
    return isWhole;
  }

  private keep(uri: string, page: Page<T>): void {
    this.pages.delete(uri);
    this.pages.set(uri, page);
    const [oldest] = this.pages.keys();
    if (this.pages.size > documentsKept && oldest !== undefined) this.pages.delete(oldest);
  }
}
