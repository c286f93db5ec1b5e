import type { Disposable } from '../core/base/disposable';
import type { ProviderProblem } from '../core/providers/providerProblem';
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
    const problems = registry.problems();
    // The words of a problem are loaded with the first one.
    if (problems.length > 0) void tell(problems, warnings);
    for (const id of unknownRouteIds(settings.current, (known) => builtInRow(known) !== undefined)) {
      warnings.reportUnknownProvider(id);
    }
  };
  look();
  return settings.onDidChange(look);
}

async function tell(problems: readonly ProviderProblem[], warnings: SettingWarnings): Promise<void> {
  const { providerProblemWords } = await import('../core/providers/providerProblem');
  for (const problem of problems) {
    warnings.reportSentence(providerProblemWords(problem).sentence, 'understudy.providers');
  }
}
