import { t } from '../core/base/t';
import type { Engine } from '../core/engine';
import type { ActionView } from '../protocol/state';

/** What the buttons are worked out from. */
export interface SetUpFacts {
  readonly engine: Pick<Engine, 'registry' | 'routes' | 'snapshot' | 'claudeCode'>;
  readonly settings: () => { readonly localOnly: boolean };
}

/** The buttons of an empty chat: what is still to be set up. */
export function setUpButtons({ engine, settings }: SetUpFacts): readonly ActionView[] {
  const isReady = (id: string): boolean => {
    const provider = engine.registry.resolved(id);
    return provider !== undefined && engine.routes.isSetUp(provider);
  };
  const snapshot = engine.snapshot();
  const targets = snapshot.targets.filter(({ use }) => use === 'chat');
  // Whoever has set up a route of others is not asked for these; where nobody can answer, both are worth a click.
  const isWanted = (id: string): boolean =>
    targets.some(({ provider }) => provider === id) || !targets.some(({ setUp }) => setUp);
  const local = targets.find(({ provider }) => provider === 'ollama');
  const runs = isReady('ollama') && local?.reason === undefined && local?.model !== '';
  const isInstalled = !snapshot.local?.some(
    ({ provider, state }) => provider === 'ollama' && state === 'not-installed',
  );
  return [
    ...(isReady('claude') || settings().localOnly || !isWanted('claude')
      ? []
      : [{ id: 'set-key:claude', label: t('Claude key') }]),
    ...(!engine.claudeCode.isOffered || engine.claudeCode.isSetUp || settings().localOnly || !isWanted('claude-code')
      ? []
      : [{ id: 'use-claude-code:claude-code', label: t('Use Claude Code') }]),
    ...(runs || !isWanted('ollama')
      ? []
      : [{ id: 'start-local:ollama', label: isInstalled ? t('Start Ollama') : t('Install Ollama') }]),
  ];
}
