import { t } from '../base/t';
import type { StatusSnapshot, TargetStatus } from '../contract/status';
import { isSameTarget } from '../contract/target';
import { useOf } from './statusFacts';

/** What the user can do with a target in the picker. */
export type Act =
  | 'pin'
  | 'unpin'
  | 'pause'
  | 'resume'
  | 'try-now'
  | 'choose-model'
  | 'set-key'
  | 'set-up'
  | 'log-in'
  | 'look-login'
  | 'stop-using';

/** The acts that make sense for a target now, the likeliest first, so that Enter twice does it. */
export function actsFor(status: TargetStatus, snapshot: StatusSnapshot): readonly Act[] {
  const { pinned } = useOf(snapshot, status.use);
  if (!status.setUp) return ['set-up'];
  const isProgram = status.provider === 'claude-code';
  const isPinned = pinned !== undefined && isSameTarget(pinned, status);
  return [
    ...(isPinned ? (['unpin'] as const) : status.model === '' ? [] : (['pin'] as const)),
    ...(status.state === 'open' || status.state === 'half-open' || status.needsClick ? (['try-now'] as const) : []),
    status.state === 'isolated' ? 'resume' : 'pause',
    ...(isProgram && snapshot.login?.inKeychain ? (['look-login'] as const) : []),
    'choose-model',
    ...(isProgram ? (['log-in', 'stop-using'] as const) : status.local ? [] : (['set-key'] as const)),
  ];
}

/** What an act is called for a target. */
export function actLabel(act: Act, status: Pick<TargetStatus, 'provider' | 'label' | 'use'>): string {
  switch (act) {
    case 'pin':
      return status.use === 'chat'
        ? t('Answer with {0} only, in this window', status.label)
        : t('Complete with {0} only, in this window', status.label);
    case 'unpin':
      return t('Use the route again');
    case 'pause':
      return t('Pause {0}', status.label);
    case 'resume':
      return t('Resume {0}', status.label);
    case 'try-now':
      return t('Try {0} now', status.label);
    case 'choose-model':
      return t('Choose a model of {0}', status.label);
    case 'set-key':
      return t('Change the key of {0}', status.label);
    case 'set-up':
      return status.provider === 'claude-code' ? t('Use {0}', status.label) : t('Set up {0}', status.label);
    case 'log-in':
      return t('Log in to {0} again', status.label);
    case 'look-login':
      return t('Look for the login in the keychain');
    case 'stop-using':
      return t('Do not use {0} any more', status.label);
  }
}

/** The codicon of an act. */
export function actIcon(act: Act): string {
  const icons: Readonly<Record<Act, string>> = {
    pin: 'pin',
    unpin: 'pinned',
    pause: 'debug-pause',
    resume: 'debug-start',
    'try-now': 'debug-restart',
    'choose-model': 'symbol-class',
    'set-key': 'key',
    'set-up': 'rocket',
    'log-in': 'sign-in',
    'look-login': 'key',
    'stop-using': 'circle-slash',
  };
  return icons[act];
}
