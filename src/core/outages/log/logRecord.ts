import type { SwitchMode } from '../../contract/events';
import type { FailureKind } from '../../contract/failure';
import type { Lamp } from '../../contract/status';
import type { ProviderId, Target, Use } from '../../contract/target';
import type { FailureFacts } from '../../routing/askNews';

/** How an episode ended: the first choice answered again, or another one took its place on the route. */
export type EpisodeEnd = 'answered' | 'dropped';

/** One thing that happened, without a word of any prompt, answer, file or key. Instants are epoch ms. */
export type LogFact =
  | {
      /** Answers of one target, gathered for at most a minute: from the record's `at` until `to`. */
      readonly t: 'answers';
      readonly target: Target;
      readonly to: number;
      readonly answered: number;
      /** Times to first token in ms, one for each answer that had one. */
      readonly ttftMs: readonly number[];
    }
  | {
      /** An attempt ended badly; `left` means that its ask moved on. */
      readonly t: 'failure';
      readonly target: Target;
      readonly facts: FailureFacts;
      readonly left: boolean;
    }
  | {
      readonly t: 'switch';
      readonly from: Target;
      readonly to: Target;
      readonly kind: FailureKind;
      readonly mode: SwitchMode;
      /** Characters already shown that stay part of the answer. */
      readonly keptChars: number;
      /** From the ask until the stand-in was asked. */
      readonly afterMs: number;
    }
  /** An ask that nobody answered. */
  | { readonly t: 'unanswered'; readonly use: Use; readonly kinds: readonly FailureKind[] }
  | {
      /** An episode is on; written when it begins, when its reason changes, and by a window that finds one. */
      readonly t: 'episode';
      readonly id: string;
      readonly provider: ProviderId;
      readonly use: Use;
      /** The model of the first choice, where it is known. */
      readonly model?: string;
      readonly reason: FailureKind;
      readonly startedAt: number;
    }
  | { readonly t: 'ended'; readonly id: string; readonly how: EpisodeEnd }
  /** What the provider's status page has said since `at`. */
  | { readonly t: 'page'; readonly provider: ProviderId; readonly text: string }
  /** One of the lamps of Claude Code has changed to trouble, or from trouble to something else. */
  | { readonly t: 'lamp'; readonly of: Lamp['of']; readonly state: Lamp['state']; readonly text: string };

/**
 * A fact with its stamp. `window` and `serial` name a record: one that had to be written twice, because the first write was
 * cut short, is read once.
 */
export type LogRecord = LogFact & {
  readonly at: number;
  readonly window: string;
  readonly serial: number;
  /** It happened in a rehearsal: it is shown as such, and counts for nothing. */
  readonly rehearsed?: true;
};

/** Answers of one target, gathered. */
export type AnswersRecord = Extract<LogRecord, { readonly t: 'answers' }>;

/** What an outage's story is told from; its frame are the episodes. */
export type StoryRecord = Exclude<LogRecord, { readonly t: 'episode' | 'ended' }>;

/** The record as a line of the log, line end included. */
export function toLine(record: LogRecord): string {
  return `${JSON.stringify({ v: 1, ...record })}\n`;
}
