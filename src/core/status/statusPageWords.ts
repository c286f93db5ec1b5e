import { t } from '../base/t';
import { clockTime } from '../base/timeWords';
import type { ComponentStatus, StatusPageDoubt, StatusPageIncident } from '../contract/status';
import { isModelNamed } from '../health/statusPageModels';
import type { StatusPageReading } from '../health/statusPageReading';

/** What of a provider the words about its page depend on. */
export interface StatusPageSubject {
  readonly label: string;
  /** The models that are asked of it. */
  readonly models: readonly string[];
}

/** More incidents than these are counted, not told. */
const mostTold = 2;

/** What a page says, in a sentence for tooltip, report and log. The titles in it are the page's own words: plain text. */
export function statusPageSentence(reading: StatusPageReading, subject: StatusPageSubject): string {
  return reading.state === 'unknown' ? doubtWords(reading, subject) : saidWords(reading, subject);
}

function saidWords({ state, component, incidents }: StatusPageReading, subject: StatusPageSubject): string {
  const here = incidents.filter(({ onComponent }) => onComponent !== false);
  const told = incidentWords(here, subject);
  if (state === 'up') return here.length === 0 ? t('no trouble reported') : t('no trouble here, but {0}', told);
  if (here.length > 0) return told;
  return component ? t('{0}: {1}', component.name, componentWords(component.status)) : t('trouble reported');
}

function incidentWords(incidents: readonly StatusPageIncident[], { models }: StatusPageSubject): string {
  const told = incidents.slice(0, mostTold).map((incident) => {
    const words = t('“{0}”, {1}', incident.title, stageWords(incident));
    return isAboutOthers(incident, models) ? t('{0}, not about {1}', words, models.join(', ')) : words;
  });
  const more = incidents.length - told.length;
  return [...told, ...(more > 0 ? [t('{0} more', more)] : [])].join('; ');
}

/** The title names models, and none that is asked here. */
function isAboutOthers(incident: StatusPageIncident, models: readonly string[]): boolean {
  if (incident.models.length === 0 || models.length === 0) return false;
  return !incident.models.some((name) => models.some((model) => isModelNamed(name, model)));
}

function stageWords({ stage, startedAt }: StatusPageIncident): string {
  const since = startedAt === undefined ? '' : clockTime(startedAt);
  switch (stage) {
    case 'investigating':
      return since === '' ? t('investigating') : t('investigating since {0}', since);
    case 'identified':
      return since === '' ? t('cause found') : t('cause found, began {0}', since);
    case 'monitoring':
      return since === '' ? t('fix being watched') : t('fix being watched, began {0}', since);
    case 'maintenance':
      return since === '' ? t('maintenance') : t('maintenance since {0}', since);
    case 'unknown':
      return since === '' ? t('open') : t('open since {0}', since);
  }
}

function componentWords(status: ComponentStatus): string {
  switch (status) {
    case 'operational':
      return t('operational');
    case 'degraded_performance':
      return t('degraded performance');
    case 'partial_outage':
      return t('partial outage');
    case 'major_outage':
      return t('major outage');
    case 'under_maintenance':
      return t('under maintenance');
    case 'unknown':
      return t('state unknown');
  }
}

function doubtWords(reading: StatusPageReading, subject: StatusPageSubject): string {
  const { doubt = 'unreadable', incidents, readAt } = reading;
  const now = doubtSentence(doubt, reading, subject);
  if (incidents.length === 0) return now;
  const told = incidentWords(incidents, subject);
  return doubt === 'unlisted' || readAt === undefined
    ? t('{0}; open there: {1}', now, told)
    : t('{0}; at {1} it showed {2}', now, clockTime(readAt), told);
}

function doubtSentence(doubt: StatusPageDoubt, { changedAt }: StatusPageReading, { label }: StatusPageSubject): string {
  switch (doubt) {
    case 'unreachable':
      return t('unknown, it can’t be reached');
    case 'refused':
      return t('unknown, it can’t be read');
    case 'unreadable':
      return t('unknown, something else answers in its place');
    case 'frozen':
      return changedAt === undefined
        ? t('unknown, nobody has touched it for days')
        : t('unknown, untouched since {0}', new Date(changedAt).toLocaleDateString());
    case 'unlisted':
      return t('unknown, it does not say how {0} is', label);
  }
}
