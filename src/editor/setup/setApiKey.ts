import { t } from '../../core/base/t';
import type { ProviderId } from '../../core/contract/target';
import type { ResolvedProvider } from '../../core/providers/provider';
import { chooseModel } from './chooseModel';
import { findProvider, type SetUpDeps } from './deps';
import { remarkOnKey } from './keyText';
import { placeProvider } from './placeProvider';
import type { Choice } from './ports';
import { tellHowItFills } from './tellHowItFills';

/** Where a key comes from: an environment variable, the same provider at another address, or the keyboard. */
type KeyOrigin =
  | { readonly from: 'environment'; readonly name: string }
  | { readonly from: 'other-address'; readonly origin: string }
  | { readonly from: 'keyboard' };

/**
 * Sets up a provider with a key: which one, which key, which model, where it stands, whether it completes code. Leaving a
 * question keeps what was answered before it. Resolves to whether a key is there now; nothing is asked of a provider that
 * takes none.
 */
export async function setApiKey(deps: SetUpDeps, id?: ProviderId): Promise<boolean> {
  const provider = id === undefined ? await pickProvider(deps) : findProvider(deps, id);
  if (!provider || !takesKey(provider)) return false;
  const isNew = !hasKey(deps, provider);
  const origin = await askOrigin(deps, provider);
  if (!origin || !(await storeKey(deps, provider, origin))) return false;
  if (!isNew || provider.local) return true;
  if (provider.chatModel === undefined) await chooseModel(deps, provider.id, 'chat');
  await placeProvider(deps, provider.id);
  await askAboutCompletions(deps, provider);
  return true;
}

/** Whether a provider takes a key at all. */
function takesKey(provider: ResolvedProvider): boolean {
  return provider.key !== 'none';
}

function hasKey(deps: SetUpDeps, provider: ResolvedProvider): boolean {
  return deps.keys.hasKey(provider) || deps.keys.environmentName(provider) !== undefined;
}

function pickProvider(deps: SetUpDeps): Promise<ResolvedProvider | undefined> {
  return deps.ui.pick({
    title: t('Set API Key'),
    placeholder: t('Which provider is the key for?'),
    choices: deps
      .providers()
      .filter(takesKey)
      .map((provider) => ({
        label: provider.label,
        description: hasKey(deps, provider) ? t('has a key') : provider.builtIn ? undefined : provider.origin,
        value: provider,
      })),
  });
}

async function askOrigin(deps: SetUpDeps, provider: ResolvedProvider): Promise<KeyOrigin | undefined> {
  const choices: Choice<KeyOrigin>[] = [];
  const name = provider.keyEnv;
  if (name !== undefined && deps.env(name)?.trim()) {
    choices.push({
      label: t('Use it'),
      description: t('the key in {0}', name),
      detail: t('It is read from the environment when needed and stored nowhere.'),
      value: { from: 'environment', name },
    });
  }
  for (const known of deps.keys.known()) {
    if (known.id !== provider.id || known.origin === provider.origin || known.env !== undefined) continue;
    choices.push({
      label: t('Use the key entered for {0}', known.origin),
      detail: t('It will be sent to {0} as well.', provider.origin),
      value: { from: 'other-address', origin: known.origin },
    });
  }
  if (choices.length === 0) return { from: 'keyboard' };
  choices.push({ label: t('Enter a key…'), value: { from: 'keyboard' } });
  return deps.ui.pick({ title: t('{0} key', provider.label), placeholder: t('Which key should be used?'), choices });
}

async function storeKey(deps: SetUpDeps, provider: ResolvedProvider, origin: KeyOrigin): Promise<boolean> {
  if (origin.from === 'keyboard') return typeKey(deps, provider);
  if (origin.from === 'environment') {
    await deps.keys.useEnvironment(provider, origin.name);
    return true;
  }
  const key = await deps.keys.get({ id: provider.id, origin: origin.origin }, new AbortController().signal);
  if (key !== undefined) await deps.keys.set(provider, key);
  return key !== undefined;
}

async function typeKey(deps: SetUpDeps, provider: ResolvedProvider): Promise<boolean> {
  const typed = await deps.ui.askSecret({
    title: t('{0} key', provider.label),
    prompt:
      provider.keyPage === undefined
        ? t('Kept in the secret storage, for {0} only.', provider.origin)
        : t('Kept in the secret storage, for {0} only. Keys are made at {1}', provider.origin, provider.keyPage),
    remark: (text) => remarkOnKey(text, provider),
  });
  const key = typed?.trim() ?? '';
  if (key === '') return false;
  const remark = remarkOnKey(key, provider);
  if (remark?.severity === 'error') {
    deps.ui.tell('problem', remark.sentence, { label: t('Enter a key…'), run: () => setApiKey(deps, provider.id) });
    return false;
  }
  await deps.keys.set(provider, key);
  return true;
}

/** Without a built-in completion model, a yes is followed by the choice of one: a chat model may be dear or slow here. */
async function askAboutCompletions(deps: SetUpDeps, provider: ResolvedProvider): Promise<void> {
  if (provider.completionModel === undefined && provider.fim === 'none') return;
  const answer = await deps.askCompletionsConsent(provider);
  if (answer !== 'cloud') return;
  if (provider.completionModel === undefined) await chooseModel(deps, provider.id, 'completion');
  else await tellHowItFills(deps, provider, provider.completionModel, []);
}
