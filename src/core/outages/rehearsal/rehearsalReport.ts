import { t } from '../../base/t';
import { clockTime, durationWords } from '../../base/timeWords';
import { uses, type Target, type Use } from '../../contract/target';
import { targetName, type Named } from '../../status/names';
import { reasonWords, useName } from '../../status/words';
import { coveredUses, coverFindings, type CoverFacts, type CoverTarget } from '../drill/cover';
import { inOrderOfRisk, toItem, type Finding } from '../drill/finding';
import type { ReportItem, ReportSection, DrillReport } from '../drill/drillReport';
import type { RehearsalRecord, RehearsedAsk } from './rehearsalRecord';

/** What the report needs beside the record. */
export interface RehearsalReportFacts extends CoverFacts {
  readonly record: RehearsalRecord;
  /** The targets of a use that may be asked, as health knows them now. */
  targets(use: Use): readonly CoverTarget[];
  /** Who a provider is; a stand-in with only an id where it is gone. */
  readonly named: (id: string) => Named;
}

/** Asks told one by one; a long rehearsal has many completions. */
const mostRows = 40;

/**
 * What a real outage of the rehearsed kind would have meant: who answered and how soon, what nobody answered, who is left
 * on each route, and what to do next. Pure.
 */
export function rehearsalReport(facts: RehearsalReportFacts): DrillReport {
  const { record } = facts;
  const findings = gapsOf(facts);
  return {
    title: t('Rehearsal: {0}', record.provider.label),
    lead: t(
      '“{0}” was played in front of {1}, in this window only. Nothing of it counts: what was known of {1} before is known again.',
      record.fault.title(),
      record.provider.label,
    ),
    verdict: verdictOf(facts, findings),
    actions: [
      { id: 'rehearse:', label: t('Rehearse another outage') },
      { id: 'check-readiness:', label: t('Check readiness') },
    ],
    sections: [
      { heading: t('What a real outage would have meant'), blocks: [{ t: 'items', items: meaning(facts) }] },
      nextSteps(findings),
      ...(record.asks.length > 0 ? [oneByOne(facts)] : []),
      played(record),
    ],
  };
}

/** Gaps of both routes when the rehearsed provider is the one that is gone. */
function gapsOf(facts: RehearsalReportFacts): readonly Finding[] {
  return inOrderOfRisk(coveredUses(facts).flatMap((use) => coverFindings(use, facts.targets(use), facts)));
}

function verdictOf({ record }: RehearsalReportFacts, findings: readonly Finding[]): DrillReport['verdict'] {
  const asked = record.asks.filter(({ end }) => end !== 'stopped');
  const lost = asked.filter(({ end }) => end === 'unanswered').length;
  if (lost > 0)
    return { tone: 'bad', sentence: t('{0} of {1} asks would have been left without an answer.', lost, asked.length) };
  if (record.struck === 0)
    return {
      tone: 'note',
      sentence: t('Nobody asked {0} while it lasted, so nothing was struck.', record.provider.label),
    };
  const near = findings.filter(({ risk }) => risk === 'now' || risk === 'next').length;
  if (asked.length === 0) return { tone: 'note', sentence: t('No ask was waited for to its end.') };
  if (near > 0) return { tone: 'warn', sentence: t('Every ask was answered, but cover has gaps: {0}.', near) };
  return { tone: 'good', sentence: t('Every ask was answered: work would have gone on.') };
}

function meaning(facts: RehearsalReportFacts): readonly ReportItem[] {
  const items = uses.flatMap((use) => ofUse(use, facts));
  if (items.length > 0) return items;
  const sentence = t(
    'Nothing was asked while it lasted. Ask something during the next one to see who answers, and how soon.',
  );
  return [{ tone: 'note', badge: t('Not tried'), sentence }];
}

function ofUse(use: Use, facts: RehearsalReportFacts): readonly ReportItem[] {
  const all = facts.record.asks.filter((ask) => ask.use === use && ask.end !== 'running');
  // Completions end early all the time because the user types on; such a one says nothing.
  const asks = all.filter(({ end }) => end !== 'stopped');
  if (asks.length === 0) return [];
  const lost = asks.filter(({ end }) => end === 'unanswered');
  const struck = asks.filter((ask) => wasStruck(ask, facts));
  return [
    { ...badge(lost.length > 0 ? 'bad' : 'good'), sentence: answeredBy(use, asks, facts), ...soon(asks) },
    ...(struck.length > 0 ? [withoutFailover(use, struck.length)] : []),
    ...seams(asks, facts),
    ...refusals(asks, facts),
  ];
}

function badge(tone: 'good' | 'bad'): Pick<ReportItem, 'tone' | 'badge'> {
  return { tone, badge: tone === 'good' ? t('Answered') : t('Not all answered') };
}

/** `Asks in chat: 3. Answered: 2 by Gemma 4. Left without an answer: 1.` */
function answeredBy(use: Use, asks: readonly RehearsedAsk[], { named }: RehearsalReportFacts): string {
  const counts = new Map<string, number>();
  let lost = 0;
  for (const { end, by } of asks) {
    if (end === 'unanswered' || !by) {
      lost++;
      continue;
    }
    const who = targetName(named(by.provider), by.model);
    counts.set(who, (counts.get(who) ?? 0) + 1);
  }
  const parts = [...counts].map(([who, count]) => t('{0} by {1}', count, who)).join(', ');
  const isChat = use === 'chat';
  return [
    isChat ? t('Asks in chat: {0}.', asks.length) : t('Inline completions: {0}.', asks.length),
    ...(parts === '' ? [] : [isChat ? t('Answered: {0}.', parts) : t('Filled: {0}.', parts)]),
    ...(lost === 0 ? [] : [isChat ? t('Left without an answer: {0}.', lost) : t('Left empty: {0}.', lost)]),
  ].join(' ');
}

