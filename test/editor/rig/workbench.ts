import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { ARTIFACTS } from './paths';

/** VS Code's window as a user sees and touches it. Selectors are those of 1.139. */
export class Workbench {
  constructor(readonly page: Page) {}

  /** Waits until the workbench is drawn; the first start takes several seconds. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .statusbar').waitFor({ timeout: 60_000 });
  }

  /** Runs a command by its title, as written in the palette, category included. */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput().fill(`>${title}`);
    await this.quickRow(title).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** The text box of the open palette or picker. */
  quickInput(): Locator {
    return this.page.locator('.quick-input-widget input').first();
  }

  /** The first row of the open palette or picker that holds `text`. */
  quickRow(text: string | RegExp): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  }

  /** A status bar item by its full id, `<publisher>.<name>.<item>`. */
  statusItem(id: string): Locator {
    return this.page.locator(`[id="${id}"]`);
  }

  /** What a status bar item shows, its icon left out. */
  async statusText(id: string): Promise<string> {
    return (await this.statusItem(id).innerText()).trim();
  }

  /** A notification toast that holds `text`. */
  toast(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text });
  }

  /** The modal dialog, where one is open. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** The document of the visible webview: the one in a view, or the one in an editor tab. */
  webview(place: 'view' | 'tab' = 'view'): FrameLocator {
    const isView = '[src*="purpose=webviewView"]';
    return this.page
      .frameLocator(`iframe.webview.ready${place === 'view' ? isView : `:not(${isView})`}`)
      .frameLocator('iframe#active-frame');
  }

  /** The text editor of a file, by the end of its path. */
  editor(name: string): Locator {
    return this.page.locator(`.monaco-editor[data-uri$="${name}"]`).first();
  }

  /** Opens a file of the workspace by name and puts the cursor at its end. */
  async openFile(name: string): Promise<Locator> {
    await this.page.keyboard.press('Control+p');
    await this.quickInput().fill(name);
    // By the keyboard: the list is drawn again while it is still searching, under the mouse.
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor();
    await this.page.keyboard.press('Enter');
    const editor = this.editor(name);
    await editor.locator('.view-line').last().click();
    await this.page.keyboard.press('Control+End');
    return editor;
  }

  /** Opens a file by a command, puts `text` in place of all that is in it, saves it and closes it again. */
  async replaceFile(name: string, openingCommand: string, text: string): Promise<void> {
    await this.runCommand(openingCommand);
    const editor = this.editor(name);
    await editor.locator('.view-lines').click();
    await this.page.keyboard.press('Control+a');
    await this.page.evaluate((words) => navigator.clipboard.writeText(words), text);
    await this.page.keyboard.press('Control+v');
    await this.page.keyboard.press('Control+s');
    await this.page.locator('.tab.active:not(.dirty)', { hasText: name }).waitFor();
    await this.runCommand('View: Close Editor');
    await editor.waitFor({ state: 'detached' });
  }

  /** The pieces of ghost text now on screen; several lines come in odd order. */
  ghostText(): Locator {
    return this.page.locator('.ghost-text-decoration');
  }

  /** Keeps a picture under `.artifacts/`, named after the test it shows. */
  async screenshot(name: string): Promise<void> {
    const folder = path.join(ARTIFACTS, 'screenshots');
    mkdirSync(folder, { recursive: true });
    const file = name.replaceAll(/[^\w.-]+/g, '-').slice(0, 120);
    await this.page.screenshot({ path: path.join(folder, `${file}.png`) });
  }
}
