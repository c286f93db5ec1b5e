import { t } from '../../base/t';
import type { SkipReason } from '../../contract/events';
import type { Use } from '../../contract/target';
import type { ResolvedProvider } from '../../providers/provider';
import type { Action } from '../../status/actions';

/** A local entry of a route and why it does not answer, where it does not. */
export interface LocalEntry {
  readonly provider: Pick<ResolvedProvider, 'id' | 'label' | 'type' | 'local'>;
  readonly trouble?: SkipReason;
  /** Its program is not on this machine. */
  readonly isMissing?: boolean;
}

/** What would help: a button, and the same as the end of a sentence, such as `pull gemma4:e4b`. */
export interface Remedy {
  readonly action: Action;
  readonly clause: string;
}

/** What gives a use somebody on this machine: a place on its route, a server that runs, or a model. */
export function localRemedy(use: Use, route: readonly LocalEntry[], suggestedModel: string): Remedy {
  const ollama = route.find(({ provider }) => provider.type === 'ollama' && provider.local);
  if (!ollama) {
    const key = use === 'chat' ? 'understudy.chat.route' : 'understudy.completions.route';
    return {
      action: { id: `open-settings:${key}`, label: t('Put Ollama on the route') },
      clause: t('put Ollama on the route'),
    };
  }
  const { provider, trouble, isMissing } = ollama;
  if (isMissing === true)
    return {
      action: { id: `start-local:${provider.id}`, label: t('Install {0}', provider.label) },
      clause: t('install {0}', provider.label),
    };
  if (trouble === 'not-set-up' || trouble === 'local-stopped')
    return {
      action: { id: `start-local:${provider.id}`, label: t('Start {0}', provider.label) },
      clause: t('start {0}', provider.label),
    };
  return {
    action: { id: `pull-model:${provider.id}/${suggestedModel}`, label: t('Pull {0}', suggestedModel) },
    clause: t('pull {0}', suggestedModel),
  };
}
