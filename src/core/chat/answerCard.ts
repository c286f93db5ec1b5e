import { t } from '../base/t';
import { isSameTarget, type Target } from '../contract/target';
import { failureAction, useRouteAction } from '../status/actions';
import { targetName } from '../status/names';
import { failureSentence } from '../status/sentences';
import { asleepSentence, tryingSentence, waitingButton, waitingSentence } from '../status/waitingWords';
import { noticeSentence } from './answerWords';
import { isOffered } from './answerNotices';
import { isRunning, textOf, type Answer, type OpenOffer, type Waiting } from './conversation';
import { circumstanceOf, nameOf, providerOf, type ChatProvider, type ProviderLookup } from './knownProviders';
import { isWorthSaying, skippedComplaint, type Complaint } from './skipped';
import { isWorthWaiting } from './worthWaiting';

/** Ids of the buttons that the chat itself acts on; all others are `verb:provider` of `status/actions.ts`. */
export const cardActions = {
  accept: 'offer-accept',
  decline: 'offer-decline',
  carryOn: 'carry-on',
  switchNow: 'switch-now',
  sendWhenBack: 'send-when-back',
  tryNow: 'waiting-try-now',
  stopWaiting: 'waiting-stop',
} as const;

/** A button beside a sentence. */
export interface CardAction {
  readonly id: string;
  readonly label: string;
}

/** What an answer has to say about itself beyond its text: a question, or why it failed. */
export interface AnswerCard {
  readonly sentence: string;
  readonly details?: readonly Complaint[];
  readonly actions: readonly CardAction[];
  /** The answer may still come by itself. */
  readonly isWaiting?: boolean;
  /** It is seen and gone again, and not worth being read out. */
  readonly isPassing?: boolean;
}

/** The card of an answer, if it needs one. Only the last answer of a conversation can be acted on. */
export function answerCard(answer: Answer, lookup: ProviderLookup, isLast: boolean): AnswerCard | undefined {
  const card = answer.offer
    ? offerCard(answer.offer, isRunning(answer), lookup)
    : answer.waiting
      ? waitingCard(answer, answer.waiting, lookup)
      : (slowCard(answer, lookup) ?? endCard(answer, lookup));
  return card && !isLast ? { sentence: card.sentence, actions: [] } : card;
}

function offerCard(offer: OpenOffer, isOpen: boolean, lookup: ProviderLookup): AnswerCard {
  const next = nameOf(lookup, offer.next);
  const label = offer.reason === 'cut-off' ? t('Carry on with {0}', next) : t('Ask {0}', next);
  const decline = { id: cardActions.decline, label: t('Leave it') };
  const from = providerOf(lookup, offer.from.provider);
  return {
    sentence: failureSentence(offer.failure, from, circumstanceOf(from, offer.from.model)),
    actions: [{ id: cardActions.accept, label }, ...(isOpen ? [decline] : [])],
  };
}

/** Somebody is slow, and somebody else could be asked now. */
function slowCard(answer: Answer, lookup: ProviderLookup): AnswerCard | undefined {
  const slow = isRunning(answer) ? answer.notices.find(isOffered) : undefined;
  if (!slow) return undefined;
  const sentence = t('{0} {1} can answer instead.', noticeSentence(slow, lookup), nameOf(lookup, slow.next));
  return { sentence, actions: [{ id: cardActions.switchNow, label: t('Switch now') }], isWaiting: true };
}

function waitingCard(answer: Answer, waiting: Waiting, lookup: ProviderLookup): AnswerCard {
  const details = complaintsOf(answer, lookup);
  const tryNow = { id: cardActions.tryNow, label: waitingButton('try-now') };
  const stop = { id: cardActions.stopWaiting, label: waitingButton('stop-waiting') };
  switch (waiting.t) {
    case 'watching': {
      const { next } = waiting;
      const told = next && { ...next, name: providerOf(lookup, next.provider).label };
      return { sentence: waitingSentence(told), details, actions: [tryNow, stop] };
    }
    case 'trying':
      return { sentence: tryingSentence(), details, actions: [stop], isPassing: true };
    case 'asleep':
      return { sentence: asleepSentence(waiting.why), details, actions: [sendWhenBack()] };
  }
}

