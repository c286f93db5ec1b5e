import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { t } from '../../core/base/t';
import type { LogFolder } from '../../core/outages/log/logFolder';
import { OutageLog } from '../../core/outages/log/outageLog';
import type { OutageReport } from '../../core/outages/report/outageReport';
import { Recorder } from '../../core/outages/log/recorder';
import { buildReport } from '../../core/outages/report/report';
import type { FromOutagePage } from '../../protocol/outagePage';
import { exportFiles } from './exportFiles';
import { exportReport } from './exportReport';
import { OutagePanel } from './outagePanel';
import type { OutagesDeps } from './registerOutages';

/** News comes in bursts; the page follows them by so much, in ms. */
const gatherMs = 400;

/** A log of several megabytes takes a while to be read; the page may take this share of the host's time. */
const mostShare = 0.1;

/** Other windows write too, and time goes on: an open page is brought up to date as often as this, in ms. */
const refreshMs = 30_000;

/** The outage log of this window together with the page that shows it. */
export class Outages implements Disposable {
  private readonly store = new DisposableStore();
  private readonly log: OutageLog;
  readonly recorder: Recorder;
  private panel: OutagePanel | undefined;
  private timer: { readonly due: number; readonly wait: Disposable } | undefined;
  private updating: Promise<void> = Promise.resolve();
  private tookMs = 0;

  constructor(
    private readonly deps: OutagesDeps,
    folder: LogFolder,
  ) {
    const { clock, logger, engine, onDidChangeStatus } = deps;
    this.log = new OutageLog({ folder, clock, logger, window: randomUUID().slice(0, 13) });
    this.recorder = new Recorder({
      log: this.log,
      clock,
      isRehearsed: (provider) => engine.rehearsal.current?.provider === provider,
    });
    this.store.add(this.recorder);
    this.store.add(engine.onDidNoteAsk(() => this.updateSoon(gatherMs)));
    this.store.add(onDidChangeStatus(() => this.updateSoon(gatherMs)));
  }

  /** Shows the page in an editor tab; one that is there comes to the front. */
  show(): void {
    if (this.panel) {
      this.panel.reveal();
      return;
    }
    this.panel = new OutagePanel({
      extensionUri: this.deps.extensionUri,
      logger: this.deps.logger,
      receive: (message) => this.receive(message),
      onDidShow: () => this.updateSoon(0),
      onDidClose: () => {
        this.panel = undefined;
        this.stopTimer();
        this.log.forget();
      },
    });
  }

  dispose(): void {
    this.stopTimer();
    this.panel?.dispose();
    this.store.dispose();
  }

  /** The report of this instant, from everything that any window has written. Rejects when the log can't be read. */
  private async report(): Promise<OutageReport> {
    await this.recorder.flush();
    const { clock, engine } = this.deps;
    const records = await this.log.read();
    return buildReport(records, {
      now: clock.now(),
      current: this.recorder.current,
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
