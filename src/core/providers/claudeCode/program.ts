import type { Evidence } from '../../contract/failure';

/** How one run of the program is started. Nothing of a prompt goes on its command line, where other users could read it. */
export interface ProgramCall {
  /** Everything after the program's name; `systemFile` is where the system prompt was written for this run. */
  args(systemFile: string): readonly string[];
  readonly system: string;
  readonly stdin: string;
  /** Environment variables set beside the user's own. */
  readonly variables: Readonly<Record<string, string>>;
}

/** How a run ended. */
export interface ProgramEnd {
  /** Absent where it could not be started or was ended by a signal. */
  readonly code?: number;
  /** Why it could not be started, such as `ENOENT`. */
  readonly errno?: string;
  /** The last of what it wrote to its error output, cut to 500 characters. */
  readonly said: string;
}

/** One run of the program. */
export interface ProgramRun {
  /** What it writes, line by line; ends with the run. Never throws. */
  readonly lines: AsyncIterable<string>;
  /** Settles when the run and everything it started have ended. Never rejects. */
  readonly ended: Promise<ProgramEnd>;
  /**
   * Ends the run with everything it started. Harmless once it has ended. `gently`: it may be renewing its login just now, and
   * killed between the answer of the token host and its own file it would lose it; it is ended as soon as it has gone on.
   */
  stop(how?: { readonly gently: boolean }): void;
}

/** The type of the evidence that the program lacks options it is asked with. */
export const programTooOld = 'program-too-old';

/** The type of the evidence that a start could cost the login, and that nobody has clicked for it. */
export const startWithheld = 'start-withheld';

/** Whether the program could not be asked, or failed by itself: that says nothing of the service behind it. */
export function isProgramUnfit({ type, errno }: Pick<Evidence, 'type' | 'errno'>): boolean {
  return type?.startsWith('program-') === true || errno === 'ENOENT' || errno === 'EACCES';
}

/** A `claude` program that can be started; by `platform/claudeCode`. */
export interface StartableProgram {
  /** What it says of its own options, or `undefined` where it is not there. Starts it without any request or file written. */
  help(signal: AbortSignal): Promise<string | undefined>;
  /**
   * Starts it in an empty folder, in a process group of its own. Aborted before that, it is not started; whoever aborts later
   * stops the run. Never rejects for a program that cannot be started: the run tells that with its end.
   */
  start(call: ProgramCall, signal: AbortSignal): Promise<ProgramRun>;
}

/** What a start would do to the login: nothing, renew it, or put it at risk where nobody but failover wants that start. */
export type StartEffect = 'none' | 'renews' | 'waits-for-click';

/** The user's own `claude` program, with what its files say of its login. */
export interface ClaudeProgram extends StartableProgram {
  /** What its start would do to the login by its files as they are now. Never rejects. */
  lookBeforeStart(): Promise<StartEffect>;
}
