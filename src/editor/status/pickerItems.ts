import * as vscode from 'vscode';
import { t } from '../../core/base/t';
import type { StatusSnapshot, TargetStatus } from '../../core/contract/status';
import { isSameTarget, uses, type Use } from '../../core/contract/target';
import { actIcon, actLabel, actsFor, type Act } from '../../core/status/acts';
import { stateIcon } from '../../core/status/statusIcons';
import { rehearsalSentence } from '../../core/status/rehearsalWords';
import { isCurrent, nameIn, targetFacts, targetsFor, useOf } from '../../core/status/statusFacts';
import { useName } from '../../core/status/words';

/** A button on a line of the picker; it knows what it does. */
export interface ActButton extends vscode.QuickInputButton {
  readonly act: Act;
}

/** A line of the picker and what choosing it means; separators mean nothing. */
export interface PickerItem extends vscode.QuickPickItem {
  readonly choice?:
    | { readonly t: 'route'; readonly use: Use }
    | { readonly t: 'stop-rehearsal' }
    | { readonly t: 'action'; readonly id: string }
    | { readonly t: 'target'; readonly target: TargetStatus }
    | { readonly t: 'act'; readonly act: Act; readonly target: TargetStatus };
  readonly buttons?: readonly ActButton[];
}

/** The first page: for each use the route and its targets, with who answers and why. */
export function targetItems(snapshot: StatusSnapshot, now: number): readonly PickerItem[] {
  return [...rehearsalItems(snapshot), ...routeItems(snapshot, now), ...localItems(snapshot)];
}

/** The local servers with which something is to be done; one that is ready is a target like any other. */
function localItems({ local = [] }: StatusSnapshot): readonly PickerItem[] {
  const lines = local
    .filter(({ state }) => state !== 'ready')
    .map(({ text, action }) => ({
      label: action.label,
      detail: text,
      choice: { t: 'action', id: action.id } as const,
    }));
  return lines.length === 0 ? [] : [{ label: t('Local models'), kind: vscode.QuickPickItemKind.Separator }, ...lines];
}

function rehearsalItems({ rehearsal }: StatusSnapshot): readonly PickerItem[] {
  if (!rehearsal) return [];
  const label = `$(debug-stop) ${t('Stop rehearsal')}`;
  return [{ label, detail: rehearsalSentence(rehearsal), choice: { t: 'stop-rehearsal' } }];
}

function routeItems(snapshot: StatusSnapshot, now: number): readonly PickerItem[] {
  return uses.flatMap((use) => {
    const targets = targetsFor(snapshot, use);
    if (targets.length === 0) return [];
    return [
      { label: useName(use), kind: vscode.QuickPickItemKind.Separator },
      routeItem(snapshot, use),
      ...targets.map((target) => targetItem(snapshot, target, now)),
    ];
  });
}

/** The second page: everything that can be done with one target, so that no button needs a mouse. */
export function actItems(snapshot: StatusSnapshot, target: TargetStatus): readonly PickerItem[] {
  return actsFor(target, snapshot).map((act) => ({
    label: `$(${actIcon(act)}) ${actLabel(act, target)}`,
    choice: { t: 'act', act, target },
  }));
}

function routeItem(snapshot: StatusSnapshot, use: Use): PickerItem {
  const { pinned, current } = useOf(snapshot, use);
  return {
    label: `$(${pinned ? 'circle-outline' : 'check'}) ${t('Use the route')}`,
    description: pinned || !current ? '' : t('{0} answers now', nameIn(snapshot, current)),
    detail: t('The first in this order that can answer does.'),
    choice: { t: 'route', use },
  };
}

function targetItem(snapshot: StatusSnapshot, target: TargetStatus, now: number): PickerItem {
  const { pinned } = useOf(snapshot, target.use);
  const notes = [
    target.model,
    ...(pinned && isSameTarget(pinned, target) ? [t('pinned')] : []),
    ...(isCurrent(snapshot, target) ? [t('answers now')] : []),
  ];
  return {
    label: `$(${stateIcon(target)}) ${target.label}`,
    description: notes.filter((note) => note !== '').join(' · '),
    detail: targetFacts(target, now).join(' · '),
    choice: { t: 'target', target },
    buttons: actsFor(target, snapshot).map((act) => ({
      act,
      iconPath: new vscode.ThemeIcon(actIcon(act)),
      tooltip: actLabel(act, target),
    })),
  };
}
