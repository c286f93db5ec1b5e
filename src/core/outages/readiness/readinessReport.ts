import { sizeWords } from '../../base/sizeWords';
import { t } from '../../base/t';
import { clockTime, durationWords } from '../../base/timeWords';
import { holeVerdictWords } from '../../status/holeWords';
import { failureWords, skipWords, useName } from '../../status/words';
import { toItem, type Finding } from '../drill/finding';
import type { ReportSection, DrillReport } from '../drill/drillReport';
import { claudeCodeSection } from './claudeCodeSection';
import { readinessFindings, readinessVerdict } from './readinessFindings';
import type { CheckedTarget, KeyState, ReadinessFacts } from './readinessFacts';

/** The readiness check as a page: the gaps in order of risk, then everything that was asked and seen. */
export function readinessReport(facts: ReadinessFacts): DrillReport {
  const findings = readinessFindings(facts);
  return {
    title: t('Readiness'),
    lead: t(
      'Every target on both routes was asked for a word at {0}. This tells what fails next, and who is left then.',
      clockTime(facts.at),
    ),
    verdict: { tone: toneOf(findings), sentence: readinessVerdict(facts, findings) },
    actions: [
      { id: 'check-readiness:', label: t('Check again') },
      { id: 'rehearse:', label: t('Rehearse outage') },
    ],
    sections: [gaps(findings), asked(facts), ...claudeCodeSection(facts.login), machine(facts)],
  };
}

function holeCell({ outcome }: CheckedTarget): string {
  return outcome.t === 'answered' && outcome.hole ? holeVerdictWords(outcome.hole) : '–';
}

function toneOf(findings: readonly Finding[]): DrillReport['verdict']['tone'] {
  if (findings.some(({ risk }) => risk === 'now')) return 'bad';
  return findings.some(({ risk }) => risk === 'next' || risk === 'thin') ? 'warn' : 'good';
}

function gaps(findings: readonly Finding[]): ReportSection {
  return {
    heading: t('Gaps, in order of risk'),
    blocks:
      findings.length > 0
        ? [{ t: 'items', items: findings.map(toItem) }]
        : [{ t: 'text', text: t('None: whatever fails next, somebody answers.') }],
  };
}

function asked({ targets }: ReadinessFacts): ReportSection {
  return {
    heading: t('What was asked'),
    blocks: [
      {
        t: 'table',
        caption: t('Targets of both routes with what their tiny request came to'),
        columns: [t('Target'), t('For'), t('Result'), t('Key'), t('Reads'), t('Fills holes by')],
        rows: targets.map((entry) => [
          `${entry.provider.label} ${entry.target.model}`.trim(),
          useName(entry.target.use),
          resultWords(entry),
          keyWords(entry.key),
          t('{0} tokens', entry.windowTokens.toLocaleString()),
          holeCell(entry),
        ]),
      },
    ],
  };
}

function machine({ machine: { memoryBytes, freeDiskBytes }, targets }: ReadinessFacts): ReportSection {
  const local = targets.filter(({ provider, sizeBytes }) => provider.local && sizeBytes !== undefined);
  const models = new Map(local.map(({ target, sizeBytes }) => [target.model, sizeWords(sizeBytes ?? 0)]));
  return {
    heading: t('This machine'),
    blocks: [
      {
        t: 'facts',
        facts: [
          { label: t('Memory'), value: sizeWords(memoryBytes) },
          { label: t('Free disk'), value: freeDiskBytes === undefined ? t('unknown') : sizeWords(freeDiskBytes) },
          ...[...models].map(([model, size]) => ({ label: model, value: t('{0} on disk', size) })),
        ],
      },
    ],
  };
}

function resultWords({ outcome, keyRefused }: CheckedTarget): string {
  switch (outcome.t) {
    case 'answered': {
      const first = t('first token {0}', durationWords(outcome.firstTokenMs));
      return outcome.loadMs === undefined ? first : t('{0}, loaded in {1}', first, durationWords(outcome.loadMs));
    }
    case 'failed':
      return failureWords(outcome.failure, { keyRefused });
    case 'skipped':
      return t('not asked: {0}', skipWords(outcome.why));
  }
}

function keyWords(key: KeyState): string {
  switch (key.t) {
    case 'none-needed':
      return '–';
    case 'stored':
      return t('stored');
    case 'env':
      return key.isSet ? key.name : t('{0} is empty', key.name);
    case 'missing':
      return t('missing');
  }
}
