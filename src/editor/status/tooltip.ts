import * as vscode from 'vscode';
import { uses } from '../../core/contract/target';
import { t } from '../../core/base/t';
import type { StatusSnapshot } from '../../core/contract/status';
import { lampIcon, stateIcon } from '../../core/status/statusIcons';
import { plainMarkdown } from '../../core/status/plainMarkdown';
import {
  isCurrent,
  statusPageSayings,
  targetFacts,
  targetLabel,
  targetsFor,
  useFacts,
  useOf,
} from '../../core/status/statusFacts';
import { rehearsalSentence } from '../../core/status/rehearsalWords';
import { spokenStatus } from '../../core/status/situations';
import { useName } from '../../core/status/words';
import { actionCommand } from '../drill/actionCommand';

/** The only commands a link in the tooltip may run. */
const links = [
  'understudy.chooseProvider',
  'understudy.showStatus',
  'understudy.openOutageLog',
  'understudy.openLog',
  'understudy.rehearseOutage',
] as const;

/**
 * What is known of every provider on the routes. Whatever comes from providers, models or users goes in as plain text; only
 * our own words are markup.
 */
export function buildTooltip(snapshot: StatusSnapshot, now: number): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString('', true);
  tooltip.isTrusted = { enabledCommands: [...links, actionCommand] };
  paragraph(tooltip, spokenStatus(snapshot));
  const [choose, show, outages, log, rehearse] = links;
  if (snapshot.rehearsal) {
    paragraph(tooltip, rehearsalSentence(snapshot.rehearsal));
    tooltip.appendMarkdown(`[${t('Stop rehearsal')}](command:${rehearse}?${argument('stop')})\n\n`);
  }
  for (const use of uses) {
    const targets = targetsFor(snapshot, use);
    if (targets.length === 0) continue;
    tooltip.appendMarkdown(`**${useName(use)}**\n\n`);
    for (const target of targets) {
      tooltip.appendMarkdown(`$(${stateIcon(target)}) `);
      tooltip.appendText(targetLabel(target));
      if (isCurrent(snapshot, target)) tooltip.appendMarkdown(` *${t('answers now')}*`);
      for (const fact of targetFacts(target, now)) {
        // Plain text keeps its spaces unbreakable, so that lines break between the facts only.
        tooltip.appendMarkdown(' · ');
        tooltip.appendText(fact);
      }
      // The icon is mark enough: a list would put a bullet before it.
      tooltip.appendMarkdown('  \n');
    }
    tooltip.appendMarkdown('\n');
    for (const fact of useFacts(snapshot, useOf(snapshot, use), now)) paragraph(tooltip, fact);
  }
  for (const { text, action } of snapshot.local ?? []) {
    tooltip.appendMarkdown(
      `${plainMarkdown(text)} [${plainMarkdown(action.label)}](command:${actionCommand}?${argument(action.id)})\n\n`,
    );
  }
  const lamps = snapshot.login?.lamps ?? [];
  if (lamps.length > 0) {
    tooltip.appendMarkdown(`**${t('Claude Code')}**\n\n`);
    for (const { state, label, text } of lamps) {
      tooltip.appendMarkdown(`$(${lampIcon(state)}) ${plainMarkdown(t('{0}: {1}', label, text))}  \n`);
    }
    tooltip.appendMarkdown('\n');
  }
  for (const { label, said } of statusPageSayings(snapshot, now))
    tooltip.appendMarkdown(`${plainMarkdown(t('Status page of {0}: {1}', label, said))}\n\n`);
  const named = [
    [t('Choose provider'), choose],
    [t('Show status'), show],
    [t('Open outage log'), outages],
    [t('Open log'), log],
  ];
  return tooltip.appendMarkdown(named.map(([name, link]) => `[${name}](command:${link})`).join(' · '));
}

/** A command's one argument, as it is written into a link. */
function argument(value: string): string {
  return encodeURIComponent(JSON.stringify([value]))
    .replaceAll(')', '%29')
    .replaceAll('(', '%28');
}

function paragraph(tooltip: vscode.MarkdownString, text: string): void {
  tooltip.appendText(text);
  tooltip.appendMarkdown('\n\n');
}
