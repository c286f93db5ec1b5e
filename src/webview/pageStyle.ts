import type { TimeStyle } from '../core/base/timeWords';

/** How a page writes figures, lengths and instants: in the editor's language, which the host sets on the page's root. */
export function pageStyle(): TimeStyle {
  return { locale: document.documentElement.lang || undefined };
}
