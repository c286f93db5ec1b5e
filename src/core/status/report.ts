import { t } from '../base/t';
import type { StatusSnapshot, TargetStatus, UseStatus } from '../contract/status';
import { isSameTarget, type Use } from '../contract/target';
import { spokenStatus } from './situations';
import { clockTime } from './words';

const dayMs = 86_400_000;

/** State, reason, next try, last answer and time to first token of a target, in that order, one short phrase each. */
export function targetFacts(status: TargetStatus, now: number): readonly string[] {
  return [
    stateWords(status),
    ...(status.nextTryAt !== undefined && status.nextTryAt > now
      ? [t('next try {0}', instant(status.nextTryAt, now))]
      : []),
    ...(status.lastAnswerAt === undefined ? [] : [t('last answer {0}', instant(status.lastAnswerAt, now))]),
    ...(status.ttftMs === undefined ? [] : [t('first token {0} s', (status.ttftMs / 1000).toFixed(1))]),
  ];
}

/** The target as its user knows it: `Claude claude-sonnet-5-5`. */
export function targetLabel(status: Pick<TargetStatus, 'label' | 'model'>): string {
  return `${status.label} ${status.model}`.trim();
}

/** The name of a use in headings. */
export function useName(use: Use): string {
  return use === 'chat' ? t('Chat') : t('Inline completions');
}

/** The targets of one use in the order of its route. */
export function targetsFor(snapshot: StatusSnapshot, use: Use): readonly TargetStatus[] {
  return snapshot.targets.filter((target) => target.use === use);
}

/** What is said of one use beside its targets: a pin, an episode. */
export function useFacts(status: UseStatus, now: number): readonly string[] {
  return [
    ...(status.pinned ? [t('Pinned to {0} in this window.', `${status.pinned.provider} ${status.pinned.model}`)] : []),
    ...(status.episode
      ? [t('{0} has been away since {1}.', status.episode.provider, instant(status.episode.startedAt, now))]
      : []),
  ];
}

/** The status report: everything the tooltip says, as a document of its own. Markdown with all foreign text escaped. */
export function renderReport(snapshot: StatusSnapshot, now: number): string {
  const sections = (['chat', 'completion'] as const).flatMap((use) => {
    const status = use === 'chat' ? snapshot.chat : snapshot.completions;
    const lines = targetsFor(snapshot, use).map((target) => {
      const answers = status.current && isSameTarget(status.current, target) ? t(' (answers now)') : '';
      return `- **${escape(targetLabel(target))}**${answers}: ${escape(targetFacts(target, now).join(', '))}`;
    });
    return [
      `## ${useName(use)}`,
      '',
      ...(lines.length > 0 ? lines : [t('No provider is on this route.')]),
      '',
      ...useFacts(status, now).flatMap((fact) => [escape(fact), '']),
    ];
  });
  const network = { ok: t('ok'), offline: t('offline'), unknown: t('unknown') }[snapshot.network];
  return [
    `# ${t('Understudy status')}`,
    '',
    escape(spokenStatus(snapshot)),
    '',
    ...sections,
    `## ${t('Network')}`,
    '',
    network,
    '',
    ...(snapshot.page ? [`## ${t('Status page')}`, '', escape(snapshot.page.text), ''] : []),
  ].join('\n');
}

function stateWords(status: TargetStatus): string {
  if (status.reasonText !== undefined) return status.reasonText;
  switch (status.state) {
    case 'closed':
      return t('answering');
    case 'unknown':
      return t('not asked yet');
    case 'open':
      return t('not answering');
    case 'half-open':
      return t('to be tried');
    case 'isolated':
      return t('paused');
  }
}

/** `14:05`, with the date when that is not within a day. */
function instant(at: number, now: number): string {
  if (Math.abs(at - now) < dayMs) return clockTime(at);
  return `${new Date(at).toLocaleDateString()} ${clockTime(at)}`;
}

/** Keeps text of providers and users from being read as markup. */
function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~-]/g, '\\$&').replace(/\s+/g, ' ');
}
