import { Cancelled, sleep } from '../../base/async';
import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import type { AskContext, Excerpt } from '../../contract/ask';
import type { Snapshot } from '../snapshot';
import { SteadyContext } from './steadyContext';

/** A piece of another place that could help; its text is read only once its file may be. */
export interface ExcerptCandidate extends Omit<Excerpt, 'text'> {
  /** The text with LF inside, `undefined` if it is not there any more. */
  read(): string | undefined;
}

/** Where excerpts come from: an editor, or a test. */
export interface ContextSource {
  /**
   * Looks for what a cursor's file needs and tells whether all of it is known then. Called before each ask, and cheap when it
   * is known. Throws `Cancelled` when the signal aborts.
   */
  prepare(snapshot: Snapshot, signal: AbortSignal): Promise<boolean>;
  /** What is known now, the most useful first within each kind. */
  candidates(snapshot: Snapshot): readonly ExcerptCandidate[];
}

/** What reading excerpts needs. */
export interface ContextPorts {
  readonly source: ContextSource;
  /** The ignore rules. A rejection counts as no. */
  mayRead(uri: string): Promise<boolean>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** An ask waits for what is not known yet no longer than this (milliseconds). */
  readonly limitMs: number;
  /** After a pause this long (milliseconds) held excerpts are taken anew. */
  readonly keptMs: number;
}

/**
 * Reads excerpts of other files for an ask. Each passes the ignore rules at the moment it is sent; what they refuse, what
 * they cannot be asked about in time and what breaks is left out, and the completion goes on without it.
 */
export class ContextReader {
  private readonly steady: SteadyContext;

  constructor(private readonly ports: ContextPorts) {
    this.steady = new SteadyContext(ports.clock, ports.keptMs);
  }

  /** Begins to look, so that a pause in typing is used for it. The result is for `read`; it never rejects. */
  async begin(snapshot: Snapshot, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.ports.source.prepare(snapshot, signal);
    } catch (error) {
      if (!(error instanceof Cancelled)) this.noteBroken(error);
      return false;
    }
  }

  /**
   * The context for an ask. What takes longer than the limit is done without: then it is what was held and what is known
   * already, if the rules have answered for that. Throws `Cancelled` when the signal aborts.
   */
  async read(snapshot: Snapshot, prepared: Promise<boolean>, signal: AbortSignal): Promise<AskContext | undefined> {
    const { clock, limitMs, logger } = this.ports;
    const done = new AbortController();
    const late = sleep(clock, limitMs, AbortSignal.any([signal, done.signal])).then(() => undefined);
    const known = new Set<string>();
    void this.judge(snapshot, known);
    try {
      const context = await Promise.race([this.whenLooked(snapshot, prepared), late]);
      if (context) return context;
      logger.debug('completion.contextLate', { afterMs: limitMs, readable: known.size });
      return this.collect(snapshot, known, false);
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      this.noteBroken(error);
      return undefined;
    } finally {
      done.abort();
    }
  }

  /** Rules or settings have changed. */
  forget(): void {
    this.steady.forget();
  }

  private async whenLooked(snapshot: Snapshot, prepared: Promise<boolean>): Promise<AskContext> {
    const isWhole = await prepared;
    const readable = new Set<string>();
    await this.judge(snapshot, readable);
    return this.collect(snapshot, readable, isWhole);
  }

  /** Asks the rules about all that could be sent, and adds each file they let pass as they answer. Never rejects. */
  private async judge(snapshot: Snapshot, readable: Set<string>): Promise<void> {
    // A file may have become secret since its excerpt was held.
    const all = [...this.candidates(snapshot), ...this.steady.held(snapshot)];
    const judged = [...new Set(all.map(({ uri }) => uri))].map(async (uri) => {
      if (await this.mayRead(uri)) readable.add(uri);
    });
    await Promise.all(judged);
  }

  private collect(snapshot: Snapshot, readable: ReadonlySet<string>, isWhole: boolean): AskContext {
    const latest = this.candidates(snapshot).flatMap((candidate): readonly Excerpt[] => {
      const { kind, uri, path } = candidate;
      const text = readable.has(uri) ? candidate.read() : undefined;
      return text === undefined || text.trim() === '' ? [] : [{ kind, uri, path, text }];
    });
    const steady = this.steady.take(snapshot, latest, isWhole).filter(({ uri }) => readable.has(uri));
    return { latest, steady };
  }

  private candidates(snapshot: Snapshot): readonly ExcerptCandidate[] {
    return this.ports.source.candidates(snapshot).filter(({ uri }) => uri !== snapshot.uri);
  }

  private async mayRead(uri: string): Promise<boolean> {
    try {
      return await this.ports.mayRead(uri);
    } catch {
      // Rules that cannot be read are rules that say no.
      return false;
    }
  }

  private noteBroken(error: unknown): void {
    this.ports.logger.warn('completion.context', { error: String(error) });
  }
}
