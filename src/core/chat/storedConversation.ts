import * as v from 'valibot';
import {
  conversationVersion,
  isRunning,
  textOf,
  type Answer,
  type Conversation,
  type ConversationTurn,
  type Waiting,
} from './conversation';
import type { AttemptFailure, SkipReason } from '../contract/events';
import { phases, type Failure } from '../contract/failure';
import { failureKinds, keyOf } from '../contract/stored';
import { uses, type Target } from '../contract/target';

/** What a stored file turned out to be. `newer` was written by a later version and must be left alone. */
export type Stored =
  | { readonly t: 'read'; readonly conversation: Conversation }
  | { readonly t: 'newer' }
  | { readonly t: 'broken' };

/** As records, so that a new reason cannot be forgotten here: its files would be set aside as broken. */
const skipReasons: Readonly<Record<SkipReason, true>> = {
  ...failureKinds,
  'unknown-provider': true,
  disabled: true,
  'not-set-up': true,
  'local-only': true,
  'no-consent': true,
  'no-model': true,
  paused: true,
  'same-service': true,
  throttled: true,
  'login-renewal': true,
};

const target: v.GenericSchema<unknown, Target> = v.object({
  provider: v.string(),
  model: v.string(),
  use: v.picklist(uses),
});

const failure: v.GenericSchema<unknown, Failure> = v.object({
  kind: keyOf(failureKinds),
  scope: v.picklist(['ask', 'model', 'credential', 'provider', 'network']),
  retryAfterMs: v.optional(v.number()),
  until: v.optional(v.number()),
  requestId: v.optional(v.string()),
  rehearsed: v.optional(v.literal(true)),
  // Only a quoted sentence is ever read back from here; the other facts were for the log.
  evidence: v.object({
    phase: v.picklist(phases),
    status: v.optional(v.number()),
    type: v.optional(v.string()),
    code: v.optional(v.string()),
    text: v.optional(v.string()),
  }),
});

const attemptFailure: v.GenericSchema<unknown, AttemptFailure> = v.object({ target, failure });
const takeover = v.object({ from: target, to: target, failure });

const contextItem = v.object({
  id: v.string(),
  kind: v.picklist(['file', 'selection', 'instructions', 'diagnostics']),
  label: v.string(),
  uri: v.string(),
  path: v.optional(v.string()),
  languageId: v.optional(v.string()),
  text: v.string(),
  pinned: v.optional(v.boolean()),
});

const segment = v.object({
  text: v.string(),
  seams: v.array(v.object({ at: v.number(), from: target, to: target, failure })),
  restarted: v.optional(
    v.variant('by', [v.object({ by: v.literal('switch'), takeover }), v.object({ by: v.literal('user') })]),
  ),
});

const notice = v.variant('kind', [
  v.object({ kind: v.literal('trimmed'), leftOut: v.string(), target: v.optional(target) }),
  v.object({ kind: v.picklist(['loading', 'retrying', 'slow']), target }),
]);

const waiting: v.GenericSchema<unknown, Waiting> = v.variant('t', [
  v.object({
    t: v.literal('watching'),
    since: v.number(),
    next: v.optional(v.object({ t: v.picklist(['ask', 'look']), provider: v.string(), at: v.number() })),
  }),
  v.object({ t: v.literal('trying'), since: v.number() }),
  v.object({ t: v.literal('asleep'), since: v.number(), why: v.picklist(['reloaded', 'too-long']) }),
]);

const turn: v.GenericSchema<unknown, ConversationTurn> = v.variant('role', [
  v.object({
    role: v.literal('user'),
    id: v.string(),
    at: v.number(),
    text: v.string(),
    context: v.array(contextItem),
  }),
  v.object({
    role: v.literal('assistant'),
    id: v.string(),
    at: v.number(),
    state: v.picklist(['waiting', 'streaming', 'complete', 'length', 'stopped', 'refused', 'failed', 'cut-off']),
    authors: v.array(v.object({ target, mode: v.optional(v.picklist(['continue', 'restart'])) })),
    segments: v.pipe(v.array(segment), v.minLength(1)),
    thinking: v.string(),
    notices: v.array(notice),
    usage: v.array(v.object({ target, input: v.number(), output: v.number() })),
    failures: v.array(attemptFailure),
    pinned: v.optional(v.boolean()),
    skipped: v.array(v.object({ provider: v.string(), why: keyOf(skipReasons), until: v.optional(v.number()) })),
    offer: v.optional(
      v.object({ reason: v.picklist(['failover', 'quota', 'cut-off']), from: target, next: target, failure }),
    ),
    firstChoice: v.optional(target),
    waiting: v.optional(waiting),
  }),
]);

const conversationSchema: v.GenericSchema<unknown, Conversation> = v.object({
  version: v.literal(conversationVersion),
  id: v.string(),
  title: v.string(),
  createdAt: v.number(),
  updatedAt: v.number(),
  draft: v.string(),
  turns: v.array(turn),
});

const versioned = v.object({ version: v.number() });

/** Reads the text of a stored conversation. Never throws. */
export function parseConversation(text: string): Stored {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { t: 'broken' };
  }
  const parsed = v.safeParse(conversationSchema, value);
  if (parsed.success) return { t: 'read', conversation: parsed.output };
  const version = v.safeParse(versioned, value);
  return version.success && version.output.version > conversationVersion ? { t: 'newer' } : { t: 'broken' };
}

/** The text to store. */
export function formatConversation(conversation: Conversation): string {
  return JSON.stringify(conversation);
}

/**
 * A conversation as it is after the host that was answering in it is gone: an answer under way was cut off, one that had
 * said nothing failed, and a question that waited for the user is there again. `undefined` when nothing was under way.
 */
export function recovered(conversation: Conversation): Conversation | undefined {
  if (!conversation.turns.some((item) => item.role === 'assistant' && isRunning(item))) return undefined;
  return {
    ...conversation,
    turns: conversation.turns.map((item) => (item.role === 'assistant' && isRunning(item) ? cutShort(item) : item)),
  };
}

/** The conversation in which no question is sent by itself any more: the window that would have done it is gone. */
export function asleep(conversation: Conversation): Conversation {
  const fallsAsleep = (item: ConversationTurn): boolean =>
    item.role === 'assistant' && item.waiting !== undefined && item.waiting.t !== 'asleep';
  if (!conversation.turns.some(fallsAsleep)) return conversation;
  return {
    ...conversation,
    turns: conversation.turns.map((item) =>
      item.role === 'assistant' && item.waiting && fallsAsleep(item)
        ? { ...item, waiting: { t: 'asleep', since: item.waiting.since, why: 'reloaded' } }
        : item,
    ),
  };
}

/** An answer that nobody writes any more, as it is to be kept: what was said stays, and an open question stays open. */
export function cutShort(answer: Answer): Answer {
  const state = answer.offer || textOf(answer) === '' ? 'failed' : 'cut-off';
  return { ...answer, state, notices: answer.notices.filter((item) => item.kind === 'trimmed') };
}
