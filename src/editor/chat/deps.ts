import type * as vscode from 'vscode';
import type { Clock } from '../../core/base/clock';
import type { Event } from '../../core/base/emitter';
import type { Logger } from '../../core/base/logger';
import type { FileStore } from '../../core/chat/fileStore';
import type { ProviderLookup } from '../../core/chat/knownProviders';
import type { WaitingSources } from '../../core/chat/waitingAsks';
import type { ChatAsk } from '../../core/contract/ask';
import type { AnswerEvent } from '../../core/contract/events';
import type { StatusSnapshot } from '../../core/contract/status';
import type { ActionView } from '../../protocol/state';
import type { IgnoreGate } from '../ignore';

/** Everything the chat needs; wired by the composition root. */
export interface ChatDeps {
  readonly extensionUri: vscode.Uri;
  readonly router: { chat(ask: ChatAsk, signal: AbortSignal): AsyncIterable<AnswerEvent> };
  /** Where conversations are kept. */
  readonly files: FileStore;
  /** The ignore rules, loaded with the first question about a file. */
  ignore(): Promise<IgnoreGate>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly resolved: ProviderLookup;
  /** Who is told when somebody on the chat's route is back. */
  readonly waiting: WaitingSources;
  status(): StatusSnapshot;
  readonly onDidChangeStatus: Event<unknown>;
  /** The buttons of an empty chat, as long as there is something to set up. */
  setUp(): readonly ActionView[];
  /** Something that `setUp` depends on has changed. */
  readonly onDidChangeSetUp: Event<unknown>;
  /** Does what a button of `setUp` or of `core/status/actions.ts` says. True when the ask behind it is worth repeating at once. */
  runAction(id: string): Promise<boolean>;
  /** Lets the user choose a model of the provider that would answer now. */
  chooseModel(): Promise<void>;
  chooseProvider(): Promise<void>;
}
