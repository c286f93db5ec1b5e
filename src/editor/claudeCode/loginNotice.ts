import { t } from '../../core/base/t';
import type { LoginStatus } from '../../core/contract/status';
import { lostLoginSentence } from '../../core/status/loginWords';
import { carryOnLocally } from './carryOnLocally';
import type { ClaudeCodeDeps } from './deps';
import { logIn } from './logIn';
import { LostLoginEpisodes } from './lostLoginEpisodes';

/** Says once of each lost login that it is lost, and offers the three ways on. */
export class LostLoginNotice {
  private readonly episodes: LostLoginEpisodes;

  constructor(private readonly deps: ClaudeCodeDeps) {
    this.episodes = new LostLoginEpisodes(deps.remembered);
  }

  /** The login is like this now. Resolves when the user has answered, or nothing was to be said. */
  async note(login: LoginStatus): Promise<void> {
    if (!(await this.episodes.isNews(login))) return;
    const { deps } = this;
    deps.logger.info('claudeCode.lost', { told: true });
    const again = t('Log in again');
    const key = t('Use an API key');
    const local = t('Carry on with Gemma');
    const answer = await deps.offer(lostLoginSentence(login), again, key, local);
    if (answer === again) await logIn(deps);
    if (answer === key) await deps.setApiKey('claude');
    if (answer === local) await carryOnLocally(deps);
  }
}
