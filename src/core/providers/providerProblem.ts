import { t } from '../base/t';
import type { ProviderId } from '../contract/target';
import { shownValue } from '../settings/shownValue';

/** Why an entry of `understudy.providers` cannot be used. A value; the rest of the providers go on working. */
export type ProviderProblem =
  | { readonly kind: 'unknown-provider'; readonly id: ProviderId }
  | { readonly kind: 'missing-address'; readonly id: ProviderId }
  | { readonly kind: 'bad-address'; readonly id: ProviderId; readonly value: string }
  | { readonly kind: 'key-in-address'; readonly id: ProviderId }
  | { readonly kind: 'several-addresses'; readonly id: ProviderId }
  | { readonly kind: 'forbidden-header'; readonly id: ProviderId; readonly header: string }
  | { readonly kind: 'bad-header'; readonly id: ProviderId; readonly header: string }
  | { readonly kind: 'missing-variable'; readonly id: ProviderId; readonly variable: string };

/** What the user can do about a problem; the ids are those of the editor's actions. */
export interface ProblemWords {
  readonly sentence: string;
  readonly action: { readonly id: 'openSettings' | 'setApiKey'; readonly label: string };
}

/** One sentence and one action for a problem in the provider settings. */
export function providerProblemWords(problem: ProviderProblem): ProblemWords {
  const openSettings = { id: 'openSettings', label: t('Open Settings') } as const;
  switch (problem.kind) {
    case 'unknown-provider':
      return {
        sentence: t('There is no provider "{0}": give it a type and a baseUrl in understudy.providers.', problem.id),
        action: openSettings,
      };
    case 'missing-address':
      return { sentence: t('The provider "{0}" has no baseUrl.', problem.id), action: openSettings };
    case 'bad-address':
      return {
        sentence: t('The baseUrl of "{0}" is not an http or https address: {1}', problem.id, shownValue(problem.value)),
        action: openSettings,
      };
    case 'key-in-address':
      return {
        sentence: t('The baseUrl of "{0}" holds a user name or password; store a key instead.', problem.id),
        action: { id: 'setApiKey', label: t('Set API Key') },
      };
    case 'several-addresses':
      return {
        sentence: t('"{0}" may have one baseUrl only: several are for local servers without a key.', problem.id),
        action: openSettings,
      };
    case 'forbidden-header':
      return {
        sentence: t('"{0}" may not set the header {1}; store a key instead.', problem.id, problem.header),
        action: { id: 'setApiKey', label: t('Set API Key') },
      };
    case 'bad-header':
      return {
        sentence: t('The header {1} of "{0}" holds characters that a header cannot carry.', problem.id, problem.header),
        action: openSettings,
      };
    case 'missing-variable':
      return {
        sentence: t('"{0}" uses the environment variable {1}, which is not set.', problem.id, problem.variable),
        action: openSettings,
      };
  }
}
