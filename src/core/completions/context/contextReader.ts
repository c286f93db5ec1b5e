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
  /** Looks for what a cursor's file needs; settles when that is known. Called before each ask, and cheap when it is known. */
  prepare(snapshot: Snapshot): Promise<void>;
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
  /** What is not found within this time (milliseconds) is left out. */
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

  /** Begins to look, so that a pause in typing is used for it. The result is for `read`. */
  begin(snapshot: Snapshot): Promise<void> {
    try {
      return this.ports.source.prepare(snapshot).catch((error: unknown) => this.noteBroken(error));
    } catch (error) {
      this.noteBroken(error);
      return Promise.resolve();
    }
  }

  /** The context for an ask, or `undefined` where there is none in time. Throws `Cancelled` when the signal aborts. */
  async read(snapshot: Snapshot, prepared: Promise<void>, signal: AbortSignal): Promise<AskContext | undefined> {
    const { clock, limitMs } = this.ports;
    const done = new AbortController();
    const late = sleep(clock, limitMs, AbortSignal.any([signal, done.signal])).then(() => undefined);
    const found = prepared.then(() => this.collect(snapshot)).catch((error: unknown) => this.noteBroken(error));
    try {
      return (await Promise.race([found, late])) ?? undefined;
    } finally {
      done.abort();
    }
  }

  /** Rules or settings have changed. */
  forget(): void {
    this.steady.forget();
  }

  private async collect(snapshot: Snapshot): Promise<AskContext> {
    const candidates = this.ports.source.candidates(snapshot).filter(({ uri }) => uri !== snapshot.uri);
    const allowed = await this.allowed(candidates);
    const latest = allowed.flatMap((candidate): readonly Excerpt[] => {
      const { kind, uri, path } = candidate;
      const text = candidate.read();
      return text === undefined || text.trim() === '' ? [] : [{ kind, uri, path, text }];
    });
    // A file may have become secret since its excerpt was taken.
    return { latest, steady: await this.allowed(this.steady.take(snapshot, latest)) };
  }

  private async allowed<T extends { readonly uri: string }>(all: readonly T[]): Promise<readonly T[]> {
    const uris = [...new Set(all.map(({ uri }) => uri))];
    const verdicts = await Promise.all(uris.map(async (uri) => [uri, await this.mayRead(uri)] as const));
    const readable = new Set(verdicts.flatMap(([uri, may]) => (may ? [uri] : [])));
    return all.filter(({ uri }) => readable.has(uri));
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
    if (!(error instanceof Cancelled)) this.ports.logger.warn('completion.context', { error: String(error) });
  }
}
