import { t } from '../../base/t';
import {
  clockTime,
  dayWords,
  durationWords,
  instantWords,
  shareWords,
  zoneWords,
  type TimeStyle,
} from '../../base/timeWords';
import { useWord } from '../../status/words';
import { lampsIn, outagesIn, type ExportScope } from './exportScope';
import {
  periods,
  periodMs,
  type LampChange,
  type Outage,
  type OutageReport,
  type ProviderReport,
  type StoryLine,
} from '../report/outageReport';
import { periodWords } from '../report/periodWords';

/** Enough to ask the provider about; CSV and JSON have them all. */
const mostIds = 3;

/** The report as markdown that a team can paste: summary, impact, timeline, figures, and how they are made. */
export function toMarkdown(report: OutageReport, scope: ExportScope, style: TimeStyle = {}): string {
  const outages = outagesIn(report, scope);
  const [only] = outages;
  const isOne = 'outage' in scope;
  const head = isOne && only ? [oneHead(only, style)] : periodHead(report, scope, style);
  const origin = t(
    'From the outage log of Understudy on this machine, written {0}. Times are {1}.',
    instantWords(report.at, style),
    zoneWords(report.at, style),
  );
  const sections = isOne
    ? outages.map((outage) => outageSection(outage, style, 2))
    : [
        `## ${t('Outages')}`,
        ...(outages.length === 0 ? [t('None.')] : [overview(outages, style)]),
        ...outages.map((outage) => `## ${title(outage, style)}\n\n${outageSection(outage, style, 3)}`),
      ];
  const [headline = '', ...summary] = head;
  return [
    headline,
    `_${origin}_`,
    ...summary,
    ...sections,
    ...lampSection(lampsIn(report, scope), style),
    `## ${t('Availability and time to first token')}`,
    availability(report.providers),
    `## ${t('How these figures are made')}`,
    report.definitions.map((sentence) => `- ${plain(sentence)}`).join('\n'),
    '',
  ].join('\n\n');
}

function periodHead({ at, totals, headlines }: OutageReport, scope: ExportScope, style: TimeStyle): readonly string[] {
  const period = 'period' in scope ? scope.period : '30d';
  const { outages, outageMs, answeredMeanwhile, unanswered, carriedChars } = totals[period];
  const from = dayWords(at - periodMs[period], style);
  return [
    `# ${t('Outages, {0} to {1}', from, dayWords(at, style))}`,
    `## ${t('Summary')}`,
    plain(headlines[period]),
    table(
      [t('What'), periodWords(period)],
      [
        [t('Outages'), String(outages)],
        [t('Time in outages'), durationWords(outageMs)],
        [t('Asks answered meanwhile by a stand-in'), String(answeredMeanwhile)],
        [t('Asks left without an answer'), String(unanswered)],
        [t('Characters kept'), String(carriedChars)],
      ],
    ),
  ];
}

function lampSection(lamps: readonly LampChange[], style: TimeStyle): readonly string[] {
  if (lamps.length === 0) return [];
  const lines = lamps.map(({ at, sentence }) => `- ${instantWords(at, style)}: ${plain(sentence)}`);
  return [`## ${t('Claude Code, outside outages')}`, lines.join('\n')];
}

function oneHead(outage: Outage, style: TimeStyle): string {
  return `# ${t('Post-mortem: {0}', title(outage, style))}`;
}

function title(outage: Outage, style: TimeStyle): string {
  const mark = outage.rehearsed ? ` (${t('rehearsal')})` : '';
  return plain(t('{0}, {1}, {2}', outage.label, outage.reasonText, instantWords(outage.startedAt, style)) + mark);
}

function outageSection(outage: Outage, style: TimeStyle, level: 2 | 3): string {
  const heading = (text: string): string => `${'#'.repeat(level)} ${text}`;
  return [
    heading(t('Summary')),
    plain(outage.summary),
    heading(t('Impact')),
    table(
      [t('What'), t('Figure')],
      outage.impactRows.map((row) => row.map(plain)),
    ),
    heading(t('What happened')),
    table(
      [t('Time'), t('What'), t('Evidence')],
      outage.story.map((line) => [storyTime(line, style), plain(storyText(line)), evidenceCell(line)]),
    ),
  ].join('\n\n');
}

function overview(outages: readonly Outage[], style: TimeStyle): string {
  return table(
    [t('Began'), t('Provider'), t('Use'), t('Why'), t('Length'), t('Answered meanwhile'), t('Left without an answer')],
    outages.map((outage) =>
      [
        instantWords(outage.startedAt, style),
        outage.rehearsed ? `${outage.label} (${t('rehearsal')})` : outage.label,
        outage.usesText,
        outage.reasonText,
        outage.lengthText,
        String(outage.impact.answeredMeanwhile),
        String(outage.impact.unanswered),
      ].map(plain),
    ),
  );
}

function availability(providers: readonly ProviderReport[]): string {
  const rows = providers.flatMap(({ label, targets }) =>
    targets.flatMap(({ target, figures }) =>
      periods
        .filter((period) => figures[period].answered + figures[period].failed > 0)
        .map((period) => {
          const { availability: share, answeringMs, failingMs, answered, failed, firstToken } = figures[period];
          return [
            `${label} ${target.model}`.trim(),
            useWord(target.use),
            periodWords(period),
            share === undefined ? t('unknown') : shareWords(share),
            durationWords(answeringMs + failingMs),
            String(answered),
            String(failed),
            firstToken ? durationWords(firstToken.medianMs) : '–',
            firstToken ? durationWords(firstToken.p95Ms) : '–',
          ].map(plain);
        }),
    ),
  );
  if (rows.length === 0) return t('Nothing was recorded yet.');
  const median = t('First token, median');
  const head = [t('Model'), t('Use'), t('Period'), t('Availability'), t('Known time'), t('Answered'), t('Failed')];
  return table([...head, median, t('95th percentile')], rows);
}

function storyTime({ at, until }: StoryLine, style: TimeStyle): string {
  const from = clockTime(at, style, true);
  return until === undefined ? from : `${from} – ${clockTime(until, style, true)}`;
}

function storyText({ t: kind, sentence, times }: StoryLine): string {
  return kind !== 'answers' && times > 1 ? t('{0} ({1} times)', sentence, times) : sentence;
}

/** Evidence is code, so that a request id can be copied as it is. */
function evidenceCell({ evidence }: StoryLine): string {
  if (!evidence) return '';
  const { wire, phaseText, requestIds } = evidence;
  return [...wire.map(code), plain(phaseText), ...requestsCell(requestIds)].join(' · ');
}

function requestsCell(ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return [];
  const shown = ids.slice(0, mostIds).map(code).join(', ');
  const rest = ids.length - mostIds;
  return [rest > 0 ? t('request {0} and {1} more', shown, rest) : t('request {0}', shown)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head.map(plain)), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/**
 * Where code hosts make links and mentions of bare text. A backslash does not keep them from it: they look at what is rendered,
 * so that a space of no width has to stand between.
 */
const autolinked = /@(?=\w)|#(?=\d)|\bGH-(?=\d)|:(?=\/\/)|\bwww(?=\.)/gi;

/** Text of providers, pages and settings as text: nothing in it becomes a link, an element or a column. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(autolinked, '$&\u200B')
    .replace(/[\\`*_[\]<>|~]/g, '\\$&');
}

/** A token of a wire as code. It was checked when it was recorded: there is no backtick and no bar in it. */
function code(token: string): string {
  return `\`${token}\``;
}
