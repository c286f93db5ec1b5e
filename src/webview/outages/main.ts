import type { ToOutagePage } from '../../protocol/outagePage';
import { loadTranslations } from '../l10n';
import { connectOutageHost } from './outageHost';
import { OutagePage } from './outagePage';

loadTranslations(document);
const root = document.getElementById('app');
if (root) {
  const page = new OutagePage(root, connectOutageHost());
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isMessage(data)) page.receive(data);
  });
  // The editor puts its colours on the page's root; a theme that changes is drawn with its own.
  new MutationObserver(() => page.redraw()).observe(document.documentElement, { attributeFilter: ['style'] });
  page.start();
}

/** The extension is trusted with the shape; this only keeps out what other parts of the editor post to every page. */
function isMessage(data: unknown): data is ToOutagePage {
  return typeof data === 'object' && data !== null && 't' in data && typeof data.t === 'string';
}
