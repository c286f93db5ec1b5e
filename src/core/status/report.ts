import { t } from '../base/t';
import type { StatusSnapshot } from '../contract/status';
import { uses, type Use } from '../contract/target';
import { rehearsalSentence } from './rehearsalWords';
import { spokenStatus } from './situations';
import { isCurrent, statusPageSayings, targetFacts, targetLabel, targetsFor, useFacts, useOf } from './statusFacts';
import { useName } from './words';

/** The status report: everything the tooltip says, as plain text to be read in an editor. */
export function renderReport(snapshot: StatusSnapshot, now: number): string {
  const network = { ok: t('ok'), offline: t('offline'), unknown: t('unknown') }[snapshot.network];
  return [
    spokenStatus(snapshot),
    '',
    ...(snapshot.rehearsal ? [rehearsalSentence(snapshot.rehearsal), ''] : []),
    ...uses.flatMap((use) => [useName(use), ...useLines(snapshot, use, now).map((line) => `  ${line}`), '']),
    t('Network'),
    `  ${network}`,
    '',
    ...section(
      t('Local models'),
      (snapshot.local ?? []).map(({ text, action }) => t('{0} ({1})', text, action.label)),
    ),
    ...section(t('Claude Code'), lampLines(snapshot)),
    ...section(
      t('Status pages'),
      statusPageSayings(snapshot, now).map(({ label, said }) => t('{0}: {1}', label, said)),
    ),
  ].join('\n');
}

/** The three lamps of Claude Code, each in a phrase; none where it is not on this machine. */
function lampLines({ login }: Pick<StatusSnapshot, 'login'>): readonly string[] {
  return (login?.lamps ?? []).map(({ label, text }) => t('{0}: {1}', label, text));
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${oneLine(line)}`), ''];
}

function useLines(snapshot: StatusSnapshot, use: Use, now: number): readonly string[] {
  const status = useOf(snapshot, use);
  const targets = targetsFor(snapshot, use).map((target) => {
    const { contextTokens } = target;
    const facts = [
      ...targetFacts(target, now).map(oneLine),
      ...(contextTokens === undefined ? [] : [t('context {0} tokens', contextTokens.toLocaleString('en'))]),
    ].join(', ');
    return isCurrent(snapshot, target)
      ? t('{0} (answers now): {1}', oneLine(targetLabel(target)), facts)
      : t('{0}: {1}', oneLine(targetLabel(target)), facts);
  });
  return [...(targets.length > 0 ? targets : [t('No provider is on this route.')]), ...useFacts(snapshot, status, now)];
}

/** Text of providers and users stays on its line. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
