import { t } from '../../core/base/t';
import { clockTime, durationWords, instantWords } from '../../core/base/timeWords';
import type { Span, SpanState } from '../../protocol/outagePage';
import { el } from '../dom';
import { pageStyle } from '../pageStyle';
import { ticks, type PeriodView } from './periods';

/** The narrowest part that is drawn, as a share of the strip: a minute is seen in a month. */
const narrowest = 0.003;

/**
 * What is known of a target over a period, as a strip: known time in colour, an outage taller than an answer, unknown time
 * hatched. The strip is a picture; what it shows is also in the table's figures and in its name.
 */
export function strip(spans: readonly Span[], now: number, view: PeriodView, name: string): HTMLElement {
  const from = now - view.ms;
  const shown = spans.filter((span) => span.to > from && span.from < now);
  const element = el('div', {
    class: 'strip',
    role: 'img',
    'aria-label': t('{0}: {1}', name, stripWords(shown, from)),
  });
  for (const at of ticks(now, view)) {
    const line = el('i', { class: 'tick' });
    line.style.left = share((at - from) / view.ms);
    element.append(line);
  }
  // Failures come last, so that a short one is not covered by the answers beside it.
  for (const span of shown.toSorted((a, b) => order[a.state] - order[b.state])) element.append(part(span, from, view));
  return element;
}

const order: Readonly<Record<SpanState, number>> = { answering: 0, network: 1, failing: 2 };

/** A state in two words. */
export function stateWords(state: SpanState): string {
  switch (state) {
    case 'answering':
      return t('answering');
    case 'failing':
      return t('not answering');
    case 'network':
      return t('no network');
  }
}

function part(span: Span, from: number, { ms }: PeriodView): HTMLElement {
  const begin = Math.max(span.from, from);
  const width = Math.max((span.to - begin) / ms, narrowest);
  const isShort = span.to - span.from < 86_400_000;
  const until = isShort ? clockTime(span.to) : instantWords(span.to, pageStyle());
  const title = t(
    '{0} – {1}: {2} ({3})',
    instantWords(span.from, pageStyle()),
    until,
    stateWords(span.state),
    durationWords(span.to - span.from),
  );
  const element = el('i', { class: `part ${span.state}`, title });
  element.style.left = share(Math.min((begin - from) / ms, 1 - width));
  element.style.width = share(width);
  return element;
}

function share(value: number): string {
  return `${(value * 100).toFixed(3)}%`;
}

function stripWords(spans: readonly Span[], from: number): string {
  const failing = spans.filter(({ state }) => state === 'failing');
  const ms = failing.reduce((sum, span) => sum + span.to - Math.max(span.from, from), 0);
  if (spans.length === 0) return t('unknown');
  if (failing.length === 0) return t('no outage seen');
  return t('not answering for {0}', durationWords(ms));
}
