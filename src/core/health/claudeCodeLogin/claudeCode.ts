import { lazily } from '../../base/async';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { createEmitter, type Emitter, type Event } from '../../base/emitter';
import type { LoginStatus } from '../../contract/status';
import type { ClaudeProgram, StartableProgram } from '../../providers/claudeCode/program';
import type { ResolvedProvider } from '../../providers/provider';
import type { AskNews } from '../../routing/askNews';
import type { Remembered } from '../../settings/remembered';
import type { HealthMonitor } from '../monitor';
import type { LoginFacts } from './loginStatus';
import type * as partModule from './part';
import type { ClaudeCodeKnown, LoginWatch, LoginWatchSources } from './loginWatch';

/** Where the user's click on *Use Claude Code* is kept. */
const usedKey = 'usesClaudeCode';

/** What the engine gives. */
export interface ClaudeCodeSources extends LoginWatchSources {
  readonly onDidNoteAsk: Event<AskNews>;
  readonly health: Pick<HealthMonitor, 'noteLoginLost' | 'credentialChanged'>;
  readonly remembered: Remembered;
  /** The program; nothing where there can be none. */
  startable(): Promise<StartableProgram | undefined>;
  provider(): ResolvedProvider | undefined;
  /** Whether somebody else on the chat route would be asked before it, so that only failover would start it. */
  isStandIn(): boolean;
}

/**
 * Claude Code as the start of the editor needs it: whether it is used, and what is known of its login once somebody has
 * looked. Everything else is loaded with the first look, which comes no sooner than two seconds after the start.
 */
export class ClaudeCode implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed: Emitter<void>;
  private part: typeof partModule | undefined;
  private watch: LoginWatch | undefined;
  private mayRenew = false;
  private readonly loaded = lazily(() => this.load());

  constructor(private readonly sources: ClaudeCodeSources) {
    this.changed = this.store.add(createEmitter(sources.logger));
    this.store.add(sources.onDidNoteAsk((news) => this.noteAsk(news)));
  }

  /** Something that a snapshot shows may have changed. */
  get onDidChange(): Event<void> {
    return this.changed.event;
  }

  /** What the last look has found. */
  get known(): ClaudeCodeKnown | undefined {
    return this.watch?.current;
  }

  /** The user has clicked *Use Claude Code*. */
  get isUsed(): boolean {
    return this.sources.remembered.get(usedKey) === true;
  }

  /** It is used, and the program was not found missing. Without a login it is still set up: that is health. */
  get isSetUp(): boolean {
    return this.isUsed && (!this.known || this.known.program !== undefined);
  }

  /** There is a program that the user could put to use. */
  get isOffered(): boolean {
    return this.isSetUp || this.known?.program !== undefined;
  }

  /**
   * Failover must not start it now: its token is past, so that its start would renew the login, and a renewal that is refused
   * in an outage wipes it (`claude-code.md` §0). Asked as first choice, or after the user's click, it may.
   */
  get needsClick(): boolean {
    return this.known?.login.toBeRenewed === true && !this.mayRenew && this.sources.isStandIn();
  }

  /** The user wants it asked although that renews its login. Holds until its file changes. */
  allowRenewal(): void {
    this.mayRenew = true;
    this.changed.fire();
  }

  /** The user's click on *Use Claude Code*, or the end of it. */
  async setUsed(isUsed: boolean): Promise<void> {
    await this.sources.remembered.set(usedKey, isUsed);
    this.changed.fire();
  }

  /** The program to ask, which looks at its login before each start. */
  async program(): Promise<ClaudeProgram | undefined> {
    const startable = await this.sources.startable();
    const renewsLogin = async (): Promise<boolean> => {
      await this.look();
      return this.known?.login.toBeRenewed ?? false;
    };
    return (
      startable && { help: (signal) => startable.help(signal), start: (call) => startable.start(call), renewsLogin }
    );
  }

  /** Looks now. Never rejects. */
  async look(options: { readonly keychain?: boolean } = {}): Promise<void> {
    if (!this.sources.enabled()) return;
    const watch = await this.loaded.get().catch(() => undefined);
    await (options.keychain ? watch?.allowKeychain() : watch?.look());
  }

  /** The login as a snapshot shows it; nothing before the first look. */
  status(facts: Omit<LoginFacts, 'known' | 'tokenHost'>): LoginStatus | undefined {
    const { known, watch, part } = this;
    return known && watch && part?.loginStatus({ ...facts, known, tokenHost: watch.tokenHost.current });
  }

  dispose(): void {
    this.store.dispose();
  }

  private async load(): Promise<LoginWatch> {
    this.part ??= await import('./part');
    const watch = this.store.add(new this.part.LoginWatch(this.sources));
    this.watch = watch;
    this.store.add(watch.onDidChange((known) => this.noteKnown(known)));
    return watch;
  }

  private noteKnown({ isLost, login }: ClaudeCodeKnown): void {
    this.mayRenew = false;
    const provider = this.sources.provider();
    if (provider && this.isUsed) {
      if (isLost) this.sources.health.noteLoginLost(provider);
      // Whatever live traffic has said before was said of the login that stood here before.
      else if (login.state === 'fine') this.sources.health.credentialChanged(provider.id);
    }
    this.changed.fire();
  }

  /** What an ask through the program has shown: a refusal sends us to its files. */
  private noteAsk(news: AskNews): void {
    if (news.t !== 'attempt-failed' && news.t !== 'answered') return;
    const provider = this.sources.provider();
    if (news.target.provider !== provider?.id) return;
    const signs = this.watch?.tokenHost;
    if (news.t === 'answered') {
      if (this.known?.login.toBeRenewed) signs?.noteAskAnswered(news.at);
      return;
    }
    const { kind } = news.failure;
    if (kind !== 'login-lost' && kind !== 'auth' && kind !== 'slow-start') return;
    if (this.known?.login.toBeRenewed) signs?.noteAskFailed(news.at);
    void this.look();
  }
}
