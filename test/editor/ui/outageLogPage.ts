import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../rig/workbench';

/** The page of the outage log as a user of a screen reader knows it. */
export class OutageLogPage {
  constructor(private readonly workbench: Workbench) {}

  private get frame(): FrameLocator {
    return this.workbench.webview('tab');
  }

  /** What the page says of the period as a whole. */
  get headline(): Locator {
    return this.frame.getByRole('status');
  }

  /** The outages of the period, the newest first. */
  get outages(): Locator {
    return this.frame.locator('details.outage');
  }

  /** The rows of the timeline: one for each target. */
  row(target: string | RegExp): Locator {
    return this.frame.getByRole('table', { name: /When each model answered/ }).getByRole('row', { name: target });
  }

  button(name: string): Locator {
    return this.frame.getByRole('button', { name });
  }

  /** The choice of a period by the words on it. */
  period(name: string): Locator {
    return this.frame.getByRole('radio', { name });
  }

  /** The editor tabs that hold an outage log. */
  get tabs(): Locator {
    return this.workbench.page.locator('.tabs-container .tab', { hasText: 'Outage log' });
  }

  get empty(): Locator {
    return this.frame.getByRole('heading', { name: 'Nothing to tell yet' });
  }

  /** Shows the page and waits for its first report. */
  async open(): Promise<void> {
    await this.workbench.runCommand('Understudy: Open Outage Log');
    await this.frame.getByRole('heading', { name: 'Outage log' }).waitFor();
    await this.headline.or(this.empty).first().waitFor({ state: 'attached' });
  }

  /** Opens an outage and gives the lines of its story. */
  async story(index = 0): Promise<string[]> {
    const outage = this.outages.nth(index);
    if ((await outage.getAttribute('open')) === null) await outage.locator('summary').click();
    return outage.getByRole('list', { name: 'What happened' }).getByRole('listitem').allInnerTexts();
  }

  /** The drawn lines of a use; the table below them is in the same figure. */
  chart(use: string): Locator {
    return this.frame.getByRole('figure', { name: use }).locator('canvas');
  }

  /** Puts an element to the top of the tab, for a picture. */
  async scrollTo(element: Locator): Promise<void> {
    await element.evaluate((found) => found.scrollIntoView({ block: 'center' }));
  }
}
