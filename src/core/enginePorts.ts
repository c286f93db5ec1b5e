import type { Clock, Random } from './base/clock';
import type { Event } from './base/emitter';
import type { Logger } from './base/logger';
import type { ProviderId } from './contract/target';
import type { ClaudeCodePort } from './health/claudeCodeLogin/loginFiles';
import type { SharedPorts } from './health/shared/ports';
import type { OllamaProgram } from './local/localStates';
import type { MemorySize } from './local/memorySize';
import type { EnvLookup } from './providers/baseAddress';
import type { StartableProgram } from './providers/claudeCode/program';
import type { KeySource, ResolvedProvider } from './providers/provider';
import type { FetchWatch } from './providers/watchedFetch';
import type { Durations } from './routing/durations';
import type { Remembered } from './settings/remembered';
import type { Settings } from './settings/snapshot';

/** Everything the product's engine takes from outside: the editor, the machine, or a test. */
export interface EnginePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly durations: Durations;
  readonly logger: Logger;
  readonly fetch: FetchWatch['fetch'];
  readonly env: EnvLookup;
  readonly memory: MemorySize;
  /** Facts that outlive the window. */
  readonly remembered: Remembered;
  settings(): Settings;
  readonly onDidChangeSettings: Event<unknown>;
  readonly keys: KeySource;
  hasKey(provider: ResolvedProvider): boolean;
  mayReadEnvironment(provider: ResolvedProvider): boolean;
  readonly onDidChangeKeys: Event<ProviderId>;
  /** Claude Code on this machine: its files, and the program itself; without it there is none. */
  readonly claudeCode?: {
    files(): Promise<ClaudeCodePort>;
    program(): Promise<StartableProgram>;
  };
  /** Ollama's program on the side where extensions run; without it nobody says that it is not installed. */
  readonly ollamaProgram?: OllamaProgram;
  /** Where health is kept and shared with the other windows of this host; without it the window is alone and forgets. */
  readonly shared?: () => Promise<SharedPorts>;
  /** The user said yes to sending code around the cursor to this cloud while typing. */
  mayCompleteInCloud(provider: ResolvedProvider): boolean;
}
