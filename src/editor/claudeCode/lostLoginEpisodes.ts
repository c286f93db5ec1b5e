import type { LoginStatus } from '../../core/contract/status';
import type { Remembered } from '../../core/settings/remembered';

/** Which lost login was told of last; shared by the windows of a host, so that one of them tells. */
const toldKey = 'lostLoginTold';

/**
 * Which lost login is news. An episode lasts until a login is good again: the program may empty the file some time after live
 * traffic has shown the loss, and that is the same one.
 */
export class LostLoginEpisodes {
  private isOn = false;

  constructor(private readonly remembered: Remembered) {}

  /** Whether this is the loss of a login that nobody has told of yet. Asked for every state of the login, in order. */
  async isNews({ state, writtenAt }: Pick<LoginStatus, 'state' | 'writtenAt'>): Promise<boolean> {
    const told = this.remembered.get(toldKey);
    if (state === 'lost') {
      const wasOn = this.isOn;
      this.isOn = true;
      // Each loss leaves its own time in the file; one that live traffic showed has the time of the file it was refused with.
      const name = String(writtenAt ?? 'gone');
      if (told !== name) await this.remembered.set(toldKey, name);
      return !wasOn && told !== name;
    }
    if (state === 'fine' && this.isOn) {
      this.isOn = false;
      await this.remembered.set(toldKey, undefined);
    }
    return false;
  }
}
