import { t } from './t';

/** Bytes as people say them: `9.6 GB`, `37 GB`. */
export function sizeWords(bytes: number): string {
  return t('{0} GB', (bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0));
}
