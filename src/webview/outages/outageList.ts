import { t } from '../../core/base/t';
import type { Outage, OutageReport, Period } from '../../protocol/outagePage';
import { el } from '../dom';
import { OutageItem } from './outageItem';
import { periodView } from './periods';

/** The outages of the period, the newest first. Those that are open stay so when the report changes. */
export class OutageList {
  private readonly items = new Map<string, OutageItem>();
  private readonly rows = el('div', { class: 'outages' });
  readonly element = el('section', {}, el('h2', {}, t('Outages')), this.rows);

  /** `write` exports one outage by its id. */
  constructor(private readonly write: (outage: string) => void) {}

  update({ outages, at }: OutageReport, period: Period): void {
    const { ms, label } = periodView(period);
    const shown = outages.filter(({ lastSeenAt }) => lastSeenAt >= at - ms);
    for (const id of this.items.keys()) if (!outages.some((outage) => outage.id === id)) this.items.delete(id);
    const elements = shown.map((outage) => this.item(outage).element);
    const isSame =
      elements.length === this.rows.childElementCount &&
      elements.every((element, index) => this.rows.children[index] === element);
    if (isSame && elements.length > 0) return;
    const none = el('p', { class: 'note none' }, t('No outage in the last {0}.', label));
    this.rows.replaceChildren(...(elements.length > 0 ? elements : [none]));
  }

  private item(outage: Outage): OutageItem {
    const item = this.items.get(outage.id) ?? new OutageItem(() => this.write(outage.id));
    this.items.set(outage.id, item);
    item.update(outage);
    return item;
  }
}
