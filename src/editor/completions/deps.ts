import type * as vscode from 'vscode';
import type { Clock } from '../../core/base/clock';
import type { Event } from '../../core/base/emitter';
import type { Logger } from '../../core/base/logger';
import type { ConsentBook } from '../../core/completions/consent';
import type { CompletionRouter } from '../../core/completions/runningCompletion';
import type { StatusSnapshot } from '../../core/contract/status';
import type { ProviderId } from '../../core/contract/target';
import type { Engine } from '../../core/engine';
import type { MemorySize } from '../../core/local/memorySize';
import type { ResolvedProvider } from '../../core/providers/provider';
import type { Route } from '../../core/routing/route';
import type { Remembered } from '../../core/settings/remembered';
import type { Settings } from '../../core/settings/snapshot';

/** Everything inline completions need; wired by the composition root. */
export interface CompletionsDeps {
  readonly router: CompletionRouter;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Facts of the global state: the hint that was shown. */
  readonly remembered: Remembered;
  readonly consent: ConsentBook;
  settings(): Settings;
  /** Settings or ignore rules have changed: what was answered, allowed or named before no longer counts. */
  readonly onDidChangeRules: Event<unknown>;
  status(): StatusSnapshot;
  readonly onDidChangeStatus: Event<unknown>;
  /** For a look at how the local model that completes code fills a known hole. */
  readonly engine: Pick<Engine, 'registry' | 'gate' | 'rehearsal' | 'local' | 'onDidNoteAsk'>;
  readonly memory: MemorySize;
  /** The completions route after the gate. */
  route(): Route;
  resolved(id: ProviderId): ResolvedProvider | undefined;
  /** The ignore rules; a rejection counts as no. */
  mayRead(uri: vscode.Uri): Promise<boolean>;
  /** Called after a consent was given or taken back, so that routes and status are worked out again. */
  onConsentChanged(): void;
}
