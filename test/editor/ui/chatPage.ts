import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../rig/workbench';
import { until } from './until';

/** The chat as a user of a screen reader knows it: by the accessible names of `product.md`. */
export class ChatPage {
  constructor(private readonly workbench: Workbench) {}

  private get frame(): FrameLocator {
    return this.workbench.webview();
  }

  get input(): Locator {
    return this.frame.getByRole('textbox', { name: 'Ask Understudy' });
  }

  /** The last answer, whoever gave it. */
  get lastAnswer(): Locator {
    return this.answers.last();
  }

  get answers(): Locator {
    return this.frame.getByRole('article', { name: /^Answer, / });
  }

  get seams(): Locator {
    return this.lastAnswer.getByRole('separator');
  }

  /** The context of the next question, above the text box. */
  get chips(): Locator {
    return this.frame.locator('.composer').getByRole('list', { name: 'Context' }).getByRole('listitem');
  }

  /** The list of stored conversations. */
  get list(): Locator {
    return this.frame.getByRole('dialog', { name: 'Conversations' });
  }

  /** The questions on screen. */
  get questions(): Locator {
    return this.frame.getByRole('article', { name: 'Your question' });
  }

  /** The accessible name, or else the text, of what has the focus in the page; nothing when the focus is outside. */
  async focused(): Promise<string | undefined> {
    const name = await this.frame.locator('body').evaluate(({ ownerDocument: page }) => {
      const { activeElement } = page;
      if (!page.hasFocus() || activeElement === null || activeElement === page.body) return '';
      return activeElement.getAttribute('aria-label') ?? activeElement.textContent ?? '';
    });
    return name === '' ? undefined : name;
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name }).first();
  }

  /** Shows the chat and waits for its page. */
  async open(): Promise<void> {
    await this.workbench.runCommand('Understudy: Open Chat');
    await this.input.waitFor();
  }

  /** Sets Claude up with the key of the environment; code is completed by local models only. */
  async setUpClaude(completions: 'Yes' | 'Only local' | 'No' = 'Only local'): Promise<void> {
    await this.open();
    const offer = this.workbench.quickRow('Use it');
    // The buttons are drawn again when Ollama is found: a click in that very moment meets nothing, and one clicks again.
    await until(
      async () => {
        await this.button('Claude key').click();
        return offer.waitFor({ timeout: 5_000 }).then(
          () => true,
          () => false,
        );
      },
      (isOpen) => isOpen,
    );
    await offer.click();
    await this.workbench.quickRow('Before local').click();
    // A row whose words do not fit shows them in a hover, over the row below, where the pointer rests on it.
    await this.workbench.page.mouse.move(0, 0);
    // The rows of the question before stay for a moment, and one of them holds a "no".
    await this.workbench.page.locator('.quick-input-title', { hasText: 'Also complete code' }).waitFor();
    await this.workbench.page.getByRole('option', { name: new RegExp(`^${completions},`) }).click();
  }

  /** Begins a new chat and waits until the old one has gone. */
  async newChat(): Promise<void> {
    await this.button('New chat').click();
    await this.questions.first().waitFor({ state: 'detached' });
  }

  /** Types a question and sends it by Enter. */
  async send(text: string): Promise<void> {
    await this.input.fill(text);
    await this.input.press('Enter');
  }

  /** Waits until nobody writes: Send is there again. */
  async settled(limitMs = 60_000): Promise<void> {
    await this.frame.getByRole('button', { name: 'Send', exact: true }).waitFor({ timeout: limitMs });
  }

  /** Asks, waits for the end and gives the accessible name of the answer. */
  async ask(text: string, limitMs?: number): Promise<string> {
    const before = await this.answers.count();
    await this.send(text);
    await this.answers.nth(before).waitFor();
    await this.settled(limitMs);
    return (await this.lastAnswer.getAttribute('aria-label')) ?? '';
  }

  /** The last answer's markdown, as *Copy answer* gives it. */
  async copiedAnswer(): Promise<string> {
    const { page } = this.workbench;
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await this.lastAnswer.getByRole('button', { name: /^Copy answer/ }).click();
    // The text goes by way of the extension host, so it is on the clipboard a little later.
    return until(
      () => page.evaluate(() => navigator.clipboard.readText()),
      (text) => text !== '',
    );
  }

  /** The accessible names of the seams in the last answer. */
  async seamNames(): Promise<string[]> {
    const names = await this.seams.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label') ?? ''));
    return names;
  }
}
