import * as vscode from 'vscode';
import type { Clock } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { renderReport } from '../../core/status/report';
import type { StatusPort } from './deps';

const scheme = 'understudy-status';
const address = vscode.Uri.from({ scheme, path: '/Understudy Status.txt' });

/** The status report as a read-only document that follows the status while it is open. */
export class StatusReport implements vscode.TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly status: StatusPort,
    private readonly clock: Clock,
  ) {
    this.store.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    this.store.add(status.onDidChange(() => this.changed.fire(address)));
  }

  provideTextDocumentContent(): string {
    return renderReport(this.status.current, this.clock.now());
  }

  /** Opens the report, as it is now. */
  async show(): Promise<void> {
    this.changed.fire(address);
    const document = await vscode.workspace.openTextDocument(address);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.store.dispose();
  }
}
