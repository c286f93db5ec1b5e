import * as vscode from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import { t } from '../../core/base/t';
import type { TargetStatus } from '../../core/contract/status';
import { isSameTarget } from '../../core/contract/target';
import type { Act } from '../../core/status/acts';
import type { StatusDeps } from './deps';
import { actionCommand } from '../drill/actionCommand';
import { actItems, targetItems, type ActButton, type PickerItem } from './pickerItems';
import { runAct } from './runAct';

/**
 * The provider picker: who answers and why, on a first page; what to do with one of them, on a second. It stays up to date
 * while it is open, and the line under the cursor stays where it is.
 */
export function openPicker(deps: StatusDeps): void {
  const store = new DisposableStore();
  const picker = store.add(vscode.window.createQuickPick<PickerItem>());
  store.add(deps.view());
  let chosen: TargetStatus | undefined;

  const render = (): void => {
    const { current } = deps.status;
    const active = picker.activeItems[0]?.label;
    const target = chosen;
    chosen = target && (current.targets.find((known) => isSameTarget(known, target)) ?? target);
    picker.title = chosen ? t('Understudy: {0}', chosen.label) : t('Understudy: who answers');
    picker.placeholder = chosen ? t('What to do with it') : t('Choose one to pin, pause or try it');
    picker.buttons = chosen ? [vscode.QuickInputButtons.Back] : [];
    picker.items = chosen ? actItems(current, chosen) : targetItems(current, deps.clock.now());
    const same = picker.items.find((item) => item.choice && item.label === active);
    if (same) picker.activeItems = [same];
  };
  const turnTo = (target: TargetStatus | undefined): void => {
    chosen = target;
    picker.value = '';
    render();
  };
  const run = (act: Act, target: TargetStatus): void => {
    picker.hide();
    runAct(act, target, deps);
  };

  picker.keepScrollPosition = true;
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  store.add(
    picker.onDidAccept(() => {
      const choice = picker.selectedItems[0]?.choice;
      if (choice?.t === 'target') turnTo(choice.target);
      else if (choice?.t === 'act') run(choice.act, choice.target);
      else if (choice?.t === 'stop-rehearsal') {
        picker.hide();
        deps.rehearsal.stop();
      } else if (choice?.t === 'route') {
        picker.hide();
        deps.pins.unpin(choice.use);
      } else if (choice?.t === 'action') {
        picker.hide();
        void vscode.commands.executeCommand(actionCommand, choice.id);
      }
    }),
  );
  store.add(
    picker.onDidTriggerItemButton(({ item, button }) => {
      if (item.choice?.t === 'target' && isActButton(button)) run(button.act, item.choice.target);
    }),
  );
  store.add(picker.onDidTriggerButton(() => turnTo(undefined)));
  store.add(deps.status.onDidChange(render));
  store.add(picker.onDidHide(() => store.dispose()));
  render();
  picker.show();
}

function isActButton(button: vscode.QuickInputButton): button is ActButton {
  return 'act' in button;
}
