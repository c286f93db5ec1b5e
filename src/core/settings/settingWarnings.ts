import { t } from '../base/t';
import type { Logger } from '../base/logger';
import type { SettingProblem } from './descriptor';

/** A sentence about a setting and the setting the *Open settings* button leads to. */
export interface SettingWarning {
  readonly sentence: string;
  readonly key: string;
}

/** Says each bad value once: one line in the log and one sentence to the user, however often settings are read again. */
export class SettingWarnings {
  private readonly said = new Set<string>();

  constructor(
    private readonly logger: Logger,
    private readonly tell: (warning: SettingWarning) => void,
  ) {}

  /** Reports values that were not understood. */
  report(problems: readonly SettingProblem[]): void {
    for (const problem of problems) {
      const { key, value, used } = problem;
      if (!this.isNews(`${key}=${value}`)) continue;
      this.logger.warn('settings.bad', { key, value, ...(used === undefined ? {} : { used }) });
      this.tell({ sentence: problemSentence(problem), key: manifestKey(key) });
    }
  }

  /** Reports a provider on a route that does not exist. */
  reportUnknownProvider(id: string): void {
    if (!this.isNews(`route=${id}`)) return;
    this.logger.warn('settings.unknownProvider', { id });
    this.tell({
      sentence: t('The route names “{0}”, which is no known provider; it is skipped.', id),
      key: 'understudy.chat.route',
    });
  }

  /** Reports any other fault of the settings, such as an address that cannot be used, by its own sentence. */
  reportSentence(sentence: string, key: string): void {
    if (!this.isNews(sentence)) return;
    this.logger.warn('settings.bad', { key });
    this.tell({ sentence, key });
  }

  private isNews(what: string): boolean {
    if (this.said.has(what)) return false;
    this.said.add(what);
    return true;
  }
}

function problemSentence({ key, value, used }: SettingProblem): string {
  if (used === undefined) return t('The setting {0} does not understand {1}; it is left out.', key, value);
  return t('The setting {0} does not understand {1}; {2} is used instead.', key, value, used);
}

/** The setting a place such as `understudy.providers.claude.baseUrl` lies in, as the settings editor knows it. */
function manifestKey(key: string): string {
  return key.startsWith('understudy.providers') ? 'understudy.providers' : key;
}
