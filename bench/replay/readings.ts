import type { Use } from '../../src/core/contract/target';
import type { BlendName } from './blends';
import type { Impact, Incident } from './incidents';

/** A time in which a service fails a share of its requests. */
export interface Trouble {
  readonly incident: string;
  readonly service: 'claude' | 'openai';
  /** Absent: both. */
  readonly use?: Use;
  readonly from: number;
  readonly until: number;
  /** Share of requests that fail inside a wave and between two. */
  readonly hard: number;
  readonly soft: number;
  /** One wave without a pause until then (epoch ms). */
  readonly hardUntil?: number;
  /** No wave after it (epoch ms): the page said *monitoring*. */
  readonly softFrom?: number;
  readonly blend: BlendName;
}

/** Why an incident does not touch this user: Claude's API was not affected, or a model that the user does not work with. */
export type Miss = 'not-the-api' | 'other-model';

/** What an incident means for the user of this replay. */
export type Reading =
  | { readonly t: 'hits'; readonly troubles: readonly Trouble[] }
  | { readonly t: 'misses'; readonly why: Miss };

/**
 * Shares of failing requests by the page's impact. A status page publishes none; these follow Statuspage's words: critical
 * is a major outage, major a partial one, minor a degradation that most requests survive.
 */
const shares: Readonly<Record<Impact, { readonly hard: number; readonly soft: number }>> = {
  critical: { hard: 0.95, soft: 0.5 },
  major: { hard: 0.6, soft: 0.15 },
  minor: { hard: 0.3, soft: 0.05 },
};

/** The models of the year in which this user worked, by use; the names change, the tier stays. */
const modelsOfUser: Readonly<Record<string, Use>> = {
  'model:claude-sonnet-4-6': 'chat',
  'model:claude-sonnet-5': 'chat',
  'model:claude-haiku-4-5': 'completion',
};

const at = (instant: string): number => Date.parse(instant);

/** What the remarks of single rows add to their scope and impact, by the row's start. */
const remarks: Readonly<Record<string, Partial<Trouble>>> = {
  // "API works, only login/logout paths fail; later: some API methods down": the second half, half of the shares.
  '2026-03-02T11:49:00Z': { from: at('2026-03-02T13:48:00Z'), hard: 0.475, soft: 0.25 },
  // `api-partial` again: half of the shares.
  '2026-03-02T17:15:00Z': { hard: 0.475, soft: 0.25 },
  // "about 90 min of hard failure".
  '2026-04-07T08:53:00Z': { hardUntil: at('2026-04-07T10:23:00Z'), softFrom: at('2026-04-07T10:23:00Z'), hard: 0.95 },
  // "API back 16:01".
  '2026-04-15T14:53:00Z': { until: at('2026-04-15T16:01:00Z') },
  // "auth errors with good keys".
  '2026-04-28T17:34:00Z': { blend: 'refused-keys', soft: 0.95 },
  // "monitoring 10:42".
  '2026-06-02T06:04:00Z': { softFrom: at('2026-06-02T10:42:00Z') },
  // "produced false low-credit 400s for paying accounts": this user has one of those accounts.
  '2026-09-01T23:26:00Z': { blend: 'false-credit', hard: 0.95, soft: 0.95 },
  // "monitoring 16:06".
  '2026-09-03T13:26:00Z': { softFrom: at('2026-09-03T16:06:00Z') },
};

/** "OpenAI's page: 14:43-16:55 the same day, minor": the day two clouds failed. */
const second: Trouble = {
  incident: '2026-09-03T13:26:00Z',
  service: 'openai',
  from: at('2026-09-03T14:43:00Z'),
  until: at('2026-09-03T16:55:00Z'),
  ...shares.minor,
  blend: 'elevated',
};

/** Turns an incident's scope, impact and remarks into failing requests. */
export function readIncident(incident: Incident): Reading {
  const { key, scope, from, until, impact } = incident;
  const models = scope.filter((entry) => entry.startsWith('model:'));
  const uses = models.flatMap((entry) => modelsOfUser[entry] ?? []);
  if (models.length > 0 && uses.length === 0) return { t: 'misses', why: 'other-model' };
  const isFalseCredit = remarks[key]?.blend === 'false-credit';
  if (models.length === 0 && !isFalseCredit && !scope.some((entry) => ['all', 'api', 'api-partial'].includes(entry))) {
    return { t: 'misses', why: 'not-the-api' };
  }
  const [use] = uses;
  const trouble: Trouble = {
    incident: key,
    service: 'claude',
    ...(use === undefined ? {} : { use }),
    from,
    until,
    ...shares[impact],
    blend: 'elevated',
    ...remarks[key],
  };
  return { t: 'hits', troubles: key === second.incident ? [trouble, second] : [trouble] };
}
