import { t } from '../base/t';
import type { Target, Use } from '../contract/target';
import type { ResolvedProvider } from '../providers/provider';
import type { Settings } from '../settings/snapshot';
import type { Action } from '../status/actions';
import { targetName } from '../status/names';
import type { Finding } from './finding';

/** A target of a route and whether it can be counted on. */
export interface CoverTarget {
  readonly target: Target;
  readonly provider: Pick<ResolvedProvider, 'id' | 'label' | 'local' | 'service' | 'key'>;
  readonly canAnswer: boolean;
}

/** What cover is judged by. */
export interface CoverFacts {
  readonly settings: Pick<Settings, 'failoverMode' | 'onQuota' | 'completionsEnabled'>;
  /** What would give a use somebody on this machine. */
  localRemedy(use: Use): Action;
}

/**
 * What happens to a use when its first choice, its service or the network fails, as far as somebody should know. `targets`
 * are those the user lets be asked, in the order of the route.
 */
export function coverFindings(use: Use, targets: readonly CoverTarget[], facts: CoverFacts): readonly Finding[] {
  const able = targets.filter(({ canAnswer }) => canAnswer);
  const first = targets[0];
  const remedy = facts.localRemedy(use);
  if (!first || able.length === 0) return [{ risk: 'now', use, sentence: nobodyWords(use), action: remedy }];
  const others = able.filter(({ provider }) => provider.service !== first.provider.service);
  const locals = able.filter(({ provider }) => provider.local);
  return [
    ...switchedOff(use, first, facts),
    ...offline(use, first, others, locals, remedy),
    ...firstFails(use, first, others),
    ...sameService(use, first, able),
    ...moneyRunsOut(use, first, others, facts, remedy),
  ];
}

function nobodyWords(use: Use): string {
  return use === 'chat' ? t('Nobody answers in chat.') : t('Nobody completes code.');
}

function switchedOff(use: Use, first: CoverTarget, { settings }: CoverFacts): readonly Finding[] {
  if (settings.failoverMode !== 'off') return [];
  return [
    {
      risk: 'next',
      use,
      sentence: t('Failover is off: if {0} fails, nobody takes over {1}.', nameOf(first), useWord(use)),
      action: { id: 'open-settings:understudy.failover.mode', label: t('Failover mode') },
    },
  ];
}

function offline(
  use: Use,
  first: CoverTarget,
  others: readonly CoverTarget[],
  locals: readonly CoverTarget[],
  remedy: Action,
): readonly Finding[] {
  if (locals.length > 0) return [];
  const sentence =
    others.length > 0
      ? t('If the network drops, {0} nobody: {1}.', hasWords(use), inSentence(remedy))
      : t('If {0} fails or the network drops, {1} nobody: {2}.', nameOf(first), hasWords(use), inSentence(remedy));
  return [{ risk: 'next', use, sentence, action: remedy }];
}

function firstFails(use: Use, first: CoverTarget, others: readonly CoverTarget[]): readonly Finding[] {
  const only = others[0];
  const another: Action = { id: 'add-provider:', label: t('Add a provider') };
  if (!only) {
    // A cloud without anybody is told of together with the network.
    if (!first.provider.local) return [];
    const sentence = t('If {0} fails, {1} nobody.', nameOf(first), hasWords(use));
    return [{ risk: 'next', use, sentence, action: another }];
  }
  const services = new Set(others.map(({ provider }) => provider.service));
  if (others.length === 1) {
    const sentence = t('If {0} fails, {1} only {2}.', nameOf(first), hasWords(use), nameOf(only));
    return [{ risk: 'thin', use, sentence, action: another }];
  }
  if (services.size > 1) return [];
  const names = others.map(nameOf).join(', ');
  const sentence = t(
    'All that stand in for {0} in {1} are one service: {2} fail together.',
    nameOf(first),
    useWord(use),
    names,
  );
  return [{ risk: 'thin', use, sentence, action: another }];
}

/** Targets behind the first choice that fall with it: they are on the route and are no cover. */
function sameService(use: Use, first: CoverTarget, able: readonly CoverTarget[]): readonly Finding[] {
  const falling = able.filter(
    (entry) => entry !== first && !entry.provider.local && entry.provider.service === first.provider.service,
  );
  if (falling.length === 0) return [];
  const names = falling.map(({ target, provider }) => `${provider.label} ${target.model}`).join(', ');
  const sentence = t('{0} is no cover for {1}: both are one service.', names, nameOf(first));
  return [{ risk: 'note', use, sentence }];
}

function moneyRunsOut(
  use: Use,
  first: CoverTarget,
  others: readonly CoverTarget[],
  { settings }: CoverFacts,
  remedy: Action,
): readonly Finding[] {
  const costs = first.provider.key === 'required' && !first.provider.local;
  const free = others.some(({ provider }) => provider.local || provider.key !== 'required');
  if (!costs || others.length === 0 || free || settings.onQuota === 'switch') return [];
  const sentence =
    settings.onQuota === 'stay' || use === 'completion'
      ? t('If the credit of {0} runs out, {1} nobody: paid clouds stay out of it.', nameOf(first), hasWords(use))
      : t('If the credit of {0} runs out, each stand-in costs money and is asked about first.', nameOf(first));
  return [{ risk: settings.onQuota === 'stay' ? 'next' : 'note', use, sentence, action: remedy }];
}

/** What a button says, at the end of a sentence. */
function inSentence({ label }: Action): string {
  return label.charAt(0).toLowerCase() + label.slice(1);
}

/** The uses whose cover matters. */
export function coveredUses({ settings }: CoverFacts): readonly Use[] {
  return settings.completionsEnabled ? ['chat', 'completion'] : ['chat'];
}

/** A target in one word or two. */
export function nameOf({ provider, target }: Pick<CoverTarget, 'provider' | 'target'>): string {
  return targetName(provider, target.model);
}

/** A use inside a sentence. */
export function useWord(use: Use): string {
  return use === 'chat' ? t('chat') : t('completions');
}

/** A use and what it has: the verb differs in number. */
export function hasWords(use: Use): string {
  return use === 'chat' ? t('chat has') : t('completions have');
}
