import type { AnswerEvent, AttemptFailure } from '../contract/events';
import type { Failure } from '../contract/failure';
import { isSameTarget, type Target } from '../contract/target';
import { lasting, noted, toldFor } from './answerNotices';
import { lastSegment, textOf, type Answer, type AnswerState, type Segment, type Takeover } from './conversation';

/**
 * What an answer is after one more event. Pure: the same events give the same answer, live, replayed or read from disk.
 * The joined text always equals `answerText` of the same events.
 */
export function applyEvent(answer: Answer, event: AnswerEvent): Answer {
  switch (event.t) {
    case 'started':
      return answeredBy(answer, event.target);
    case 'text':
      return event.text === '' ? answer : withText(answer, event.text);
    case 'thinking':
      return { ...answer, thinking: answer.thinking + event.text };
    case 'tool':
      // The chat offers no tools, so a call is nothing a reader could use.
      return answer;
    case 'switched':
      return withSwitch(
        answer,
        { from: event.from, to: event.to, failure: toStoredFailure(event.failure) },
        event.mode,
      );
    case 'notice':
      return { ...answer, notices: noted(answer.notices, event) };
    case 'offer':
      return {
        ...answer,
        offer: { reason: event.reason, from: event.from, next: event.next, failure: toStoredFailure(event.failure) },
      };
    case 'usage': {
      const entry = { target: event.target, input: event.input, output: event.output };
      return {
        ...answer,
        usage: [...answer.usage.filter((known) => !isSameTarget(known.target, event.target)), entry],
      };
    }
    case 'done':
      return ended(
        answer.authors.length === 0 ? answeredBy(answer, event.target) : answer,
        event.outcome === 'tool' ? 'complete' : event.outcome,
      );
    case 'failed':
      return {
        ...ended(answer, textOf(answer) === '' ? 'failed' : 'cut-off'),
        failures: event.failures.map(({ target, failure }): AttemptFailure => ({
          target,
          failure: toStoredFailure(failure),
        })),
        skipped: event.skipped,
        ...(event.pinned ? { pinned: true } : {}),
      };
  }
}

/** The answer once the user has answered its offer, either way. */
export function withoutOffer(answer: Answer): Answer {
  const { offer: _answered, ...rest } = answer;
  return rest;
}

/**
 * The answer made ready to be asked for once more. Text on screen stays, folded above the new attempt; an answer without
 * text begins afresh.
 */
export function askedAgain(answer: Answer): Answer {
  const earlier = answer.segments.slice(0, -1);
  const folded: readonly Segment[] =
    textOf(answer) === '' ? earlier : [...earlier, { ...lastSegment(answer), restarted: { by: 'user' } }];
  return {
    ...withoutOffer(answer),
    state: 'waiting',
    authors: [],
    segments: [...folded, { text: '', seams: [] }],
    thinking: '',
    notices: [],
    usage: [],
    failures: [],
    skipped: [],
    pinned: undefined,
    waiting: undefined,
  };
}

/** The answer made ready to be carried on from where it was cut. Its text and authors stay as they are. */
export function carriedOn(answer: Answer): Answer {
  return {
    ...withoutOffer(answer),
    state: 'streaming',
    failures: [],
    skipped: [],
    pinned: undefined,
    waiting: undefined,
  };
}

/** A failure as plain data: the cause may be anything and the headers are of no use to a reader. */
export function toStoredFailure(failure: Failure): Failure {
  const { cause: _cause, evidence, ...rest } = failure;
  const { headers: _headers, ...facts } = evidence;
  return { ...rest, evidence: facts };
}

function withText(answer: Answer, text: string): Answer {
  const last = lastSegment(answer);
  const author = answer.authors.at(-1)?.target;
  return {
    ...answer,
    state: 'streaming',
    segments: [...answer.segments.slice(0, -1), { ...last, text: last.text + text }],
    notices: author ? toldFor(lasting(answer.notices), author) : lasting(answer.notices),
  };
}

function withSwitch(answer: Answer, takeover: Takeover, mode: 'before' | 'continue' | 'restart'): Answer {
  const last = lastSegment(answer);
  const { from, to } = takeover;
  if (mode === 'before' || last.text === '') return { ...answeredBy(answer, to), thinking: '' };
  const notices = toldFor(lasting(answer.notices), to);
  const before = answer.segments.slice(0, -1);
  if (mode === 'restart') {
    return {
      ...answer,
      authors: [...answer.authors, { target: to, mode }],
      segments: [...before, { ...last, restarted: { by: 'switch', takeover } }, { text: '', seams: [] }],
      thinking: '',
      notices,
    };
  }
  // A second cut before a word was said is the same seam: the one who stopped is still the earlier one.
  if (last.seams.at(-1)?.at === last.text.length) return answeredBy(answer, to);
  return {
    ...answer,
    authors: isSameTarget(from, to) ? answer.authors : [...answer.authors, { target: to, mode }],
    segments: [...before, { ...last, seams: [...last.seams, { at: last.text.length, ...takeover }] }],
    notices,
  };
}

/** Makes `target` the one who answers now. Whoever said nothing leaves no trace, neither in the name nor in a seam. */
function answeredBy(answer: Answer, target: Target): Answer {
  const silent = answer.authors.at(-1);
  if (silent && isSameTarget(silent.target, target)) return { ...answer, notices: toldFor(answer.notices, target) };
  const earlier = answer.authors.slice(0, -1);
  const before = earlier.at(-1)?.target;
  const notices = lasting(answer.notices).filter(
    (notice) => !silent || !notice.target || !isSameTarget(notice.target, silent.target),
  );
  return {
    ...answer,
    authors: before && isSameTarget(before, target) ? earlier : [...earlier, { ...silent, target }],
    segments: answer.segments.map((segment, index) => handedTo(answer, segment, index, target)),
    notices: toldFor(notices, target),
  };
}

/** A takeover at the very end of what has been said names the one who really speaks next. */
function handedTo(answer: Answer, segment: Segment, index: number, to: Target): Segment {
  const last = answer.segments.length - 1;
  const seam = segment.seams.at(-1);
  if (index === last && seam?.at === segment.text.length) {
    return { ...segment, seams: [...segment.seams.slice(0, -1), { ...seam, to }] };
  }
  if (index === last - 1 && textOf(answer) === '' && segment.restarted?.by === 'switch') {
    return { ...segment, restarted: { by: 'switch', takeover: { ...segment.restarted.takeover, to } } };
  }
  return segment;
}

/** An offer nobody answered ends its answer as failed and stays, so that the same button is there again. */
function ended(answer: Answer, state: AnswerState): Answer {
  return { ...answer, state: answer.offer ? 'failed' : state, notices: lasting(answer.notices) };
}
