import { config } from '@vscode/l10n';

/**
 * Gives `t` the translations the host wrote into the page as JSON; without them it speaks English. To be called before
 * anything is shown.
 */
export function loadTranslations(page: Document): void {
  const contents = page.getElementById('l10n')?.textContent?.trim();
  if (contents) config({ contents });
}
