import { isLoopbackOrigin } from './origins';
import type { ResolvedProvider } from './provider';

/** What is known of a provider beside its settings. */
export interface SetUpFacts {
  /** A key is stored for exactly this origin. */
  readonly hasKey: boolean;
  /** The user agreed to one environment variable by name, for exactly this origin. */
  readonly mayReadEnvironment: boolean;
  /** A server has ever answered at this origin. */
  readonly hasAnswered: boolean;
  /** The user typed a route that names this provider. */
  readonly isRoutedByUser: boolean;
  /** The user has put the program that this provider asks through to use, and it is there. */
  readonly usesProgram: boolean;
}

/**
 * Whether the user has set a provider up, which is what allows it to be used at all (`product.md`, *Set up*). Whether it
 * answers now is health and no concern here.
 */
export function isSetUp(provider: ResolvedProvider, facts: SetUpFacts): boolean {
  // The user's own program asks with its own login: neither key nor address sets it up.
  if (provider.type === 'claude-code') return facts.usesProgram;
  if (facts.hasKey || facts.mayReadEnvironment) return true;
  if (provider.key === 'required') return false;
  if (provider.baseUrlGiven) return true;
  return isLoopbackOrigin(provider.origin) && (facts.hasAnswered || facts.isRoutedByUser);
}
