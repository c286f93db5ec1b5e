import { lazily } from '../../base/async';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { createEmitter, type Emitter, type Event } from '../../base/emitter';
import type { LoginStatus, PageStatus } from '../../contract/status';
import type { ProviderId } from '../../contract/target';
import type { ClaudeProgram, StartableProgram, StartEffect } from '../../providers/claudeCode/program';
import type { ResolvedProvider } from '../../providers/provider';
import type { AskNews } from '../../routing/askNews';
import type { Remembered } from '../../settings/remembered';
import type { HealthMonitor } from '../monitor';
import type { ClaudeCodeLogin, TrafficFacts } from './claudeCodeLogin';
import type { ClaudeCodeKnown, LoginWatchSources } from './loginWatch';

/** Where the user's click on *Use Claude Code* is kept. */
const usedKey = 'usesClaudeCode';

/** What the engine gives. */
export interface ClaudeCodeSources extends LoginWatchSources {
  readonly onDidNoteAsk: Event<AskNews>;
  readonly health: Pick<HealthMonitor, 'noteLoginLost' | 'credentialChanged' | 'look'>;
  readonly remembered: Remembered;
  /** The program; nothing where there can be none. */
  startable(): Promise<StartableProgram | undefined>;
  provider(): ResolvedProvider | undefined;
  /** Whether somebody else on the chat route would be asked before it, so that only failover would start it. */
  isStandIn(): boolean;
  /** What status pages say now. */
  pages(): readonly PageStatus[];
  /** Whether it is fair to call a key bad. */
  isKeyRefused(provider: ProviderId): boolean;
}

/**
 * Claude Code as the start of the editor needs it: whether it is used, and what is known of its login once somebody has
 * looked. Everything else is loaded with the first look, which comes no sooner than two seconds after the start.
 */
export class ClaudeCode implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed: Emitter<void>;
  private login: ClaudeCodeLogin | undefined;
  private readonly loaded = lazily(() => this.load());

  constructor(private readonly sources: ClaudeCodeSources) {
    this.changed = this.store.add(createEmitter(sources.logger));
  }

  /** Something that a snapshot shows may have changed. */
  get onDidChange(): Event<void> {
    return this.changed.event;
  }

  /** What the last look has found. */
  get known(): ClaudeCodeKnown | undefined {
    return this.login?.watch.current;
  }

  /** The user has clicked *Use Claude Code*. */
  get isUsed(): boolean {
    return this.sources.remembered.get(usedKey) === true;
  }

  /**
   * It is used, and neither the program nor the login was found missing (`product.md`, *Set up*): whoever logs out has taken it
   * off the route until the next login. A login that was lost is still one: that is health.
   */
  get isSetUp(): boolean {
    const { known } = this;
    return this.isUsed && (!known || (known.program !== undefined && known.login.state !== 'none'));
  }

  /** There is a program that the user could put to use. */
  get isOffered(): boolean {
    return this.isSetUp || this.known?.program !== undefined;
  }

  /**
   * Failover must not start it now: that could renew the login, and a renewal that is refused in an outage wipes it
   * (`claude-code.md` §0). Asked as first choice, or after the user's click, it may. Before a first look nobody knows.
   */
  get needsClick(): boolean {
    return (this.login?.needsClick ?? true) && this.sources.isStandIn();
  }

  /** A start could cost its login, whoever wants it; unknown counts as yes. */
  get isRisky(): boolean {
    return this.login?.isRisky ?? true;
  }

  /** The user wants it asked although that may cost its login. Holds until its file changes. */
  allowRenewal(): void {
    this.login?.allowRenewal();
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
    const lookBeforeStart = async (): Promise<StartEffect> => {
      // Unseen it may be one that is to be renewed.
      const renews = (await (await this.part())?.lookBeforeStart()) ?? true;
      if (this.needsClick) return 'waits-for-click';
      return renews ? 'renews' : 'none';
    };
    return (
      startable && {
        help: (signal) => startable.help(signal),
        start: (call, signal) => startable.start(call, signal),
        lookBeforeStart,
      }
    );
  }

  /** Looks now. Never rejects. */
  async look(options: { readonly keychain?: boolean } = {}): Promise<void> {
    if (!this.sources.enabled()) return;
    const watch = (await this.part())?.watch;
    await (options.keychain ? watch?.allowKeychain() : watch?.look());
  }

  /** The login as a snapshot shows it; nothing before the first look. */
  status(facts: TrafficFacts): LoginStatus | undefined {
    return this.login?.status(facts);
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Everything that is loaded with the first look; nothing where it cannot be loaded, and tried again with the next call. */
  private async part(): Promise<ClaudeCodeLogin | undefined> {
    try {
      return await this.loaded.get();
    } catch (error) {
      this.sources.logger.error('claudeCode.unloadable', { error: String(error) });
      return undefined;
    }
  }

  private async load(): Promise<ClaudeCodeLogin> {
    const { ClaudeCodeLogin: Made } = await import('./part');
    const fire = (): void => this.changed.fire();
    return (this.login = this.store.add(new Made(this.sources, () => this.isUsed, fire)));
  }
}
