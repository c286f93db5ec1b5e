import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../core/base/disposable';
import { renderReport } from '../../core/status/report';
import type { StatusDeps } from './deps';

const scheme = 'understudy-status';
const address = vscode.Uri.from({ scheme, path: '/Understudy Status.txt' });

/** The status report as a read-only document that follows the status while it is open. */
export class StatusReport implements vscode.TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.changed.event;

  private viewing: Disposable | undefined;

  constructor(private readonly deps: Pick<StatusDeps, 'status' | 'clock' | 'view'>) {
    this.store.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    this.store.add(deps.status.onDidChange(() => this.changed.fire(address)));
    this.store.add(vscode.window.onDidChangeVisibleTextEditors((editors) => this.noteVisible(editors)));
    this.store.add(toDisposable(() => this.viewing?.dispose()));
  }

  provideTextDocumentContent(): string {
    return renderReport(this.deps.status.current, this.deps.clock.now());
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

  private noteVisible(editors: readonly vscode.TextEditor[]): void {
    const isVisible = editors.some(({ document }) => document.uri.scheme === scheme);
    if (isVisible) this.viewing ??= this.deps.view();
    else {
      this.viewing?.dispose();
      this.viewing = undefined;
    }
  }
}