function soon(asks: readonly RehearsedAsk[]): Pick<ReportItem, 'detail'> {
  const times = asks.flatMap(({ firstWordMs }) => firstWordMs ?? []).toSorted((a, b) => a - b);
  const median = times[Math.floor((times.length - 1) / 2)];
  const worst = times.at(-1);
  if (median === undefined || worst === undefined) return {};
  const detail =
    times.length === 1
      ? t('The first token came after {0}.', durationWords(median))
      : t('The first token came after {0} (median), at worst after {1}.', durationWords(median), durationWords(worst));
  return { detail };
}

function withoutFailover(use: Use, count: number): ReportItem {
  const sentence =
    use === 'chat'
      ? t('Without a stand-in {0} of these asks would have failed.', count)
      : t('Without a stand-in {0} of these completions would have stayed empty.', count);
  return { tone: 'note', badge: t('What would have failed'), sentence };
}

function seams(asks: readonly RehearsedAsk[], { named }: RehearsalReportFacts): readonly ReportItem[] {
  return asks.flatMap(({ seam, by }): readonly ReportItem[] => {
    if (!seam || !by) return [];
    const who = targetName(named(by.provider), by.model);
    const sentence =
      seam.mode === 'continue'
        ? t('An answer was cut; {0} carried it on with {1} characters kept.', who, seam.keptChars)
        : t('An answer was cut; {0} started it again, with the beginning folded above.', who);
    return [{ tone: 'note', badge: t('Cut and carried on'), sentence }];
  });
}

function refusals(asks: readonly RehearsedAsk[], { record }: RehearsalReportFacts): readonly ReportItem[] {
  if (!asks.some(({ end, left }) => end === 'refused' || left.some(({ kind }) => kind === 'bad-request'))) return [];
  const sentence = t('{0} is told as it is and is not sent elsewhere: it is no outage.', record.fault.title());
  return [{ tone: 'note', badge: t('By design'), sentence }];
}

function wasStruck(ask: RehearsedAsk, { record }: RehearsalReportFacts): boolean {
  return ask.end === 'unanswered' || ask.by?.provider !== record.provider.id || ask.left.length > 0;
}

function nextSteps(findings: readonly Finding[]): ReportSection {
  return {
    heading: t('Next steps'),
    blocks:
      findings.length > 0
        ? [{ t: 'items', items: findings.map(toItem) }]
        : [{ t: 'text', text: t('None: both routes have somebody left, with and without a network.') }],
  };
}

function oneByOne(facts: RehearsalReportFacts): ReportSection {
  const { asks } = facts.record;
  // What the user waited for comes first; within a use the order is that of time.
  const shown = uses.flatMap((use) => asks.filter((ask) => ask.use === use)).slice(0, mostRows);
  const rest = asks.length - shown.length;
  return {
    heading: t('Ask by ask'),
    blocks: [
      {
        t: 'table',
        caption: t('Asks during the rehearsal and what became of them'),
        columns: [t('At'), t('For'), t('Answered by'), t('First token'), t('What happened')],
        rows: shown.map((ask) => row(ask, facts)),
      },
      ...(rest > 0 ? [{ t: 'text' as const, text: t('And {0} more.', rest) }] : []),
    ],
  };
}

function row(ask: RehearsedAsk, facts: RehearsalReportFacts): readonly string[] {
  const name = (target: Target): string => targetName(facts.named(target.provider), target.model);
  const left = ask.left.map(({ target, kind }) => t('{0}: {1}', name(target), reasonWords(kind)));
  return [
    clockTime(ask.at),
    useName(ask.use),
    ask.end === 'unanswered' || !ask.by ? t('nobody') : name(ask.by),
    ask.firstWordMs === undefined ? '–' : durationWords(ask.firstWordMs),
    [...left, ...endWords(ask)].join('; ') || '–',
  ];
}

function endWords({ end }: RehearsedAsk): readonly string[] {
  switch (end) {
    case 'stopped':
      return [t('stopped')];
    case 'running':
      return [t('still running')];
    case 'refused':
      return [t('declined')];
    case 'answered':
    case 'unanswered':
      return [];
  }
}

function played({ fault, startedAt, endedAt, how, struck, provider }: RehearsalRecord): ReportSection {
  return {
    heading: t('What was played'),
    blocks: [
      {
        t: 'facts',
        facts: [
          { label: t('Fault'), value: fault.title() },
          { label: t('In front of'), value: provider.label },
          {
            label: t('Lasted'),
            value: t('{0} to {1}, {2}', clockTime(startedAt), clockTime(endedAt), durationWords(endedAt - startedAt)),
          },
          { label: t('Ended'), value: how === 'time' ? t('by itself') : t('stopped') },
          { label: t('Requests struck'), value: String(struck) },
        ],
      },
    ],
  };
}
