import type { ProviderId } from '../../core/contract/target';
import type { Settings } from '../../core/settings/snapshot';

/** One line of a list to pick from. */
export interface Choice<T> {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** The heading over this line and those after it that name the same. */
  readonly group?: string;
  readonly value: T;
}

/** What an input box says about what is typed so far; a warning does not stand in the way of Enter. */
export interface InputRemark {
  readonly severity: 'error' | 'warning';
  readonly sentence: string;
}

/** A button beside a sentence and what it does. */
export interface ToldAction {
  readonly label: string;
  run(): unknown;
}

/** What set-up shows to the user and asks of the editor. One adapter, one fake in the tests. */
export interface SetupUi {
  /** Lets the user pick one; `undefined` when he leaves. */
  pick<T>(question: {
    readonly title: string;
    readonly placeholder: string;
    readonly choices: readonly Choice<T>[];
  }): Promise<T | undefined>;
  /** Asks for a secret, hidden while typed; `undefined` when the user leaves. */
  askSecret(question: {
    readonly title: string;
    readonly prompt: string;
    readonly remark: (text: string) => InputRemark | undefined;
  }): Promise<string | undefined>;
  /** Asks for a text; `undefined` when the user leaves. */
  askText(question: {
    readonly title: string;
    readonly prompt: string;
    readonly remark: (text: string) => InputRemark | undefined;
  }): Promise<string | undefined>;
  /**
   * Runs a long step with a cancel button; `undefined` when it was cancelled. A step that knows how far it is says so as a
   * share of 1.
   */
  progress<T>(
    title: string,
    work: (signal: AbortSignal, say: (message: string, share?: number) => void) => Promise<T>,
  ): Promise<T | undefined>;
  /** One sentence with at most one action. It does not wait for the user. */
  tell(kind: 'info' | 'problem', sentence: string, action?: ToldAction): void;
  openExternal(url: string): void;
  openSettings(key: string): void;
  /** Runs a command line in a visible terminal, which the user can stop. The line comes from us, never from a provider. */
  runInTerminal(name: string, commandLine: string, env?: Readonly<Record<string, string>>): void;
}

/** Writes user settings; a workspace's are never written. */
export interface SettingsWriter {
  writeRoutes(routes: Pick<Settings, 'chatRoute' | 'completionsRoute'>): Promise<void>;
  writeProvider(id: ProviderId, field: 'chatModel' | 'completionModel', value: string): Promise<void>;
}
