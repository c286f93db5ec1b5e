import { DisposableStore, type Disposable } from '../../base/disposable';
import type { LoginStatus } from '../../contract/status';
import type { ProviderId } from '../../contract/target';
import type { AskNews } from '../../routing/askNews';
import type { Mark } from '../marks';
import type { ClaudeCodeSources } from './claudeCode';
import { isTokenHostIll, loginStatus, type LoginFacts } from './loginStatus';
import { LoginWatch, type ClaudeCodeKnown } from './loginWatch';
import { isOtherLogin } from './otherLogin';
import { isRenewedBy } from './readLogin';
import { isStartRisky } from './startRisk';

/** Both reach one service: what refuses the one may be what refuses the other. */
const byKey: ProviderId = 'claude';
const byProgram: ProviderId = 'claude-code';

/** What the lamps need of live traffic. */
export type TrafficFacts = Omit<LoginFacts, 'known' | 'tokenHost' | 'pages'>;

/** What files and live traffic together say of the login, and what that means for health and for starts of the program. */
export class ClaudeCodeLogin implements Disposable {
  private readonly store = new DisposableStore();
  readonly watch: LoginWatch;
  /** The user's click has allowed a start that may cost the login. */
  private isRenewalAllowed = false;
  /** What was read before the last change. */
  private before: ClaudeCodeKnown | undefined;
  /** What was read before the last start of the program. */
  private startedWith: ClaudeCodeKnown | undefined;

  constructor(
    private readonly sources: ClaudeCodeSources,
    private readonly isUsed: () => boolean,
    private readonly changed: () => void,
  ) {
    this.watch = this.store.add(new LoginWatch(sources));
    this.store.add(this.watch.onDidChange((known) => this.noteKnown(known)));
    this.store.add(sources.onDidNoteAsk((news) => this.noteAsk(news)));
  }

  /** A start could cost the login, whoever wants it; yes as long as nobody has looked. */
  get isRisky(): boolean {
    const { sources, watch } = this;
    if (!watch.current) return true;
    return isStartRisky({
      login: watch.current.login,
      at: sources.clock.now(),
      isRefused: this.markOf(byProgram)?.reason === 'auth',
      isTokenHostIll: isTokenHostIll(watch.tokenHost.current, sources.pages()),
      mayBeStorm: this.mayBeStorm,
    });
  }

  /** Failover must not start it now; the user's click may. */
  get needsClick(): boolean {
    return !this.isRenewalAllowed && this.isRisky;
  }

  /** The user wants it asked although that may cost its login. Holds until its file changes. */
  allowRenewal(): void {
    this.isRenewalAllowed = true;
  }

  /** Looks before a start of the program. Resolves to whether that renews the login. */
  async lookBeforeStart(): Promise<boolean> {
    await this.watch.look();
    this.startedWith = this.watch.current;
    const { startedWith } = this;
    return startedWith !== undefined && isRenewedBy(startedWith.login, this.sources.clock.now());
  }

  /** The login as a snapshot shows it; nothing before the first look. */
  status(facts: TrafficFacts): LoginStatus | undefined {
    const { current: known, tokenHost } = this.watch;
    return known && loginStatus({ ...facts, known, tokenHost: tokenHost.current, pages: this.sources.pages() });
  }

  dispose(): void {
    this.store.dispose();
  }

  private noteKnown(known: ClaudeCodeKnown): void {
    const { before, sources } = this;
    this.before = known;
    if (known.writtenAt !== before?.writtenAt || known.isLost) this.isRenewalAllowed = false;
    const provider = sources.provider();
    if (provider && this.isUsed()) {
      const mark = this.markOf(byProgram);
      if (known.isLost) sources.health.noteLoginLost(provider);
      else if (mark && known.login.state === 'fine' && isOtherLogin(mark, known, before))
        sources.health.credentialChanged(provider.id);
    }
    this.changed();
  }

  /** What an ask through the program has shown: a refusal sends us to its files. */
  private noteAsk(news: AskNews): void {
    if ((news.t !== 'attempt-failed' && news.t !== 'answered') || news.target.provider !== byProgram) return;
    if (news.t === 'answered') {
      if (this.startedWith?.login.toBeRenewed) this.watch.tokenHost.noteAskAnswered(news.at);
      return;
    }
    const { kind } = news.failure;
    if (kind === 'login-lost' || kind === 'auth' || kind === 'slow-start') void this.lookAfter(kind, news.at);
  }

  /** An ask with a token that was past, or was refused, has tried to renew it: a file that is still the same was not renewed. */
  private async lookAfter(kind: 'login-lost' | 'auth' | 'slow-start', at: number): Promise<void> {
    const began = this.startedWith;
    await this.watch.look();
    const isSame = began !== undefined && this.watch.current?.writtenAt === began.writtenAt;
    if (!isSame || began.login.kind !== 'subscription' || !(began.login.toBeRenewed || kind === 'auth')) return;
    this.watch.tokenHost.noteAskFailed(at);
    this.changed();
  }

  /** Claude by key is refused. Of a key that has answered before, or that no free call has refused too, it is no proof. */
  private get mayBeStorm(): boolean {
    if (this.markOf(byKey)?.reason !== 'auth') return false;
    const hasAnswered = this.sources.health.look((parts) =>
      parts.of(byKey).some((one) => one.lastAnswerAt !== undefined),
    );
    return hasAnswered || !this.sources.isKeyRefused(byKey);
  }

  private markOf(provider: ProviderId): Mark | undefined {
    return this.sources.health.look(({ marks }) => marks.markOf(provider, 'credential'));
  }
}
