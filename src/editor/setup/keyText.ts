import { t } from '../../core/base/t';
import type { ResolvedProvider } from '../../core/providers/provider';
import type { InputRemark } from './ports';

/** What is wrong or odd about a typed key; `undefined` when nothing is. An error cannot be a key, a warning may be one. */
export function remarkOnKey(
  text: string,
  provider: Pick<ResolvedProvider, 'label' | 'keyPattern'>,
): InputRemark | undefined {
  const key = text.trim();
  if (key === '') return undefined;
  // A key travels in a header, which carries nothing else; quotes turned "smart" and blanks come from copying.
  const foreign = /[^\x21-\x7e]/u.exec(key)?.[0];
  if (foreign !== undefined) {
    const shown = /\s/.test(foreign) ? t('a blank') : `“${foreign}”`;
    return { severity: 'error', sentence: t('A key can’t contain {0}. Copy it again from where you got it.', shown) };
  }
  if (provider.keyPattern && !provider.keyPattern.test(key)) {
    return {
      severity: 'warning',
      sentence: t('This does not look like a key of {0}. Press Enter to use it all the same.', provider.label),
    };
  }
  return undefined;
}
