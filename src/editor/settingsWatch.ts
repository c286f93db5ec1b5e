import type { Disposable } from '../core/base/disposable';
import { providerProblemWords } from '../core/providers/providerProblem';
import type { ProviderRegistry } from '../core/providers/registry';
import { builtInRow } from '../core/providers/catalog';
import { unknownRouteIds } from '../core/settings/routes';
import type { SettingWarnings } from '../core/settings/settingWarnings';
import type { EditorSettings } from './settings';

/** Tells the user, once each, of providers that cannot be used as typed and of route entries nobody knows. */
export function warnAboutSettings(
  settings: EditorSettings,
  registry: ProviderRegistry,
  warnings: SettingWarnings,
): Disposable {
  const look = (): void => {
    for (const problem of registry.problems()) {
      warnings.reportSentence(providerProblemWords(problem).sentence, 'understudy.providers');
    }
    for (const id of unknownRouteIds(settings.current, (known) => builtInRow(known) !== undefined)) {
      warnings.reportUnknownProvider(id);
    }
  };
  look();
  return settings.onDidChange(look);
}
