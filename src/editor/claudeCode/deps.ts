import type { Clock } from '../../core/base/clock';
import type { Event } from '../../core/base/emitter';
import type { Logger } from '../../core/base/logger';
import type { ProviderId, Target } from '../../core/contract/target';
import type { ClaudeCode } from '../../core/health/claudeCodeLogin/claudeCode';
import type { Provider } from '../../core/providers/provider';
import type { Remembered } from '../../core/settings/remembered';
import type { Settings } from '../../core/settings/snapshot';
import type { SettingsWriter, SetupUi } from '../setup/ports';
import type { StatusPort } from '../status/deps';

/** What the editor's side of Claude Code needs. */
export interface ClaudeCodeDeps {
  readonly claudeCode: ClaudeCode;
  readonly status: StatusPort;
  readonly pins: { pin(target: Target): void };
  readonly ui: SetupUi;
  /** Whether the user is in this window. */
  readonly focus: { readonly isThere: boolean; readonly onDidChange: Event<boolean> };
  readonly writer: SettingsWriter;
  readonly remembered: Remembered;
  readonly clock: Clock;
  /** No look comes sooner after the start, in milliseconds. */
  readonly firstLookMs: number;
  readonly logger: Logger;
  /** Tells one sentence and offers ways on; resolves to the one chosen, or nothing when the user leaves it. */
  offer(sentence: string, ...ways: readonly string[]): PromiseLike<string | undefined>;
  settings(): Settings;
  provider(id: ProviderId): Provider | undefined;
  /** The gate: whether a program that talks to a cloud by itself may be started. */
  mayStartCloudProgram(): boolean;
  /** How the program is called on a command line of this machine. */
  commandName(): Promise<string>;
  setApiKey(id: ProviderId): Promise<unknown>;
  startOllama(): Promise<unknown>;
  openChat(): unknown;
}
