import type { ProviderId, Target } from '../contract/target';
import type { ResolvedProvider } from '../providers/provider';
import { targetName } from '../status/names';
import type { Circumstance } from '../status/sentences';
import { priceOf, type Price } from './cost';

/** What the chat reads of a provider. */
export interface ChatProvider extends Pick<
  ResolvedProvider,
  'id' | 'label' | 'local' | 'origin' | 'key' | 'keyPage' | 'prices'
> {
  readonly type?: ResolvedProvider['type'];
  /** It is fair to call its key bad (`Engine.isKeyRefused`). */
  readonly keyRefused?: boolean;
  /** Tokens of context a model of it is asked with, prompt and answer together. */
  contextTokens?(model: string): number | undefined;
}

/** Looks up providers by id, as they are now; a stored conversation may name one that is gone. */
export type ProviderLookup = (id: ProviderId) => ChatProvider | undefined;

/** The provider, or a stand-in that has only its id for a name. */
export function providerOf(lookup: ProviderLookup, id: ProviderId): ChatProvider {
  return lookup(id) ?? { id, label: id, local: false, origin: '', key: 'none' };
}

/** What sentences about a failure of this provider depend on beside the failure; `model` is the one that was asked. */
export function circumstanceOf(provider: ChatProvider, model?: string): Circumstance {
  return { keyRefusedByCheck: provider.keyRefused ?? false, ...(model === undefined ? {} : { model }) };
}

/** A target in one word or two: `Claude`, `Gemma 4`. */
export function nameOf(lookup: ProviderLookup, target: Target): string {
  return targetName(providerOf(lookup, target.provider), target.model);
}

/** Provider and model as the label of an answer shows them: `Claude · claude-sonnet-5-5`. */
export function labelOf(lookup: ProviderLookup, target: Target): string {
  return [providerOf(lookup, target.provider).label, target.model].filter((part) => part !== '').join(' · ');
}

/** What a target costs; a local one nothing. */
export function priceFor(lookup: ProviderLookup, target: Target): Price | undefined {
  const provider = providerOf(lookup, target.provider);
  return provider.local ? { input: 0, output: 0 } : priceOf(provider, target.model);
}
