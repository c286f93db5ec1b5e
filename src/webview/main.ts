import type { ToPage } from '../protocol/messages';
import { connectHost } from './host';
import { loadTranslations } from './l10n';
import { createSanitiser } from './markdown/sanitise';
import { Page } from './page';
import { browserClock } from './pageClock';

loadTranslations(document);
const root = document.getElementById('app');
if (root) {
  const page = new Page(root, { host: connectHost(), clock: browserClock(), sanitise: createSanitiser(window) });
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isMessage(data)) page.receive(data);
  });
  window.addEventListener('pagehide', () => page.leave());
  document.addEventListener('visibilitychange', () => document.hidden && page.leave());
  page.start();
}

/** The extension is trusted with the shape; this only keeps out what other parts of the editor post to every page. */
function isMessage(data: unknown): data is ToPage {
  return typeof data === 'object' && data !== null && 't' in data && typeof data.t === 'string';
}
