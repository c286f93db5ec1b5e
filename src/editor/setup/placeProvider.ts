import { t } from '../../core/base/t';
import type { ProviderId } from '../../core/contract/target';
import { placeOnRoute, type Standing } from '../../core/settings/routes';
import { findProvider, type SetUpDeps } from './deps';

/** Asks where a cloud provider stands and writes both routes into the user settings. Leaving the question changes nothing. */
export async function placeProvider(deps: SetUpDeps, id: ProviderId): Promise<void> {
  const provider = findProvider(deps, id);
  if (!provider) return;
  const standing = await deps.ui.pick<Standing>({
    title: t('{0}: when should it answer?', provider.label),
    placeholder: t('Its place on the routes for chat and completions'),
    choices: [
      {
        label: t('Before local'),
        detail: t('{0} is asked first, local models stand in.', provider.label),
        value: 'before-local',
      },
      {
        label: t('After local'),
        detail: t('{0} is asked when no local model can answer.', provider.label),
        value: 'after-local',
      },
      {
        label: t('Only when I choose'),
        detail: t('{0} is never asked by itself.', provider.label),
        value: 'only-when-chosen',
      },
    ],
  });
  if (standing === undefined) return;
  const isLocal = (other: ProviderId): boolean => findProvider(deps, other)?.local ?? false;
  const { chatRoute, completionsRoute } = deps.settings();
  await deps.writer.writeRoutes({
    chatRoute: placeOnRoute(chatRoute, id, standing, isLocal),
    completionsRoute: placeOnRoute(completionsRoute, id, standing, isLocal),
  });
}
