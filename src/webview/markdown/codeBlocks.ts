import { t } from '../../core/base/t';
import { el, iconButton } from '../dom';

/** Gives every code block a bar with its language and the buttons *Copy code* and *Insert at cursor*. */
export function addCodeBars(fragment: DocumentFragment): void {
  for (const pre of fragment.querySelectorAll('pre')) {
    const language = languageOf(pre);
    const bar = el(
      'div',
      { class: 'code-bar' },
      el('span', { class: 'code-language' }, language || t('text')),
      iconButton('copy', t('Copy code'), { 'data-act': 'copyCode' }),
      iconButton('insert', t('Insert at cursor'), { 'data-act': 'insertCode' }),
    );
    const name = language ? t('Code, {0}', language) : t('Code');
    const block = el('div', { class: 'code-block', role: 'group', 'aria-label': name }, bar);
    pre.replaceWith(block);
    block.append(pre);
  }
}

/** The code of the block a button stands in, joined across seams, without their labels. */
export function codeBeside(button: Element): string {
  const code = button.closest('.code-block')?.querySelector('code');
  if (!code) return '';
  const copy = code.cloneNode(true) as HTMLElement;
  for (const seam of copy.querySelectorAll('[role=separator]')) seam.remove();
  return copy.textContent ?? '';
}

function languageOf(pre: Element): string {
  const name = [...(pre.querySelector('code')?.classList ?? [])].find((name) => name.startsWith('language-'));
  return name?.slice('language-'.length) ?? '';
}
