import type { ComponentStatus, StatusPageIncident } from '../contract/status';

/** A part of a service on its page. */
export interface SummaryComponent {
  readonly id?: string;
  readonly name?: string;
  readonly status: ComponentStatus;
}

/** An open incident, or a maintenance that is under way. */
export interface SummaryIncident {
  readonly id: string;
  readonly title: string;
  readonly stage: StatusPageIncident['stage'];
  /** Epoch ms. */
  readonly startedAt?: number;
  readonly updatedAt?: number;
  /** What it is about; absent where the page does not say. */
  readonly components?: readonly { readonly id?: string; readonly name?: string }[];
}

/** `summary.json` as far as it could be understood. */
export interface StatusPageSummary {
  readonly pageId?: string;
  /** Epoch ms. */
  readonly updatedAt?: number;
  readonly components: readonly SummaryComponent[];
  readonly incidents: readonly SummaryIncident[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads `summary.json` of Statuspage and of incident.io, which leaves out maintenances, often incidents, and of these their
 * components and beginnings (`providers.md` §5). Everything but the page itself is optional, and a word that is not known is
 * `unknown`. `undefined` for a text that is no such summary.
 */
export function parseSummary(text: string): StatusPageSummary | undefined {
  const body = parseJson(text);
  const page = record(body?.['page']);
  if (!body || !page) return undefined;
  return {
    ...given('pageId', statusPageText(page['id'])),
    ...given('updatedAt', instant(page['updated_at'])),
    components: records(body['components'])
      .filter((item) => item['group'] !== true)
      .map(toComponent),
    incidents: [
      ...records(body['incidents']).flatMap((item) => toIncident(item, stageOf(item['status']))),
      ...records(body['scheduled_maintenances']).flatMap((item) =>
        isUnderWay(item['status']) ? toIncident(item, 'maintenance') : [],
      ),
    ],
  };
}

function toComponent(item: Json): SummaryComponent {
  return {
    ...given('id', statusPageText(item['id'])),
    ...given('name', statusPageText(item['name'])),
    status: statusOf(item['status']),
  };
}

function toIncident(item: Json, stage: StatusPageIncident['stage'] | 'over'): readonly SummaryIncident[] {
  const title = statusPageText(item['name']);
  if (stage === 'over' || title === undefined || instant(item['resolved_at']) !== undefined) return [];
  const startedAt = instant(item['started_at']) ?? instant(item['created_at']);
  return [
    {
      id: statusPageText(item['id']) ?? title,
      title,
      stage,
      ...given('startedAt', startedAt),
      ...given('updatedAt', lastTouched(item) ?? startedAt),
      ...given('components', touchedComponents(item)),
    },
  ];
}

/** The incident's own components, else those its updates name; none at all means that the page does not say. */
function touchedComponents(item: Json): SummaryIncident['components'] {
  const own = records(item['components']);
  const named = own.length > 0 ? own : updatesOf(item).flatMap((update) => records(update['affected_components']));
  if (named.length === 0) return undefined;
  return named.map((one) => ({
    ...given('id', statusPageText(one['id']) ?? statusPageText(one['code'])),
    ...given('name', statusPageText(one['name'])),
  }));
}

function lastTouched(item: Json): number | undefined {
  const instants = [item, ...updatesOf(item)].flatMap((one) => instant(one['updated_at']) ?? []);
  return instants.length > 0 ? Math.max(...instants) : undefined;
}

function updatesOf(item: Json): readonly Json[] {
  return records(item['incident_updates']);
}

function stageOf(status: unknown): StatusPageIncident['stage'] | 'over' {
  switch (status) {
    case 'investigating':
    case 'identified':
    case 'monitoring':
      return status;
    case 'resolved':
    case 'postmortem':
      return 'over';
    default:
      return 'unknown';
  }
}

function isUnderWay(status: unknown): boolean {
  return status === 'in_progress' || status === 'verifying';
}

function statusOf(status: unknown): ComponentStatus {
  switch (status) {
    case 'operational':
    case 'degraded_performance':
    case 'partial_outage':
    case 'major_outage':
    case 'under_maintenance':
      return status;
    // The word of incident.io's own feed for the same.
    case 'full_outage':
      return 'major_outage';
    default:
      return 'unknown';
  }
}

/** Longer than any real title; what is longer is cut, since it is shown. */
const longestWords = 160;

/** A provider's own words on one line, without characters that change how others are shown. */
export function statusPageText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const line = value
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, longestWords);
  return line === '' ? undefined : line;
}

/** Epoch ms of an RFC 3339 instant. */
function instant(value: unknown): number | undefined {
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

function parseJson(text: string): Json | undefined {
  try {
    return record(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function record(value: unknown): Json | undefined {
  return isRecord(value) ? value : undefined;
}

function records(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function given<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: V });
}
