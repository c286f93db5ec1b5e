import type { Clock } from '../../core/base/clock';
import type { Disposable } from '../../core/base/disposable';
import type { Logger } from '../../core/base/logger';
import type { StatusSnapshot } from '../../core/contract/status';
import type { ProviderId, Target, Use } from '../../core/contract/target';
import type { Rehearsal } from '../../core/outages/rehearsal/rehearsal';
import type { HealthMonitor } from '../../core/health/monitor';
import type { Remembered } from '../../core/settings/remembered';
import type { DiagnosticsFacts } from '../../core/status/diagnostics';

/** The present snapshot, and the news of the next. */
export interface StatusPort {
  readonly current: StatusSnapshot;
  readonly onDidChange: (listener: (snapshot: StatusSnapshot) => void) => Disposable;
}

/** The pins of this window. */
export interface PinsPort {
  pinned(use: Use): Target | undefined;
  pin(target: Target): void;
  unpin(use: Use): void;
  readonly onDidChange: (listener: (use: Use) => void) => Disposable;
}

/** What the picker begins but does not do itself. */
export interface SetupPort {
  setApiKey(provider: ProviderId): void;
  chooseModel(provider: ProviderId, use: Use): void;
  startOllama(): void;
  /** Of Claude Code alone. */
  useClaudeCode(isUsed: boolean): void;
  logInToClaudeCode(): void;
  /** Looks at the login with the keychain, which the user has just allowed. */
  lookIntoKeychain(): void;
  /** It may be asked although that renews its login. */
  allowRenewal(): void;
}

/** Everything that status bar, picker, notices and reports need. */
export interface StatusDeps {
  readonly status: StatusPort;
  readonly pins: PinsPort;
  readonly health: Pick<HealthMonitor, 'pause' | 'resume' | 'tryNow'>;
  /** Tells that the user looks at the status, until the result is disposed; status pages are read meanwhile. */
  view(): Disposable;
  readonly setup: SetupPort;
  /** An outage that is played in this window, and its end. */
  readonly rehearsal: Pick<Rehearsal, 'stop'>;
  readonly remembered: Remembered;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What a bug report holds beside the snapshot: versions, names of changed settings, last log lines. */
  diagnostics(): Pick<DiagnosticsFacts, 'versions' | 'changedSettings' | 'logLines'>;
}
