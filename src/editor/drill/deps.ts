import type * as vscode from 'vscode';
import type { Logger } from '../../core/base/logger';
import type { Rehearsal } from '../../core/outages/rehearsal/rehearsal';
import type { ReadinessDeps } from '../../core/outages/readiness/readinessCheck';
import type { ProviderId } from '../../core/contract/target';
import type { ResolvedProvider } from '../../core/providers/provider';
import type { SetupUi } from '../setup/ports';

/** What rehearsals and the readiness check need. */
export interface DrillDeps {
  readonly extensionUri: vscode.Uri;
  readonly rehearsal: Rehearsal;
  readonly readiness: ReadinessDeps;
  readonly ui: SetupUi;
  readonly logger: Logger;
  resolved(id: ProviderId): ResolvedProvider | undefined;
  /** Does what a button of `status/actions` says. */
  runAction(id: string): Promise<unknown>;
}
