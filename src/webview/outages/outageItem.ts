import { t } from '../../core/base/t';
import { clockTime, instantWords } from '../../core/base/timeWords';
import type { Outage, StoryLine } from '../../protocol/outagePage';
import { el, icon } from '../dom';
import { pageStyle } from '../pageStyle';

/** One outage: a line that opens to what it cost and what happened. */
export class OutageItem {
  private readonly summary = el('summary', {});
  private readonly content = el('div', { class: 'outage-body' });
  readonly element = el('details', { class: 'outage' }, this.summary, this.content);
  private shown = '';

  /** `write` exports this outage. */
  constructor(private readonly write: () => void) {}

  update(outage: Outage): void {
    const shown = JSON.stringify(outage);
    if (shown === this.shown) return;
    this.shown = shown;
    const { state, rehearsed } = outage;
    this.element.className = `outage ${state}${rehearsed ? ' rehearsed' : ''}`;
    this.summary.replaceChildren(...summaryParts(outage));
    const isFocused = this.content.contains(document.activeElement);
    const button = el('button', { type: 'button', class: 'button secondary' }, icon('export'), t('Export post-mortem'));
    button.addEventListener('click', this.write);
    const story = el('ol', { class: 'story', 'aria-label': t('What happened') }, ...outage.story.map(storyItem));
    this.content.replaceChildren(
      el('p', { class: 'summary-words' }, outage.summary),
      el('dl', { class: 'impact' }, ...outage.impactRows.flatMap(([name, figure]) => impact(name, figure))),
      story,
      el('div', { class: 'actions' }, button),
    );
    // The button is the one thing in there that takes the focus.
    if (isFocused) button.focus();
  }
}

function summaryParts(outage: Outage): readonly HTMLElement[] {
  const { label, reasonText, usesText, lengthText, startedAt, rehearsed, impact } = outage;
  const title = el('span', { class: 'outage-title' }, el('strong', {}, label), ` ${reasonText}`);
  if (rehearsed) title.append(el('span', { class: 'badge' }, t('rehearsal')));
  if (outage.state === 'ongoing') title.append(el('span', { class: 'badge now' }, t('now')));
  const when = el('span', { class: 'outage-when' }, instantWords(startedAt, pageStyle()), ' · ', usesText);
  const meanwhile = el('span', { class: 'outage-meanwhile' }, meanwhileWords(impact));
  return [
    el('span', { class: 'dot', 'aria-hidden': 'true' }),
    el('span', { class: 'outage-words' }, title, when),
    el('span', { class: 'outage-figures' }, el('span', { class: 'outage-length' }, lengthText), meanwhile),
    icon('chevron-right'),
  ];
}

function meanwhileWords({ answeredMeanwhile, standIns, unanswered }: Outage['impact']): string {
  const [first] = standIns;
  if (!first)
    return unanswered > 0 ? t('nobody stood in, {0} left without an answer', unanswered) : t('nobody stood in');
  return unanswered > 0
    ? t('{0} answered by {1}, {2} left without an answer', answeredMeanwhile, first.name, unanswered)
    : t('{0} answered by {1}', answeredMeanwhile, first.name);
}

function impact(name: string, figure: string): readonly HTMLElement[] {
  return [el('div', {}, el('dt', {}, name), el('dd', {}, figure))];
}

function storyItem({ t: kind, at, until, times, sentence, evidence }: StoryLine): HTMLElement {
  const words = el('span', { class: 'story-words' }, sentence);
  if (kind !== 'answers' && times > 1) words.append(el('span', { class: 'times' }, t('{0} times', times)));
  const from = el('time', { datetime: new Date(at).toISOString() }, clockTime(at, {}, true));
  const span = until === undefined ? from : el('span', {}, from, ` – ${clockTime(until, {}, true)}`);
  span.classList.add('story-time');
  return el('li', { class: `story-${kind}` }, icon(icons[kind]), span, words, evidence && evidenceOf(evidence));
}

const icons: Readonly<Record<StoryLine['t'], string>> = {
  failure: 'error',
  switch: 'arrow-swap',
  answers: 'shield',
  unanswered: 'circle-slash',
  page: 'megaphone',
  lamp: 'key',
  end: 'flag',
};

/** Enough to recognise; the exports have them all. */
const mostIds = 3;

function evidenceOf({ wire, phaseText, requestIds }: NonNullable<StoryLine['evidence']>): HTMLElement {
  const element = el('span', { class: 'evidence' });
  for (const token of wire) element.append(el('code', {}, token), ' ');
  element.append(phaseText);
  if (requestIds.length > 0) element.append(' · ', t('request'), ' ');
  for (const id of requestIds.slice(0, mostIds)) element.append(el('code', {}, id), ' ');
  if (requestIds.length > mostIds) element.append(t('and {0} more', requestIds.length - mostIds));
  return element;
}
