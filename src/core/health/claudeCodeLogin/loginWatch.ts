import { lazily } from '../../base/async';
import type { Clock } from '../../base/clock';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';
import { createEmitter, type Emitter, type Event } from '../../base/emitter';
import type { Logger } from '../../base/logger';
import type { Durations } from '../../routing/durations';
import type { ClaudeCodeFacts, ClaudeCodePort, LoginFiles } from './loginFiles';
import { isRenewedBy, readLogin, type LoginReading } from './readLogin';
import { TokenHostSigns } from './tokenHostSigns';

/** What is known of Claude Code on this machine. */
export interface ClaudeCodeKnown {
  readonly program?: { readonly version?: string };
  readonly login: LoginReading;
  /** Its file says that a login was there and holds no more. One whose file is gone was ended by its user (2.1.330). */
  readonly isLost: boolean;
  /** When the login was read from a keychain that was not opened again since (epoch ms): it may be another one by now. */
  readonly rememberedFrom?: number;
  /** When its file was written last (epoch ms). */
  readonly writtenAt?: number;
  /** When all this was read (epoch ms). */
  readonly at: number;
}

/** What the watch needs from outside. */
export interface LoginWatchSources {
  /** Loads what reads the files; called with the first look. */
  port(): Promise<ClaudeCodePort | undefined>;
  /** `understudy.claudeCode.watchLogin`, or Claude Code is in use here. */
  enabled(): boolean;
  readonly clock: Clock;
  readonly durations: Durations;
  readonly logger: Logger;
}

/**
 * Watches the login of Claude Code from its files alone: after events of the file system, when the window gets the focus,
 * when a token's time runs out, and after a refusal on live traffic. The program is not started for it, least of all
 * `claude auth status`, which renews the login and can wipe it (`claude-code.md` §0).
 */
export class LoginWatch implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed: Emitter<ClaudeCodeKnown>;
  private readonly port = lazily(() => this.sources.port());
  private readonly signs = new TokenHostSigns();
  private known: ClaudeCodeKnown | undefined;
  private readonly life = new AbortController();
  private keychain = false;
  /** What the keychain said when the user let it be opened; it is not opened again for every look. */
  private fromKeychain: { readonly login: LoginReading; readonly at: number } | undefined;
  private isWatching = false;
  private looking: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private rest: Disposable | undefined;
  private turn: Disposable | undefined;

  constructor(private readonly sources: LoginWatchSources) {
    this.changed = this.store.add(createEmitter(sources.logger));
    this.store.add(toDisposable(() => this.life.abort()));
    this.store.add(toDisposable(() => this.rest?.dispose()));
    this.store.add(toDisposable(() => this.turn?.dispose()));
  }

  /** Something of the login or the program is another than before. */
  get onDidChange(): Event<ClaudeCodeKnown> {
    return this.changed.event;
  }

  /** What the last look has found; nothing before the first. */
  get current(): ClaudeCodeKnown | undefined {
    return this.sources.enabled() ? this.known : undefined;
  }

  /** What is known of the host that renews logins; it cannot be looked at by itself. */
  get tokenHost(): TokenHostSigns {
    return this.signs;
  }

  /** Looks a little later; more calls until then are one. */
  lookSoon(): void {
    if (this.rest) return;
    this.rest = this.sources.clock.schedule(this.sources.durations.loginRestMs, () => {
      this.rest = undefined;
      void this.look();
    });
  }

  /** The user lets the keychain be opened, once in this window. */
  allowKeychain(): Promise<void> {
    this.keychain = true;
    return this.look();
  }

  /** Reads the files now. A call meanwhile makes one more look, and waits for that one. Never rejects. */
  look(): Promise<void> {
    if (!this.sources.enabled()) return Promise.resolve();
    if (this.looking) {
      this.next ??= this.looking.then(() => {
        this.next = undefined;
        return this.look();
      });
      return this.next;
    }
    this.looking = this.lookNow().finally(() => (this.looking = undefined));
    return this.looking;
  }

  dispose(): void {
    this.store.dispose();
  }

  private async lookNow(): Promise<void> {
    try {
      const port = await this.port.get();
      if (!port) return;
      if (!this.isWatching) {
        this.isWatching = true;
        this.store.add(port.watch(() => this.lookSoon()));
      }
      const openKeychain = this.keychain;
      this.keychain = false;
      const facts = await port.look({ openKeychain }, this.life.signal);
      if (!this.life.signal.aborted) this.take(facts);
    } catch (error) {
      this.sources.logger.warn('claudeCode.unreadable', { error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  private take({ program, files, writtenAt, running, usedAt }: ClaudeCodeFacts): void {
    const { clock, durations, logger } = this.sources;
    const at = clock.now();
    const before = this.known;
    const signBefore = this.signs.current;
    const { login, rememberedFrom } = this.read(files, at);
    // What is only remembered shows nothing of what the program does to the login meanwhile.
    if (rememberedFrom === undefined) {
      const seen = before?.rememberedFrom === undefined ? before?.login : undefined;
      this.signs.noteReading(login, seen, { at, running, usedAt, graceMs: durations.loginUnrenewedMs });
    }
    const known: ClaudeCodeKnown = {
      ...(program ? { program } : {}),
      login,
      isLost: login.state === 'wiped' || login.state === 'lapsed',
      ...(rememberedFrom === undefined ? {} : { rememberedFrom }),
      ...(writtenAt === undefined ? {} : { writtenAt }),
      at,
    };
    this.known = known;
    this.armTurn(login, at);
    if (before && isSame(before, known) && this.signs.current === signBefore) return;
    logger.info('claudeCode.login', {
      state: login.state,
      kind: login.kind,
      toBeRenewed: login.toBeRenewed,
      program: program === undefined ? 'missing' : (program.version ?? 'unknown'),
    });
    this.changed.fire(known);
  }

  private read(files: LoginFiles, at: number): Pick<ClaudeCodeKnown, 'login' | 'rememberedFrom'> {
    const login = readLogin(files, at);
    if (files.keychainEntry !== undefined) this.fromKeychain = { login, at };
    const kept = login.state === 'hidden' ? this.fromKeychain : undefined;
    if (!kept) return { login };
    return { login: { ...kept.login, toBeRenewed: isRenewedBy(kept.login, at) }, rememberedFrom: kept.at };
  }

  /** Time alone changes what a file says. */
  private armTurn({ accessUntil, renewableUntil, renewedFrom }: LoginReading, now: number): void {
    this.turn?.dispose();
    const unrenewed = accessUntil === undefined ? undefined : accessUntil + this.sources.durations.loginUnrenewedMs;
    const next = [renewedFrom, accessUntil, unrenewed, renewableUntil]
      .filter((instant) => instant !== undefined)
      .filter((instant) => instant > now);
    this.turn =
      next.length === 0
        ? undefined
        : // A timer of a runtime holds no more than 24 days.
          this.sources.clock.schedule(Math.min(Math.min(...next) - now + 1, 86_400_000), () => void this.look());
  }
}

function isSame(a: ClaudeCodeKnown, b: ClaudeCodeKnown): boolean {
  const facts = ({ at: _at, ...rest }: ClaudeCodeKnown): string => JSON.stringify(rest);
  return facts(a) === facts(b);
}