function sendWhenBack(): CardAction {
  return { id: cardActions.sendWhenBack, label: waitingButton('send-when-back') };
}

function endCard(answer: Answer, lookup: ProviderLookup): AnswerCard | undefined {
  const author = answer.authors.at(-1)?.target;
  switch (answer.state) {
    case 'waiting':
    case 'streaming':
    case 'complete':
    case 'stopped':
      return undefined;
    case 'length':
      return author && contextCard(answer, author, providerOf(lookup, author.provider));
    case 'refused':
      return {
        sentence: t('{0} declined to answer this.', author ? nameOf(lookup, author) : t('The provider')),
        actions: [],
      };
    case 'failed':
    case 'cut-off':
      return failureCard(answer, lookup);
  }
}

/**
 * A local model that was cut by its context, as its own counts say (Ollama’s `prompt_eval_count` and `done_reason: length`):
 * what it may say is a part of that context. A cloud has its own limits, which no setting of the user’s moves.
 */
function contextCard(answer: Answer, author: Target, provider: ChatProvider): AnswerCard | undefined {
  const tokens = provider.local ? provider.contextTokens?.(author.model) : undefined;
  if (tokens === undefined) return undefined;
  const usage = answer.usage.find(({ target }) => isSameTarget(target, author));
  const isFull = usage !== undefined && usage.input + usage.output >= tokens;
  const size = tokens.toLocaleString('en');
  const name = targetName(provider, author.model);
  return {
    sentence: isFull
      ? t('The answer was cut: question and answer fill the context of {0}, {1} tokens.', name, size)
      : t('The answer was cut at the share that answers have of the context of {0}, {1} tokens.', name, size),
    actions: [{ id: `open-provider-settings:${provider.id}`, label: t('Context size') }],
  };
}

function failureCard(answer: Answer, lookup: ProviderLookup): AnswerCard {
  const carryOn = textOf(answer) === '' ? [] : [{ id: cardActions.carryOn, label: t('Carry on') }];
  const useRoute = answer.pinned ? [useRouteAction()] : [];
  const whenBack = isWorthWaiting(answer) ? [sendWhenBack()] : [];
  const complaints = complaintsOf(answer, lookup);
  const [only] = complaints;
  if (!only) return { sentence: t('This answer was interrupted before it was complete.'), actions: carryOn };
  if (complaints.length === 1) {
    const action = only.action ? [only.action] : [];
    return { sentence: only.sentence, actions: [...carryOn, ...useRoute, ...action, ...whenBack] };
  }
  return {
    sentence: answer.failures.length === 0 ? t('Nobody is ready to answer.') : t('Nobody could answer.'),
    details: complaints,
    actions: [...carryOn, ...useRoute, ...whenBack],
  };
}

/** One line per provider; the last failure of a provider is the one that counts. */
function complaintsOf(answer: Answer, lookup: ProviderLookup): readonly Complaint[] {
  const failures = answer.failures.filter(
    ({ target }, index) =>
      answer.failures.findLastIndex((other) => other.target.provider === target.provider) === index,
  );
  const asked = new Set(failures.map(({ target }) => target.provider));
  const passedOver = answer.skipped.filter((entry) => !asked.has(entry.provider));
  const worthSaying = passedOver.filter(isWorthSaying);
  const told = failures.length + worthSaying.length > 0 ? worthSaying : passedOver;
  return [
    ...failures.map(({ target, failure }): Complaint => {
      const provider = providerOf(lookup, target.provider);
      const known = circumstanceOf(provider, target.model);
      return { sentence: failureSentence(failure, provider, known), action: failureAction(failure, provider, known) };
    }),
    ...told.map((entry) => skippedComplaint(entry, providerOf(lookup, entry.provider))),
  ];
}
