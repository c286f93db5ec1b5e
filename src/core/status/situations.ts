import { t } from '../base/t';
import type { Situation, StatusSnapshot } from '../contract/status';

/** How loud a situation is in the status bar (`product.md`, column *background*). */
export function loudness(situation: Situation): 'none' | 'warning' | 'error' {
  switch (situation) {
    case 'nobody':
      return 'error';
    case 'offline':
    case 'elsewhere':
    case 'login-lost':
      return 'warning';
    case 'not-set-up':
    case 'loading':
    case 'local-only':
    case 'pinned':
    case 'slow':
    case 'first':
      return 'none';
  }
}

/** The status bar's text for a screen reader: no icons, and whose text it is. */
export function spokenStatus(snapshot: Pick<StatusSnapshot, 'text'>): string {
  return t('Understudy: {0}', snapshot.text.replace(/\$\([^)]*\)\s*/g, ''));
}
