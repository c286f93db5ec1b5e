import type { ProviderId, Use } from '../../contract/target';
import type { AnswersRecord, EpisodeEnd, LogRecord } from '../log/logRecord';
import type { LogIndex } from './logIndex';

/** The lines that tell of an episode. */
export type EpisodeRecord = Extract<LogRecord, { readonly t: 'episode' }>;

/** What the lines of one episode agree on. */
export interface EpisodeSubject {
  readonly id: string;
  readonly provider: ProviderId;
  readonly use: Use;
  /** The model of the first choice, where it is known. */
  readonly model?: string;
  /** Epoch ms. */
  readonly startedAt: number;
}

/** An episode as one window was in it: windows share an episode, and each of them leaves it by itself. */
export interface EpisodePart {
  readonly window: string;
  /** Its end, or the last instant at which the window saw something of it (epoch ms). */
  readonly to: number;
  /** How the window got out of it; absent where it is in it still or was killed. */
  readonly how?: EpisodeEnd;
}

/**
 * How a window was in an episode, by its own `lines` of it. Leaving its first choice ends the episode for that window alone.
 * An answer of the first choice is news of the provider: it ends the episode for each window that saw nothing of it later,
 * also for one that was closed or killed and could not write so.
 */
export function partOf(
  window: string,
  lines: readonly EpisodeRecord[],
  subject: EpisodeSubject,
  index: LogIndex,
): EpisodePart {
  const { id, startedAt } = subject;
  const enteredAt = Math.max(startedAt, ...lines.map(({ at }) => at));
  const ends = index.endsOf(id);
  // A window that came back to its first choice after it had left it is in the episode again.
  const own = ends.findLast((end) => end.window === window && end.at >= enteredAt);
  const counts = (record: LogRecord): boolean => isAbout(record, subject);
  const to = own?.at ?? Number.POSITIVE_INFINITY;
  const seen = index.within([{ windows: new Set([window]), from: startedAt, to, counts }]).at(-1);
  const seenAt = Math.max(enteredAt, seen?.at ?? 0);
  const back = ends.find((end) => end.window !== window && end.how === 'answered' && end.at > seenAt);
  const answer = own ? undefined : firstAnswer(seenAt, subject, index);
  const [end] = [own, back, answer && { at: answer.at, how: 'answered' as const }]
    .flatMap((candidate) => candidate ?? [])
    .toSorted((a, b) => a.at - b.at);
  return end ? { window, to: end.at, how: end.how } : { window, to: seenAt };
}

function firstAnswer(at: number, { provider, use, model }: EpisodeSubject, index: LogIndex): AnswersRecord | undefined {
  const isBack = ({ rehearsed, target }: AnswersRecord): boolean =>
    !rehearsed && (model === undefined || target.model === model);
  return index.firstAnswerAfter(at, provider, use, isBack);
}

/** Whether a record shows that its window is in the episode still: the first choice failed again, or somebody stood in. */
function isAbout(record: LogRecord, { provider, use }: EpisodeSubject): boolean {
  switch (record.t) {
    case 'failure':
      return record.target.provider === provider && record.target.use === use;
    case 'answers':
      return record.target.provider !== provider && record.target.use === use;
    case 'switch':
      return record.from.provider === provider && record.from.use === use;
    case 'unanswered':
      return record.use === use;
    case 'episode':
    case 'ended':
    case 'page':
    case 'lamp':
      return false;
  }
}
