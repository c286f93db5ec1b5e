import type { Durations } from '../../routing/durations';
import type { Mark } from '../marks';
import { isClear, type Fact } from './fact';

/**
 * Milliseconds; of the machine, not of the policy. Windows of one host read one clock; more than this ahead of it, an instant was
 * written before the clock was set back.
 */
const aheadMs = 5_000;

/**
 * Whether a fact still tells of the present. Timed states are dropped after ten minutes; what names its own reset instant
 * is kept until then, and what only a change by the user ends (key, login, address, pause) for as long as it is believed.
 */
export function isAlive({ at, known }: Fact, now: number, durations: Durations): boolean {
  const age = now - at;
  if (!isBelievable(age, durations) || endOf(known) - at > longestWait(known, durations)) return false;
  if (age <= durations.healthKeptMs) return true;
  switch (known.k) {
    case 'breaker':
      return known.state.t === 'open' && known.state.exact && known.state.until > now;
    case 'mark':
      // A cleared mark must outlive the marks it corrects.
      return known.mark === undefined || outlivesTime(known.mark, now);
    case 'pause':
      return true;
    case 'model':
    case 'network':
    case 'episode':
    case 'page':
      return false;
  }
}

/** The facts that are alive. An episode is, too, while anything that may be its cause is held against its first choice. */
export function aliveFacts(facts: readonly Fact[], now: number, durations: Durations): readonly Fact[] {
  const alive = facts.filter((fact) => isAlive(fact, now, durations));
  const troubled = new Set(alive.flatMap(({ known }) => (isClear(known) ? [] : troubledBy(known))));
  return facts.filter((fact) => {
    const { at, known } = fact;
    if (alive.includes(fact)) return true;
    return (
      known.k === 'episode' &&
      !isClear(known) &&
      isBelievable(now - at, durations) &&
      troubled.has(known.first.provider)
    );
  });
}

function isBelievable(age: number, { healthLongestMs }: Durations): boolean {
  return age >= -aheadMs && age <= healthLongestMs;
}

function troubledBy(known: Fact['known']): readonly string[] {
  switch (known.k) {
    case 'breaker':
      return [known.target.provider];
    case 'mark':
    case 'model':
      return [known.provider];
    case 'pause':
    case 'network':
    case 'episode':
    case 'page':
      return [];
  }
}

function outlivesTime({ reason, wayBack }: Mark, now: number): boolean {
  switch (reason) {
    case 'auth':
    case 'forbidden':
    case 'login-lost':
    case 'wrong-address':
      return true;
    case 'quota':
      return wayBack.t === 'instant' && wayBack.named && wayBack.at > now;
    case 'intercepted':
      return false;
  }
}

/** When the next try is allowed at the latest (epoch ms); never, where nothing is planned. */
function endOf(known: Fact['known']): number {
  switch (known.k) {
    case 'breaker':
      return known.state.t === 'open' ? known.state.until : -Infinity;
    case 'network':
      return known.state.t === 'closed' ? known.state.nextLookAt : -Infinity;
    case 'mark': {
      const wayBack = known.mark?.wayBack;
      if (!wayBack || wayBack.t === 'event') return -Infinity;
      return wayBack.t === 'instant' ? wayBack.at : wayBack.nextAt;
    }
    case 'pause':
    case 'model':
    case 'episode':
    case 'page':
      return -Infinity;
  }
}

/** No rule of ours waits longer than this, in milliseconds: a plan beyond it is a broken file or a clock that was set back. */
function longestWait(known: Fact['known'], table: Durations): number {
  if (known.k === 'breaker') return Math.max(table.retryAfterMaxMs, table.breakerOpenMaxMs);
  if (known.k !== 'mark') return Math.max(...table.gateTriesMs);
  if (known.mark?.wayBack.t !== 'instant') return Math.max(...table.authTriesMs, ...table.gateTriesMs);
  return known.mark.wayBack.named ? table.healthLongestMs : table.quotaMaxMs;
}
