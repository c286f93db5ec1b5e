import * as vscode from 'vscode';
import type { Logger } from '../../core/base/logger';
import { t } from '../../core/base/t';
import { parseFromPage } from '../../protocol/guards';
import type { FromPage, ToPage } from '../../protocol/messages';
import { pageHtml } from '../pageHtml';
import { chatViewId } from './contribution';

/** How the view reaches the rest of the chat. */
export interface ChatViewSources {
  readonly extensionUri: vscode.Uri;
  readonly logger: Logger;
  /** A message of the page, already checked. */
  receive(message: FromPage): Promise<void>;
}

/** The chat page in its view. It holds nothing: the page may go at any moment and asks for everything when it is back. */
export class ChatView {
  private view: vscode.WebviewView | undefined;
  private pageReady = false;
  private focusWanted = false;

  constructor(private readonly sources: ChatViewSources) {}

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    this.pageReady = false;
    const dist = vscode.Uri.joinPath(this.sources.extensionUri, 'dist');
    view.webview.options = {
      enableScripts: true,
      enableCommandUris: false,
      enableForms: false,
      localResourceRoots: [dist],
    };
    const messages = view.webview.onDidReceiveMessage((value: unknown) => this.receive(value));
    view.onDidDispose(() => {
      messages.dispose();
      if (this.view !== view) return;
      this.view = undefined;
      this.pageReady = false;
    });
    view.webview.html = pageHtml(view.webview, this.sources.extensionUri, {
      name: 'webview',
      title: t('Understudy chat'),
    });
  }

  /** Whether there is a page that listens. */
  get hasPage(): boolean {
    return this.pageReady;
  }

  /** Whether the page is in front of the user. */
  get isVisible(): boolean {
    return this.view?.visible === true;
  }

  /** Sends a message; one that finds no page is dropped, since a page that comes asks for the whole state. */
  post(message: ToPage): void {
    void this.view?.webview.postMessage(message);
  }

  /** Shows the view and puts the cursor into its text box. */
  async reveal(): Promise<void> {
    this.focusWanted = true;
    await vscode.commands.executeCommand(`${chatViewId}.focus`);
    this.giveFocus();
  }

  private receive(value: unknown): void {
    const message = parseFromPage(value);
    if (!message) {
      this.sources.logger.warn('chat.messageRefused');
      return;
    }
    if (message.t === 'ready') this.pageReady = true;
    this.sources.receive(message).then(
      () => {
        if (message.t === 'ready') this.giveFocus();
      },
      (error: unknown) => this.sources.logger.error('chat.messageFailed', { message: message.t, error: String(error) }),
    );
  }

  /** A page that is still loading cannot take the cursor; it is asked again once it is ready. */
  private giveFocus(): void {
    if (!this.focusWanted || !this.pageReady) return;
    this.post({ t: 'focusInput' });
    this.focusWanted = false;
  }
}
