import { t } from '../../core/base/t';
import { instantWords } from '../../core/base/timeWords';
import type { ExportFormat, OutageReport, Period } from '../../protocol/outagePage';
import { el, icon } from '../dom';
import { pageStyle } from '../pageStyle';
import { periodViews } from './periods';

/** What the header begins. */
export interface LogHeaderActions {
  choose(period: Period): void;
  write(format: ExportFormat): void;
}

const formats: readonly { readonly format: ExportFormat; readonly label: string }[] = [
  { format: 'markdown', label: 'Markdown' },
  { format: 'csv', label: 'CSV' },
  { format: 'json', label: 'JSON' },
];

/** Title, what there is to say of the period, the choice of the period, and the exports. */
export class LogHeader {
  private readonly headline = el('p', { class: 'headline', role: 'status' });
  private readonly since = el('p', { class: 'since' });
  private readonly tools: HTMLElement;
  private readonly radios: ReadonlyMap<Period, HTMLInputElement>;
  readonly element: HTMLElement;

  constructor(period: Period, actions: LogHeaderActions) {
    const views = periodViews();
    this.radios = new Map(views.map((view) => [view.period, radio(view.period, () => actions.choose(view.period))]));
    const choices = views.map((view) => el('label', {}, this.radios.get(view.period), el('span', {}, view.label)));
    const buttons = formats.map(({ format, label }) => {
      const name = t('Export as {0}', label);
      const button = el(
        'button',
        { type: 'button', class: 'button secondary', 'aria-label': name, title: name },
        label,
      );
      button.addEventListener('click', () => actions.write(format));
      return button;
    });
    const exports = el(
      'div',
      { class: 'exports', role: 'group', 'aria-label': t('Export') },
      icon('export'),
      ...buttons,
    );
    const words = el('div', { class: 'words' }, el('h1', {}, t('Outage log')), this.headline, this.since);
    this.tools = el(
      'div',
      { class: 'tools' },
      el('fieldset', { class: 'periods' }, el('legend', { class: 'for-the-ear' }, t('Period')), ...choices),
      exports,
    );
    this.element = el('header', {}, words, this.tools);
    this.mark(period);
  }

  update({ headlines, at, since, outages }: OutageReport, period: Period): void {
    this.mark(period);
    const isEmpty = since === undefined;
    const isAway = outages.some(({ state, rehearsed }) => state === 'ongoing' && !rehearsed);
    // A live region is read again whenever its text is set, so it is set only when it says something new.
    const said = isEmpty ? '' : headlines[period];
    if (this.headline.textContent !== said) this.headline.textContent = said;
    this.element.classList.toggle('away', isAway);
    this.tools.hidden = isEmpty;
    this.since.textContent = isEmpty
      ? ''
      : t(
          'Recorded on this machine since {0}. As of {1}.',
          instantWords(since, pageStyle()),
          instantWords(at, pageStyle()),
        );
  }

  private mark(period: Period): void {
    const chosen = this.radios.get(period);
    if (chosen) chosen.checked = true;
  }
}

function radio(value: Period, onChosen: () => void): HTMLInputElement {
  const input = el('input', { type: 'radio', name: 'period', value });
  input.addEventListener('change', () => input.checked && onChosen());
  return input;
}
