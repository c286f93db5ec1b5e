import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import type { DrillReport } from '../../core/outages/drill/drillReport';
import { actionCommand } from './actionCommand';
import { reportHtml } from './reportHtml';

/** A page in an editor tab. It is made with the first result, filled anew with every other one, and gone when it is closed. */
export class ReportTab implements Disposable {
  private panel: vscode.WebviewPanel | undefined;

  constructor(
    private readonly viewType: string,
    private readonly extensionUri: vscode.Uri,
  ) {}

  /** Shows a result; the page takes the keyboard. */
  show(view: DrillReport): void {
    const panel = this.panel ?? this.open(view.title);
    panel.title = view.title;
    panel.webview.html = this.draw(view, panel.webview);
    panel.reveal();
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private open(title: string): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(this.viewType, title, vscode.ViewColumn.Active, {
      enableScripts: false,
      enableForms: false,
      enableCommandUris: [actionCommand],
      enableFindWidget: true,
      localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist')],
    });
    panel.onDidDispose(() => (this.panel = undefined));
    this.panel = panel;
    return panel;
  }

  private draw(view: DrillReport, webview: vscode.Webview): string {
    const style = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(this.extensionUri, 'dist', name)).toString();
    return reportHtml(view, {
      cspSource: webview.cspSource,
      styles: [style('codicon.css'), style('report.css')],
      language: vscode.env.language,
      command: actionCommand,
    });
  }
}
