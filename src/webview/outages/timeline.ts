import { t } from '../../core/base/t';
import { durationWords, shareWords } from '../../core/base/timeWords';
import { useWord } from '../../core/status/words';
import type { OutageReport, Period, ProviderReport, TargetReport } from '../../protocol/outagePage';
import { el } from '../dom';
import { pageStyle } from '../pageStyle';
import { periodView, ticks, tickWords, type PeriodView } from './periods';
import { stateWords, strip } from './strip';

/**
 * When each target answered, and its figures, in one table. It is a table with strips in it and not a drawn chart: states
 * over time are rows and stretches, which a screen reader, a keyboard and any theme know how to show.
 */
export class Timeline {
  private readonly body = el('div', { class: 'board' });
  readonly element = el(
    'section',
    { class: 'timeline' },
    el('div', { class: 'section-head' }, el('h2', {}, t('Timeline')), legend()),
    this.body,
  );
  private shown = '';

  update({ providers, at }: OutageReport, period: Period): void {
    const view = periodView(period);
    const active = providers
      .map((provider) => ({
        ...provider,
        targets: provider.targets.filter(({ figures, spans }) => isActive(figures[period], spans, at - view.ms)),
      }))
      .filter(({ targets }) => targets.length > 0);
    // Drawn again only when it says something new: a reader is not thrown out of the table every half minute.
    const shown = JSON.stringify([active, period, Math.floor(at / (view.ms / 500))]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.body.replaceChildren(
      active.length === 0 ? el('p', { class: 'note' }, t('Nobody was asked in this period.')) : table(active, at, view),
    );
  }
}

function isActive(
  { answered, failed }: TargetReport['figures'][Period],
  spans: TargetReport['spans'],
  from: number,
): boolean {
  return answered + failed > 0 || spans.some(({ to }) => to > from);
}

function table(providers: readonly ProviderReport[], now: number, view: PeriodView): HTMLElement {
  const head = el(
    'tr',
    {},
    el('th', { scope: 'col', class: 'who' }, t('Model')),
    el('th', { scope: 'col', class: 'when' }, t('Last {0}', view.label)),
    ...Object.values(columnNames()).map((name) => el('th', { scope: 'col', class: 'number' }, name)),
  );
  return el(
    'table',
    {},
    el('caption', { class: 'for-the-ear' }, t('When each model answered, and how well, in the last {0}', view.label)),
    el('thead', {}, head),
    ...providers.map((provider) => group(provider, now, view)),
    el('tfoot', {}, el('tr', { 'aria-hidden': 'true' }, el('td', {}), el('td', { class: 'when' }, axis(now, view)))),
  );
}

/** The columns of figures, in their order. */
function columnNames() {
  return {
    availability: t('Availability'),
    firstToken: t('First token'),
    answered: t('Answered'),
    failed: t('Failed'),
  };
}

function group({ label, targets }: ProviderReport, now: number, view: PeriodView): HTMLElement {
  const title = el('tr', { class: 'provider' }, el('th', { scope: 'rowgroup', colspan: '6' }, label));
  return el('tbody', {}, title, ...targets.map((target) => row(target, label, now, view)));
}

function row({ target, spans, figures }: TargetReport, label: string, now: number, view: PeriodView): HTMLElement {
  const { availability, answeringMs, failingMs, answered, failed, firstToken } = figures[view.period];
  const use = useWord(target.use);
  const names = columnNames();
  const known = t('{0} known', durationWords(answeringMs + failingMs));
  const mood = availability === undefined ? '' : availability < 0.95 ? ' bad' : availability < 0.99 ? ' fair' : ' good';
  return el(
    'tr',
    {},
    el(
      'th',
      { scope: 'row', class: 'who' },
      el('span', { class: 'model' }, target.model || label),
      el('span', { class: 'use' }, use),
    ),
    el('td', { class: 'when' }, strip(spans, now, view, `${label} ${target.model}, ${use}`)),
    cell(
      names.availability,
      availability === undefined ? t('unknown') : shareWords(availability),
      known,
      `share${mood}`,
    ),
    firstToken
      ? cell(names.firstToken, durationWords(firstToken.medianMs), t('95 % in {0}', durationWords(firstToken.p95Ms)))
      : cell(names.firstToken, '–'),
    cell(names.answered, count(answered)),
    cell(names.failed, count(failed), '', failed > 0 ? 'some' : ''),
  );
}

function cell(name: string, figure: string, note = '', more = ''): HTMLElement {
  return el(
    'td',
    { class: `number ${more}`.trim(), 'data-name': name },
    el('span', { class: 'figure' }, figure),
    note === '' ? undefined : el('span', { class: 'note' }, note),
  );
}

function axis(now: number, view: PeriodView): HTMLElement {
  const from = now - view.ms;
  const element = el('div', { class: 'axis' });
  for (const at of ticks(now, view)) {
    const where = (at - from) / view.ms;
    // A word at either end would be cut off.
    if (where < 0.02 || where > 0.96) continue;
    const word = el('span', {}, tickWords(at, view));
    word.style.left = `${(where * 100).toFixed(3)}%`;
    element.append(word);
  }
  return element;
}

function legend(): HTMLElement {
  const key = (name: string, words: string): HTMLElement => el('li', {}, el('i', { class: `key ${name}` }), words);
  return el(
    'ul',
    { class: 'legend', 'aria-label': t('Colours') },
    key('answering', stateWords('answering')),
    key('failing', stateWords('failing')),
    key('network', stateWords('network')),
    key('unknown', t('unknown')),
  );
}

function count(value: number): string {
  return value.toLocaleString(pageStyle().locale);
}
