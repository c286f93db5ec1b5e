import uPlot from 'uplot';
import { durationWords } from '../../core/base/timeWords';
import type { TrendPoint } from '../../protocol/outagePage';
import { el } from '../dom';
import { ticks, tickWords, type PeriodView } from './periods';

/** The line of one target. */
export interface ChartSeries {
  readonly name: string;
  readonly points: readonly TrendPoint[];
}

/** The stretch of time (epoch ms) that a chart shows. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly view: PeriodView;
}

/** Theme colours of the lines, in the order of the legend's classes; lines differ by their dashes too. */
const colours = ['charts-blue', 'charts-orange', 'charts-purple', 'charts-green', 'charts-yellow'] as const;
const dashes: readonly (readonly number[])[] = [[], [6, 4], [2, 3], [10, 4, 2, 4], [1, 4]];
const heightPx = 180;
/** Room for a word below the chart. */
const wordPx = 72;

/**
 * Medians over time as lines, with the 95th percentile as a pale band above each. A canvas by uPlot: its scales, gaps and
 * sharp lines are what one would get wrong. It is for the eye; the table below it is for everybody.
 */
export class FirstTokenChart {
  readonly element = el('div', { class: 'chart', 'aria-hidden': 'true' });
  private plot: uPlot | undefined;
  private last: { readonly series: readonly ChartSeries[]; readonly stretch: Stretch } | undefined;

  constructor() {
    // Where nothing is laid out there is nothing to draw.
    if (!('ResizeObserver' in globalThis)) return;
    new ResizeObserver(() => {
      const width = this.element.clientWidth;
      if (width > 0 && this.plot?.width !== width) this.plot?.setSize({ width, height: heightPx });
      if (width > 0 && !this.plot) this.redraw();
    }).observe(this.element);
  }

  show(series: readonly ChartSeries[], stretch: Stretch): void {
    this.last = { series, stretch };
    this.redraw();
  }

  /** Draws again, with the colours as they are now. */
  redraw(): void {
    this.plot?.destroy();
    this.plot = undefined;
    const { last, element } = this;
    if (!last || element.clientWidth === 0) return;
    this.plot = new uPlot(optionsOf(last.series, last.stretch, element.clientWidth), dataOf(last.series), element);
  }
}

/** Instants in seconds, then a line of medians and one of percentiles for each target. */
function dataOf(series: readonly ChartSeries[]): uPlot.AlignedData {
  const instants = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at)))].toSorted((a, b) => a - b);
  const lines = series.flatMap(({ points }) => {
    const known = new Map(points.map((point) => [point.at, point]));
    return [instants.map((at) => known.get(at)?.medianMs ?? null), instants.map((at) => known.get(at)?.p95Ms ?? null)];
  });
  return [instants.map((at) => at / 1_000), ...lines];
}

function optionsOf(series: readonly ChartSeries[], { from, to, view }: Stretch, width: number): uPlot.Options {
  const text = themeColour('descriptionForeground', '#888');
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: text, font, grid: { stroke: pale(text), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: heightPx,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 8, 0, 0],
    scales: {
      x: { time: true, range: [from / 1_000, to / 1_000] },
      y: { range: (_plot, _low, high) => [0, high * 1.1] },
    },
    axes: [
      {
        ...axis,
        size: 26,
        grid: { show: false },
        splits: ({ width: pixels }) => thinned(ticks(to, view), pixels).map((at) => at / 1_000),
        values: (_plot, instants) => instants.map((at) => tickWords(at * 1_000, view)),
      },
      { ...axis, size: 58, values: (_plot, values) => values.map((ms) => (ms === 0 ? '0' : durationWords(ms))) },
    ],
    series: [{}, ...series.flatMap((_line, index) => lineOf(index))],
    bands: series.map((_line, index) => ({
      series: [2 * index + 2, 2 * index + 1] as [number, number],
      fill: pale(colourOf(index)),
    })),
  };
}

/** As many of the instants as have room for their words. */
function thinned(instants: readonly number[], pixels: number): readonly number[] {
  const every = Math.ceil((instants.length * wordPx) / pixels);
  return instants.filter((_instant, index) => index % every === 0);
}

function lineOf(index: number): readonly uPlot.Series[] {
  const stroke = colourOf(index);
  const median = {
    stroke,
    width: 2,
    dash: [...(dashes[index % dashes.length] ?? [])],
    points: { size: 5, fill: stroke },
  };
  return [median, { stroke: pale(stroke), width: 1, points: { show: false } }];
}

function colourOf(index: number): string {
  return themeColour(colours[index % colours.length] ?? 'charts-blue', '#59a4f9');
}

/** The band of a line: its own colour, mixed so thin that lines and grid are seen through it. */
function pale(colour: string): string {
  return `color-mix(in srgb, ${colour} 18%, transparent)`;
}

function themeColour(name: string, fallback: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--vscode-${name}`).trim() || fallback;
}
