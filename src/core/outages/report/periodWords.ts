import { t } from '../../base/t';
import type { Period } from './outageReport';

/** A period in words. */
export function periodWords(period: Period): string {
  switch (period) {
    case '24h':
      return t('last 24 hours');
    case '7d':
      return t('last 7 days');
    case '30d':
      return t('last 30 days');
  }
}
