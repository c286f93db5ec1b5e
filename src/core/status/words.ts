import { t } from '../base/t';
import { clockTime } from '../base/timeWords';
import type { SkipReason } from '../contract/events';
import type { Failure, FailureKind } from '../contract/failure';
import type { Use } from '../contract/target';

/** Why a target is not used: a failure, or the user's own wish. */
export type Reason = FailureKind | 'paused';

/** What the words for a reason depend on beside it. */
export interface ReasonFacts {
  /** Turns a spent quota into a limit that ends (epoch ms). */
  readonly until?: number;
  /** It is fair to call the key bad (`Engine.isKeyRefused`): the free call refused it too and the status page shows no incident. */
  readonly keyRefused?: boolean;
}

/** The reason in the two or three words of `product.md`, the same in status bar, tooltip, seam, notice and log. */
export function reasonWords(reason: Reason, facts: ReasonFacts = {}): string {
  switch (reason) {
    case 'overloaded':
      return t('overloaded');
    case 'server':
      return t('server error');
    case 'unreachable':
      return t('unreachable');
    case 'slow-start':
      return t('not answering');
    case 'stalled':
      return t('stalled');
    case 'cut-off':
      return t('connection lost');
    case 'empty':
      return t('empty answer');
    case 'auth':
      // A 401 alone blames nobody: on 28 April 2026 good keys were refused for over an hour.
      return facts.keyRefused === true ? t('key refused') : t('access denied');
    case 'forbidden':
      return t('access denied');
    case 'quota':
      return facts.until === undefined ? t('out of credit') : t('limit until {0}', clockTime(facts.until));
    case 'rate-limited':
      return t('rate limited');
    case 'intercepted':
      return t('blocked by proxy');
    case 'wrong-address':
      return t('wrong address');
    case 'model-missing':
      return t('model missing');
    case 'local-stopped':
      return t('not running');
    case 'local-missing':
      return t('model not pulled');
    case 'local-memory':
      return t('out of memory');
    case 'local-busy':
      return t('busy');
    case 'local-loading':
      return t('loading');
    case 'login-lost':
      return t('login expired');
    case 'paused':
      return t('paused');
    case 'offline':
      return t('offline');
    case 'too-long':
      return t('too long');
    case 'bad-request':
      return t('bad request');
    case 'refused':
      return t('declined');
    case 'cancelled':
      return t('stopped');
  }
}

/** The words for a failure of an attempt; a quota may have a reset instant, and what was only rehearsed says so. */
export function failureWords(failure: Pick<Failure, 'kind' | 'until' | 'rehearsed'>, facts: ReasonFacts = {}): string {
  const words = reasonWords(failure.kind, { ...facts, until: failure.until });
  return failure.rehearsed ? rehearsedWords(words) : words;
}

/** A reason that was only played. */
export function rehearsedWords(reason: string): string {
  return t('{0} (rehearsal)', reason);
}

/** Why an entry of the route was passed over without being asked, in a few words. */
export function skipWords(why: SkipReason, facts: ReasonFacts = {}): string {
  switch (why) {
    case 'unknown-provider':
      return t('unknown provider');
    case 'disabled':
      return t('switched off');
    case 'not-set-up':
      return t('not set up');
    case 'local-only':
      return t('local only');
    case 'no-consent':
      return t('not allowed to complete code');
    case 'no-model':
      return t('no model chosen');
    case 'same-service':
      return t('same service');
    case 'throttled':
      return t('spared');
    case 'login-renewal':
      return t('waits for your click');
    default:
      return reasonWords(why, facts);
  }
}

/** A use as a heading or a cell. */
export function useName(use: Use): string {
  return use === 'chat' ? t('Chat') : t('Inline completions');
}

/** A use inside a line of text. */
export function useWord(use: Use): string {
  return use === 'chat' ? t('chat') : t('inline completions');
}
