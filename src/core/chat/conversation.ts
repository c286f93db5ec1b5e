import type { ContextItem } from '../contract/ask';
import type { AttemptFailure, OfferReason, SkippedEntry } from '../contract/events';
import type { Failure } from '../contract/failure';
import type { ProviderId, Target } from '../contract/target';

/** The version of the stored form. A change that older code cannot read raises it. */
export const conversationVersion = 1;

/** One conversation, neutral of any provider: what is stored, shown and, after budgeting, sent. */
export interface Conversation {
  readonly version: typeof conversationVersion;
  readonly id: string;
  readonly title: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds of the last change to a turn or the draft. */
  readonly updatedAt: number;
  /** What stands in the text box, not sent yet. */
  readonly draft: string;
  readonly turns: readonly ConversationTurn[];
}

export type ConversationTurn = UserTurn | Answer;

/** What the user said, with the files and selections that went along. */
export interface UserTurn {
  readonly role: 'user';
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly text: string;
  readonly context: readonly ContextItem[];
}

/** How far an answer has come or how it ended. `cut-off` has text that stops short; `failed` ended without an answer. */
export type AnswerState =
  | 'waiting'
  | 'streaming'
  | 'complete'
  | 'length'
  | 'stopped'
  | 'refused'
  | 'failed'
  | 'cut-off';

/** One target taking over from another, and why. */
export interface Takeover {
  readonly from: Target;
  readonly to: Target;
  readonly failure: Failure;
}

/** A takeover that carried on from the cut, at an offset of the segment's text in UTF-16 units. */
export interface Seam extends Takeover {
  readonly at: number;
}

/** Why a segment was left behind: another target started again, or the user asked once more. */
export type Restart = { readonly by: 'switch'; readonly takeover: Takeover } | { readonly by: 'user' };

/** A stretch of answer text. Every segment but the last was restarted. */
export interface Segment {
  readonly text: string;
  readonly seams: readonly Seam[];
  readonly restarted?: Restart;
}

/** A target that wrote (a part of) an answer, and how it took over from the one before. */
export interface Author {
  readonly target: Target;
  /** Absent for the first. */
  readonly mode?: 'continue' | 'restart';
}

/** A side note of an answer. All but `trimmed` hold only until the first text. */
export type AnswerNotice =
  | {
      readonly kind: 'trimmed';
      readonly leftOut: string;
      /** Whose window it had to fit, once that is known. */ readonly target?: Target;
    }
  | {
      readonly kind: 'loading' | 'retrying' | 'slow';
      readonly target: Target;
      /** Who would be asked by *Switch now*, while that is offered. */
      readonly next?: Target;
    };

/** What one target of an answer used, in tokens. */
export interface AnswerUsage {
  readonly target: Target;
  readonly input: number;
  readonly output: number;
}

/** A question that waits in an answer, without its two callbacks: it can be stored and asked again. */
export interface OpenOffer {
  readonly reason: OfferReason;
  readonly from: Target;
  readonly next: Target;
  readonly failure: Failure;
}

/**
 * A question nobody could answer, kept by the user's wish until somebody is back. `watching`: it is sent by itself; `next`
 * says who is tried or looked at then (epoch ms). `trying`: it has just been sent. `asleep`: it waits for a click.
 */
export type Waiting =
  | {
      readonly t: 'watching';
      readonly since: number;
      readonly next?: { readonly t: 'ask' | 'look'; readonly provider: ProviderId; readonly at: number };
    }
  | { readonly t: 'trying'; readonly since: number }
  | { readonly t: 'asleep'; readonly since: number; readonly why: 'reloaded' | 'too-long' };

/** An answer, from the moment it is asked for. */
export interface Answer {
  readonly role: 'assistant';
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly state: AnswerState;
  /** Who wrote it, in order; the last one is the one who answers. Empty until a target has been asked. */
  readonly authors: readonly Author[];
  /** At least one. */
  readonly segments: readonly Segment[];
  readonly thinking: string;
  readonly notices: readonly AnswerNotice[];
  readonly usage: readonly AnswerUsage[];
  /** Why each target tried last could not answer; empty unless the state is `failed` or `cut-off`. */
  readonly failures: readonly AttemptFailure[];
  /** Entries of the route that were not even tried. */
  readonly skipped: readonly SkippedEntry[];
  /** Only the pinned target was tried. */
  readonly pinned?: boolean;
  readonly offer?: OpenOffer;
  /** The user wants the question sent when somebody is back. */
  readonly waiting?: Waiting;
  /** Who was to answer by the user's own order or pin when it was asked: whoever else did is a stand-in. */
  readonly firstChoice?: Target;
}

/** A conversation with nothing in it. */
export function createConversation(id: string, now: number): Conversation {
  return { version: conversationVersion, id, title: '', createdAt: now, updatedAt: now, draft: '', turns: [] };
}

/** An answer that waits for its first event. */
export function createAnswer(id: string, now: number, firstChoice?: Target): Answer {
  return {
    role: 'assistant',
    id,
    at: now,
    state: 'waiting',
    authors: [],
    segments: [{ text: '', seams: [] }],
    thinking: '',
    notices: [],
    usage: [],
    failures: [],
    skipped: [],
    ...(firstChoice ? { firstChoice } : {}),
  };
}

/** The segment the answer is being written to. */
export function lastSegment(answer: Answer): Segment {
  return answer.segments.at(-1) ?? { text: '', seams: [] };
}

/** The answer as it counts from now on: everything since the last restart. */
export function textOf(answer: Answer): string {
  return lastSegment(answer).text;
}

/** Whether the answer may still change by itself. */
export function isRunning(answer: Answer): boolean {
  return answer.state === 'waiting' || answer.state === 'streaming';
}

/** Whether there is nothing worth keeping. */
export function isBlank(conversation: Conversation): boolean {
  return conversation.turns.length === 0 && conversation.draft.trim() === '';
}

/** Adds a question and the answer that waits for it. The first question names the conversation; the draft is spent. */
export function withAsk(conversation: Conversation, question: UserTurn, answer: Answer): Conversation {
  return {
    ...conversation,
    title: conversation.title || toTitle(question.text),
    updatedAt: question.at,
    draft: '',
    turns: [...conversation.turns, question, answer],
  };
}

/** Puts a changed answer in its place; a conversation without that answer is returned as it is. */
export function withAnswer(conversation: Conversation, answer: Answer, now: number): Conversation {
  if (!conversation.turns.some((turn) => turn.id === answer.id)) return conversation;
  return {
    ...conversation,
    updatedAt: now,
    turns: conversation.turns.map((turn) => (turn.id === answer.id ? answer : turn)),
  };
}

/** The answer with this id. */
export function findAnswer(conversation: Conversation, id: string): Answer | undefined {
  for (const turn of conversation.turns) if (turn.role === 'assistant' && turn.id === id) return turn;
  return undefined;
}

/** The answer at the end of the conversation: the only one that can be asked for again. */
export function lastAnswer(conversation: Conversation): Answer | undefined {
  const turn = conversation.turns.at(-1);
  return turn?.role === 'assistant' ? turn : undefined;
}

/** The first line of a question, cut at a word to 60 characters. */
function toTitle(text: string): string {
  const line = text.trim().split('\n', 1)[0]?.trim() ?? '';
  if (line.length <= 60) return line;
  const cut = line.slice(0, 60);
  const space = cut.lastIndexOf(' ');
  return `${space > 30 ? cut.slice(0, space) : cut}…`;
}
