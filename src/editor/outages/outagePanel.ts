import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { Logger } from '../../core/base/logger';
import { t } from '../../core/base/t';
import { parseFromOutagePage } from '../../protocol/outageGuards';
import type { FromOutagePage, ToOutagePage } from '../../protocol/outagePage';
import { pageHtml } from '../pageHtml';
import { outageLogView } from './outageLogView';

/** How the tab reaches the log. */
export interface OutagePanelSources {
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
  /** A message of the page, already checked. */
  receive(message: FromOutagePage): Promise<void>;
  /** The tab has come to the front again. */
  onDidShow(): void;
  onDidClose(): void;
}

/** Opens an empty tab beside the others. */
export function createOutagePanel(): vscode.WebviewPanel {
  const options = { enableFindWidget: true };
  return vscode.window.createWebviewPanel(outageLogView, t('Outage log'), vscode.ViewColumn.Active, options);
}

/** The page of the outage log in an editor tab. It holds nothing: a page that comes asks for the report. */
export class OutagePanel implements Disposable {
  private readonly store = new DisposableStore();

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly sources: OutagePanelSources,
  ) {
    const { extensionUri } = sources;
    // The editor keeps the tab over a reload, but not what it may do.
    panel.webview.options = {
      enableScripts: true,
      enableCommandUris: false,
      enableForms: false,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
    };
    panel.iconPath = vscode.Uri.joinPath(extensionUri, 'media', 'icon.png');
    this.store.add(this.panel.webview.onDidReceiveMessage((value: unknown) => this.receive(value)));
    this.store.add(this.panel.onDidChangeViewState(() => this.panel.visible && sources.onDidShow()));
    this.store.add(
      this.panel.onDidDispose(() => {
        this.store.dispose();
        sources.onDidClose();
      }),
    );
    this.panel.webview.html = pageHtml(this.panel.webview, extensionUri, {
      name: 'outages',
      title: t('Outage log'),
    });
  }

  get isVisible(): boolean {
    return this.panel.visible;
  }

  reveal(): void {
    this.panel.reveal();
  }

  /** Sends a message; one that finds no page is dropped, since a page that comes asks for everything. */
  post(message: ToOutagePage): void {
    void this.panel.webview.postMessage(message);
  }

  dispose(): void {
    this.panel.dispose();
  }

  private receive(value: unknown): void {
    const { logger } = this.sources;
    const message = parseFromOutagePage(value);
    if (!message) {
      logger.warn('outages.messageRefused');
      return;
    }
    this.sources
      .receive(message)
      .catch((error: unknown) => logger.error('outages.messageFailed', { message: message.t, error: String(error) }));
  }
}
