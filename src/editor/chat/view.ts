import { answerCard } from '../../core/chat/answerCard';
import { answerLabel, answerName, noticeSentence, restartLabel, seamLabel } from '../../core/chat/answerWords';
import {
  isRunning,
  type Answer,
  type Conversation,
  type ConversationTurn,
  type Segment,
} from '../../core/chat/conversation';
import { isOffered } from '../../core/chat/answerNotices';
import { usageLine } from '../../core/chat/cost';
import type { ConversationSummary } from '../../core/chat/historyStore';
import { labelOf, priceFor, type ProviderLookup } from '../../core/chat/knownProviders';
import { t } from '../../core/base/t';
import type { ContextItem } from '../../core/contract/ask';
import { isSameTarget, type Target } from '../../core/contract/target';
import type { ActionView, AnswerView, ChipView, PageState, SegmentView, TurnView } from '../../protocol/state';

/** Everything the page shows, as the host has it. */
export interface ViewInputs {
  readonly conversation: Conversation;
  readonly summaries: readonly ConversationSummary[];
  readonly chips: readonly ChipView[];
  readonly busy: boolean;
  readonly target: Target | undefined;
  readonly setUp: readonly ActionView[];
  readonly banner: string | undefined;
  /** Drafts read from the page since it was loaded. */
  readonly draftsRead: number;
}

/** The whole page, from which one that was lost is rebuilt. */
export function toPageState(inputs: ViewInputs, lookup: ProviderLookup): PageState {
  const { conversation, target } = inputs;
  return {
    conversationId: conversation.id,
    title: conversation.title || t('New chat'),
    turns: conversation.turns.map((turn, index) => toTurnView(turn, lookup, index === conversation.turns.length - 1)),
    conversations: inputs.summaries.map(({ id, title, updatedAt }) => ({
      id,
      title: title || t('New chat'),
      updatedAt,
    })),
    draft: conversation.draft,
    draftsRead: inputs.draftsRead,
    chips: inputs.chips,
    busy: inputs.busy,
    setUp: inputs.setUp,
    ...(target ? { target: { provider: target.provider, model: target.model, label: labelOf(lookup, target) } } : {}),
    ...(inputs.banner ? { banner: inputs.banner } : {}),
  };
}

/** One answer as the page shows it. Only the last one of a conversation can be asked again or acted on. */
export function toAnswerView(answer: Answer, lookup: ProviderLookup, isLast: boolean): AnswerView {
  const usage = usageLine(answer, (target) => priceFor(lookup, target));
  const card = answerCard(answer, lookup, isLast);
  return {
    role: 'assistant',
    id: answer.id,
    name: answerName(answer, lookup),
    label: answerLabel(answer, lookup),
    standIn: isByStandIn(answer),
    state: answer.state,
    segments: answer.segments.map((segment) => toSegmentView(segment, lookup)),
    notices: answer.notices
      .filter((notice) => !isLast || !isOffered(notice))
      .map((notice) => noticeSentence(notice, lookup)),
    // A question that waits has a button of its own for it.
    canRetry: isLast && !isRunning(answer) && (!answer.waiting || answer.waiting.t === 'asleep'),
    ...(answer.thinking === '' ? {} : { thinking: answer.thinking }),
    ...(usage ? { usage } : {}),
    ...(card ? { card } : {}),
  };
}

/** A context item as a chip. */
export function toChip(item: Omit<ContextItem, 'text'>, removable: boolean): ChipView {
  return { id: item.id, label: item.label, kind: item.kind, title: item.path ?? item.label, removable };
}

function toTurnView(turn: ConversationTurn, lookup: ProviderLookup, isLast: boolean): TurnView {
  if (turn.role === 'assistant') return toAnswerView(turn, lookup, isLast);
  return { role: 'user', id: turn.id, text: turn.text, chips: turn.context.map((item) => toChip(item, false)) };
}

function toSegmentView(segment: Segment, lookup: ProviderLookup): SegmentView {
  return {
    text: segment.text,
    seams: segment.seams.map((seam) => ({ at: seam.at, label: seamLabel(seam, 'continue', lookup) })),
    ...(segment.restarted ? { restarted: restartLabel(segment.restarted, lookup) } : {}),
  };
}

function isByStandIn(answer: Answer): boolean {
  const first = answer.firstChoice;
  return first !== undefined && answer.authors.some(({ target }) => !isSameTarget(target, first));
}
