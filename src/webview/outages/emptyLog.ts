import { t } from '../../core/base/t';
import { el, icon, textButton } from '../dom';

/** What the page shows before the first ask. */
export function emptyLog(openChat: () => void): HTMLElement {
  const button = textButton(t('Open chat'), { class: 'button primary' });
  button.addEventListener('click', openChat);
  return el(
    'section',
    { class: 'empty' },
    icon('shield'),
    el('h2', {}, t('Nothing to tell yet')),
    el(
      'p',
      {},
      t(
        'From the first ask on, this page shows when your models answered and how fast, and tells every outage: what failed, who stood in, and when it was over.',
      ),
    ),
    el('p', { class: 'note' }, t('It stays on this machine, and holds no prompt, no code and no key.')),
    button,
  );
}
