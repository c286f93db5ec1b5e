import { t } from '../../core/base/t';
import { instantWords } from '../../core/base/timeWords';
import type { OutageReport, Period } from '../../protocol/outagePage';
import { el } from '../dom';
import { periodView } from './periods';

/** What became of Claude Code’s login and its service beside the outages; no section where nothing did. */
export class LampSection {
  private readonly rows = el('ul', {});
  readonly element = el(
    'section',
    { class: 'lamps', hidden: true },
    el('h2', {}, t('Claude Code, outside outages')),
    this.rows,
  );

  update({ lamps, at: now }: OutageReport, period: Period): void {
    const shown = lamps.filter(({ at }) => at >= now - periodView(period).ms);
    this.element.hidden = shown.length === 0;
    this.rows.replaceChildren(
      ...shown.map(({ at, sentence }) =>
        el('li', {}, el('time', { datetime: new Date(at).toISOString() }, instantWords(at)), ` ${sentence}`),
      ),
    );
  }
}
