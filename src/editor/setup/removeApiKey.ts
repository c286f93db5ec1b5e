import { t } from '../../core/base/t';
import { findProvider, type SetUpDeps } from './deps';
import { setApiKey } from './setApiKey';

/** Lets the user pick a key, also one of an address no longer in use, and removes it. */
export async function removeApiKey(deps: SetUpDeps): Promise<void> {
  const known = deps.keys.known();
  if (known.length === 0) {
    deps.ui.tell('info', t('No key is stored.'), { label: t('Set API Key'), run: () => setApiKey(deps) });
    return;
  }
  const owner = await deps.ui.pick({
    title: t('Remove API Key'),
    placeholder: t('Which key should be forgotten?'),
    choices: known.map((key) => ({
      label: findProvider(deps, key.id)?.label ?? key.id,
      description: key.env === undefined ? key.origin : t('{0}, read from {1}', key.origin, key.env),
      value: key,
    })),
  });
  if (!owner) return;
  await deps.keys.remove(owner);
  deps.ui.tell(
    'info',
    t('The key of {0} for {1} is forgotten.', findProvider(deps, owner.id)?.label ?? owner.id, owner.origin),
  );
}
