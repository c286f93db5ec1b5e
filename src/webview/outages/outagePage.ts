import { t } from '../../core/base/t';
import type { OutageReport, Period, ToOutagePage } from '../../protocol/outagePage';
import { el } from '../dom';
import { emptyLog } from './emptyLog';
import { FirstTokenSection } from './firstTokenSection';
import { LampSection } from './lampSection';
import { LogHeader } from './logHeader';
import type { OutageHost } from './outageHost';
import { OutageList } from './outageList';
import { Timeline } from './timeline';
import { totalsOf } from './totals';

/** The page of the outage log: it shows the report and decides nothing. */
export class OutagePage {
  private readonly header: LogHeader;
  private readonly totals = el('dl', { class: 'totals' });
  private readonly timeline = new Timeline();
  private readonly firstTokens = new FirstTokenSection();
  private readonly list: OutageList;
  private readonly lamps = new LampSection();
  private readonly definitions = el('ul', {});
  private readonly body: HTMLElement;
  private readonly empty: HTMLElement;
  private readonly trouble = el('p', { class: 'trouble', role: 'alert', hidden: true });
  private report: OutageReport | undefined;
  private period: Period;

  constructor(
    root: HTMLElement,
    private readonly host: OutageHost,
  ) {
    this.period = host.recall()?.period ?? '24h';
    this.header = new LogHeader(this.period, {
      choose: (period) => this.choose(period),
      write: (format) => host.post({ t: 'export', format, period: this.period }),
    });
    this.list = new OutageList((outage) => host.post({ t: 'export', format: 'markdown', period: this.period, outage }));
    this.empty = emptyLog(() => host.post({ t: 'openChat' }));
    this.body = el(
      'div',
      { class: 'report', hidden: true },
      this.totals,
      this.timeline.element,
      this.list.element,
      this.lamps.element,
      this.firstTokens.element,
      el('section', { class: 'definitions' }, el('h2', {}, t('How these figures are made')), this.definitions),
    );
    this.empty.hidden = true;
    root.append(el('main', { class: 'page' }, this.header.element, this.trouble, this.empty, this.body));
  }

  /** Tells the host that the page can show something. */
  start(): void {
    this.host.post({ t: 'ready' });
  }

  /** Shows what the host says. Messages of an unknown kind come from another version and are passed over. */
  receive(message: ToOutagePage): void {
    this.trouble.hidden = message.t !== 'trouble';
    if (message.t === 'trouble') this.trouble.textContent = message.sentence;
    if (message.t !== 'report') return;
    this.report = message.report;
    this.show();
  }

  /** The colours have changed. */
  redraw(): void {
    this.firstTokens.redraw();
  }

  private choose(period: Period): void {
    this.period = period;
    this.host.remember({ period });
    this.show();
  }

  private show(): void {
    const { report, period } = this;
    if (!report) return;
    const isEmpty = report.since === undefined;
    this.empty.hidden = !isEmpty;
    this.body.hidden = isEmpty;
    this.header.update(report, period);
    if (isEmpty) return;
    this.totals.replaceChildren(...totalsOf(report.totals[period]));
    this.timeline.update(report, period);
    this.list.update(report, period);
    this.lamps.update(report, period);
    this.firstTokens.update(report, period);
    this.definitions.replaceChildren(...report.definitions.map((sentence) => el('li', {}, sentence)));
  }
}
