import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { t } from '../../core/base/t';
import { coverNow } from '../../core/outages/drill/coverNow';
import type { RehearsalRecord } from '../../core/outages/rehearsal/rehearsalRecord';
import { rehearsalReport } from '../../core/outages/rehearsal/rehearsalReport';
import { readinessReport } from '../../core/outages/readiness/readinessReport';
import { checkReadiness } from './checkReadiness';
import type { DrillDeps } from './deps';
import { ReportTab } from './reportTab';
import { rehearse } from './rehearse';

/** Rehearsals and readiness checks with their pages: one tab each, shown again with every new result. */
export class Drill implements Disposable {
  private readonly store = new DisposableStore();
  private readonly readiness: ReportTab;
  private readonly report: ReportTab;

  constructor(private readonly deps: DrillDeps) {
    this.readiness = this.store.add(new ReportTab('understudy.readiness', deps.extensionUri));
    this.report = this.store.add(new ReportTab('understudy.rehearsal', deps.extensionUri));
    this.store.add(deps.rehearsal.onDidEnd((record) => this.tellOfReport(record)));
  }

  /** Asks what is to be rehearsed and begins, or offers to stop what is under way. */
  async rehearse(): Promise<void> {
    await rehearse(this.deps);
  }

  /** Checks, and shows what was found; nothing when the user does not want to or stops it. */
  async checkReadiness(): Promise<void> {
    const facts = await checkReadiness(this.deps);
    if (facts) this.readiness.show(readinessReport(facts));
  }

  dispose(): void {
    this.store.dispose();
  }

  private tellOfReport(record: RehearsalRecord): void {
    const view = rehearsalReport({ record, ...coverNow(this.deps.readiness), named: (id) => this.named(id) });
    const sentence = t('The rehearsal is over: {0}', view.verdict.sentence);
    const show = (): void => this.report.show(view);
    if (record.how === 'stopped') {
      show();
      this.deps.ui.tell('info', sentence);
      return;
    }
    // One that ends by itself meets somebody who is typing: a tab that opens, even in the background, takes the cursor away.
    this.deps.ui.tell('info', sentence, { label: t('Show report'), run: show });
  }

  private named(id: string): { readonly label: string; readonly local: boolean } {
    return this.deps.resolved(id) ?? { label: id, local: false };
  }
}
