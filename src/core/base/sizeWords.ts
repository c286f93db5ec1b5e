import { t } from './t';

/** Bytes as people say them: `9.6 GB`, `37 GB`, `57 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1e8) return t('{0} MB', (bytes / 1e6).toFixed(bytes < 1e7 && bytes > 0 ? 1 : 0));
  return t('{0} GB', (bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0));
}
