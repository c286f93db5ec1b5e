import type { Workbench } from '../rig/workbench';
import { statusId } from './stage';

/** The picker behind the status bar item. */
export class StatusPicker {
  constructor(private readonly workbench: Workbench) {}

  /** Opens it by a click on the status bar, as a user does. */
  async open(): Promise<void> {
    await this.workbench.statusItem(statusId).locator('a').click();
    await this.workbench.quickRow('Use the route').waitFor();
  }

  /** Chooses the target with this model, and then what is to be done with it. The first target with the model is that of chat. */
  async act(model: string, title: string): Promise<void> {
    await this.open();
    await this.workbench.quickRow(model).click();
    await this.workbench.quickRow(title).click();
    await this.workbench.quickInput().waitFor({ state: 'hidden' });
  }
}
