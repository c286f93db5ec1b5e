import { t } from '../../core/base/t';
import { durationWords } from '../../core/base/timeWords';
import { useName } from '../../core/status/words';
import type { OutageReport, Period } from '../../protocol/outagePage';
import { el } from '../dom';
import { FirstTokenChart, type ChartSeries } from './firstTokenChart';
import { periodView, tickWords, type PeriodView } from './periods';

/** How fast the targets began to answer, one chart for each use, with the figures as a table below. */
export class FirstTokenSection {
  private readonly parts = [new FirstTokenPart('chat'), new FirstTokenPart('completion')] as const;
  readonly element = el(
    'section',
    { class: 'first-tokens' },
    el('h2', {}, t('Time to first token')),
    el('div', { class: 'charts' }, ...this.parts.map(({ element }) => element)),
  );

  update(report: OutageReport, period: Period): void {
    for (const part of this.parts) part.update(report, period);
    this.element.hidden = this.parts.every(({ isEmpty }) => isEmpty);
  }

  redraw(): void {
    for (const part of this.parts) part.redraw();
  }
}

class FirstTokenPart {
  private readonly chart = new FirstTokenChart();
  private readonly keys = el('ul', { class: 'legend' });
  private readonly figures = el('div', { class: 'scroll' });
  readonly element: HTMLElement;
  isEmpty = true;
  private shown = '';

  constructor(private readonly use: 'chat' | 'completion') {
    this.element = el(
      'figure',
      {},
      el('figcaption', {}, el('h3', {}, useName(use)), this.keys),
      this.chart.element,
      el('details', {}, el('summary', {}, t('Figures as a table')), this.figures),
    );
  }

  update({ providers, at }: OutageReport, period: Period): void {
    const view = periodView(period);
    const series = providers.flatMap(({ label, targets }) =>
      targets
        .filter(({ target, figures }) => target.use === this.use && figures[period].trend.length > 0)
        .map(({ target, figures }): ChartSeries => ({
          name: `${label} ${target.model}`,
          points: figures[period].trend,
        })),
    );
    this.isEmpty = series.length === 0;
    this.element.hidden = this.isEmpty;
    const shown = JSON.stringify([series, period]);
    if (this.isEmpty || shown === this.shown) return;
    this.shown = shown;
    this.keys.replaceChildren(
      ...series.map(({ name }, index) => el('li', {}, el('i', { class: `key series-${index % 5}` }), name)),
    );
    this.chart.show(series, { from: at - view.ms, to: at, view });
    this.figures.replaceChildren(figuresTable(series, view));
  }

  redraw(): void {
    if (!this.isEmpty) this.chart.redraw();
  }
}

function figuresTable(series: readonly ChartSeries[], view: PeriodView): HTMLElement {
  const instants = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted((a, b) => a - b);
  const head = series.map(({ name }) => el('th', { scope: 'col' }, t('{0}: median, 95th percentile, answers', name)));
  const rows = instants.map((at) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, tickWords(at, view)),
      ...series.map(({ points }) => {
        const point = points.find((candidate) => candidate.at === at);
        const words =
          point && t('{0}, {1}, {2}', durationWords(point.medianMs), durationWords(point.p95Ms), point.count);
        return el('td', {}, words ?? '–');
      }),
    ),
  );
  const top = el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, t('From')), ...head));
  return el('table', { class: 'figures' }, top, el('tbody', {}, ...rows));
}
