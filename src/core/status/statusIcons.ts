import type { Lamp, TargetStatus } from '../contract/status';

/** The codicon of a lamp of Claude Code. */
export function lampIcon(state: Lamp['state']): string {
  return { ok: 'pass', trouble: 'error', unknown: 'question' }[state];
}

/** The codicon of a target's state. */
export function stateIcon(status: TargetStatus): string {
  if (!status.setUp) return 'circle-slash';
  const icons: Readonly<Record<TargetStatus['state'], string>> = {
    closed: 'pass',
    unknown: 'circle-outline',
    open: 'error',
    'half-open': 'history',
    isolated: 'debug-pause',
  };
  return icons[status.state];
}
