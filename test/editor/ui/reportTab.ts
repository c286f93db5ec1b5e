import type { FrameLocator, Locator, Page } from 'playwright-core';
import { until } from './until';

/** A report in an editor tab, told from other webviews by its heading. */
export class ReportTab {
  private constructor(private readonly frame: FrameLocator) {}

  /** Waits for the page with this heading. */
  static async opened(page: Page, heading: string, limitMs = 30_000): Promise<ReportTab> {
    const all = page.locator('iframe.webview.ready');
    const found = await until(
      async () => {
        for (let index = 0; index < (await all.count()); index++) {
          const frame = all.nth(index).contentFrame().frameLocator('iframe#active-frame');
          if (await frame.getByRole('heading', { level: 1, name: heading }).isVisible()) return frame;
        }
        return undefined;
      },
      (frame) => frame !== undefined,
      limitMs,
    );
    if (!found) throw new Error(`no page with the heading ${heading}`);
    return new ReportTab(found);
  }

  get body(): Locator {
    return this.frame.locator('body');
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name }).first();
  }

  /** The lines of a section's list. */
  items(section: string): Locator {
    return this.section(section).getByRole('listitem');
  }

  /** The cells of a section's table, row by row, without the headings. */
  async rows(section: string): Promise<string[][]> {
    const rows = await this.section(section).locator('tbody tr').all();
    return Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()));
  }

  private section(name: string): Locator {
    return this.frame.getByRole('region', { name });
  }
}
