import type * as vscode from 'vscode';
import type { Clock } from '../../core/base/clock';
import type { Event } from '../../core/base/emitter';
import type { Logger } from '../../core/base/logger';
import type { StatusSnapshot } from '../../core/contract/status';
import type { Target } from '../../core/contract/target';
import type { Engine } from '../../core/engine';
import type { LogFolder } from '../../core/outages/log/logFolder';
import type { Durations } from '../../core/routing/durations';
import type { SetupUi } from '../setup/ports';

/** What the outage log needs of the window. */
export interface OutagesDeps {
  readonly engine: Pick<Engine, 'health' | 'pages' | 'onDidNoteAsk' | 'registry' | 'rehearsal'>;
  readonly onDidChangeStatus: Event<StatusSnapshot>;
  readonly extensionUri: vscode.Uri;
  readonly clock: Clock;
  readonly durations: Pick<Durations, 'answersGatherMs' | 'healthGatherMs' | 'healthAgainMaxMs'>;
  readonly logger: Logger;
  readonly ui: Pick<SetupUi, 'tell'>;
  /** How the status bar calls a target. */
  nameOf(target: Target): string;
  /** The folder of the log; called once, when it is first needed. */
  folder(): Promise<LogFolder>;
}
