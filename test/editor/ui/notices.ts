import type { Workbench } from '../rig/workbench';

type Listening = typeof globalThis & { noticesSeen?: string[] };

/**
 * Every notification toast that came up, also one that has gone again and one that repeats another word for word, which the
 * workbench would show only once.
 */
export class Notices {
  private constructor(private readonly workbench: Workbench) {}

  /** Begins to listen; a reload of the window forgets what was seen. */
  static async watch(workbench: Workbench): Promise<Notices> {
    await workbench.page.evaluate(listen);
    await workbench.page.addInitScript(listen);
    return new Notices(workbench);
  }

  /** The sentences of the toasts since the last `clear`, in the order in which they came. */
  async seen(): Promise<readonly string[]> {
    return this.workbench.page.evaluate(() => (globalThis as Listening).noticesSeen ?? []);
  }

  /** Dismisses what is shown and forgets what was seen. */
  async clear(): Promise<void> {
    const { page } = this.workbench;
    if ((await page.locator('.notification-toast').count()) > 0) {
      await this.workbench.runCommand('Notifications: Clear All Notifications');
      await page.locator('.notification-toast').waitFor({ state: 'detached' });
    }
    await page.evaluate(() => void ((globalThis as Listening).noticesSeen = []));
  }
}

/** Runs in the page, so that nothing in here may have a function's name: tsx would set it by a helper unknown there. */
function listen(): void {
  (globalThis as Listening).noticesSeen = [];
  const known = new WeakSet<Element>();
  new MutationObserver(() => {
    for (const toast of document.querySelectorAll('.notification-toast')) {
      if (known.has(toast)) continue;
      known.add(toast);
      // The sentence is filled in after the toast was put up.
      requestAnimationFrame(() => {
        const sentence = toast.querySelector('.notification-list-item-message')?.textContent ?? '';
        (globalThis as Listening).noticesSeen?.push(sentence);
      });
    }
  }).observe(document, { childList: true, subtree: true });
}
