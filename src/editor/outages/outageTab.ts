import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { t } from '../../core/base/t';
import type { OutageReport } from '../../core/outages/report/outageReport';
import { buildReport } from '../../core/outages/report/report';
import type { FromOutagePage } from '../../protocol/outagePage';
import { exportFiles } from './exportFiles';
import { exportReport } from './exportReport';
import { createOutagePanel, OutagePanel } from './outagePanel';
import type { Recording } from './recording';
import type { OutagesDeps } from './deps';

/** News comes in bursts; the page follows them by so much, in ms. */
const gatherMs = 400;

/** A log of several megabytes takes a while to be read; the page may take this share of the host's time. */
const mostShare = 0.1;

/** Other windows write too, and time goes on: an open page is brought up to date as often as this, in ms. */
const refreshMs = 30_000;

/** The outage log in an editor tab: the report of everything any window has written, brought up to date while it is seen. */
export class OutageTab implements Disposable {
  private readonly store = new DisposableStore();
  private panel: OutagePanel | undefined;
  private timer: { readonly due: number; readonly wait: Disposable } | undefined;
  private updating: Promise<void> = Promise.resolve();
  private tookMs = 0;

  constructor(
    private readonly deps: OutagesDeps,
    private readonly recording: Recording,
  ) {
    const { engine, onDidChangeStatus } = deps;
    this.store.add(engine.onDidNoteAsk(() => this.updateSoon(gatherMs)));
    this.store.add(onDidChangeStatus(() => this.updateSoon(gatherMs)));
  }

  /** Shows the tab; one that is there comes to the front. */
  show(): void {
    if (this.panel) this.panel.reveal();
    else this.fill(createOutagePanel());
  }

  /** Fills a tab that the editor kept over a reload. */
  restore(panel: vscode.WebviewPanel): void {
    // The editor fills a tab when it comes to the front; another one may have been opened before that.
    this.panel?.dispose();
    this.fill(panel);
  }

  dispose(): void {
    this.stopTimer();
    this.panel?.dispose();
    this.store.dispose();
  }

  private fill(tab: vscode.WebviewPanel): void {
    const panel = new OutagePanel(tab, {
      extensionUri: this.deps.extensionUri,
      logger: this.deps.logger,
      receive: (message) => this.receive(message),
      onDidShow: () => this.updateSoon(0),
      onDidClose: () => {
        if (this.panel !== panel) return;
        this.panel = undefined;
        this.stopTimer();
        this.recording.log.forget();
      },
    });
    this.panel = panel;
  }

  /** The report of this instant, from everything that any window has written. Rejects when the log can't be read. */
  private async report(): Promise<OutageReport> {
    const { log, recorder } = this.recording;
    await recorder.flush();
    const { clock, engine } = this.deps;
    const records = await log.read();
    return buildReport(records, {
      now: clock.now(),
      current: recorder.current,
      names: {
        provider: (id) => engine.registry.resolved(id)?.label ?? id,
        target: (target) => this.deps.nameOf(target),
      },
    });
  }

  private async receive(message: FromOutagePage): Promise<void> {
    switch (message.t) {
      case 'ready':
        return this.update();
      case 'openChat':
        await vscode.commands.executeCommand('understudy.openChat');
        return;
      case 'export': {
        const { format, period, outage } = message;
        const { ui, logger } = this.deps;
        return exportReport(() => this.report(), format, outage === undefined ? { period } : { outage }, {
          files: exportFiles,
          ui,
          logger,
          locale: vscode.env.language,
          openLog: () => vscode.commands.executeCommand('understudy.openLog'),
        });
      }
    }
  }

  /** Brings the page up to date within `ms`, once however often it is asked for; nothing is done for a page nobody sees. */
  private updateSoon(ms: number): void {
    const due = this.deps.clock.now() + Math.max(ms, this.tookMs / mostShare);
    if (!this.panel?.isVisible || (this.timer && this.timer.due <= due)) return;
    this.stopTimer();
    this.timer = { due, wait: this.deps.clock.schedule(due - this.deps.clock.now(), () => void this.update()) };
  }

  private async update(): Promise<void> {
    this.stopTimer();
    // One after the other: what has come while one was read is in the next.
    this.updating = this.updating.then(() => this.send());
    await this.updating;
    this.updateSoon(refreshMs);
  }

  private stopTimer(): void {
    this.timer?.wait.dispose();
    this.timer = undefined;
  }

  private async send(): Promise<void> {
    const begin = this.deps.clock.now();
    try {
      const report = await this.report();
      this.panel?.post({ t: 'report', report });
    } catch (error) {
      this.deps.logger.error('outages.unreadable', { error: String(error) });
      this.panel?.post({ t: 'trouble', sentence: t('The outage log can’t be read. The log says why.') });
    }
    this.tookMs = this.deps.clock.now() - begin;
  }
}
