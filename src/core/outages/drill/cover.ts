import { t } from '../../base/t';
import type { Target, Use } from '../../contract/target';
import type { ResolvedProvider } from '../../providers/provider';
import { isPaidCloud } from '../../routing/money';
import type { Settings } from '../../settings/snapshot';
import type { Action } from '../../status/actions';
import { targetName } from '../../status/names';
import { coverWords } from './coverWords';
import type { Finding } from './finding';
import type { Remedy } from './localRemedy';

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
  localRemedy(use: Use): Remedy;
}

/**
 * What happens to a use when its first choice, its service or the network fails, as far as somebody should know. `targets`
 * are those the user lets be asked, in the order of the route.
 */
export function coverFindings(use: Use, targets: readonly CoverTarget[], facts: CoverFacts): readonly Finding[] {
  const able = targets.filter(({ canAnswer }) => canAnswer);
  const first = targets[0];
  const remedy = facts.localRemedy(use);
  if (!first || able.length === 0)
    return [{ risk: 'now', use, sentence: coverWords(use).nobody, action: remedy.action }];
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

function switchedOff(use: Use, first: CoverTarget, { settings }: CoverFacts): readonly Finding[] {
  if (settings.failoverMode !== 'off') return [];
  return [
    {
      risk: 'next',
      use,
      sentence: coverWords(use).failoverOff(nameOf(first)),
      action: { id: 'open-settings:understudy.failover.mode', label: t('Failover mode') },
    },
  ];
}

function offline(
  use: Use,
  first: CoverTarget,
  others: readonly CoverTarget[],
  locals: readonly CoverTarget[],
  remedy: Remedy,
): readonly Finding[] {
  if (locals.length > 0) return [];
  const { action, clause } = remedy;
  const words = coverWords(use);
  const sentence = others.length > 0 ? words.offline(clause) : words.firstOrOffline(nameOf(first), clause);
  return [{ risk: 'next', use, sentence, action }];
}

function firstFails(use: Use, first: CoverTarget, others: readonly CoverTarget[]): readonly Finding[] {
  const only = others[0];
  const words = coverWords(use);
  const another: Action = { id: 'add-provider:', label: t('Add a provider') };
  if (!only) {
    // A cloud without anybody is told of together with the network.
    if (!first.provider.local) return [];
    return [{ risk: 'next', use, sentence: words.firstFails(nameOf(first)), action: another }];
  }
  const services = new Set(others.map(({ provider }) => provider.service));
  if (others.length === 1) {
    return [{ risk: 'thin', use, sentence: words.onlyOne(nameOf(first), nameOf(only)), action: another }];
  }
  if (services.size > 1) return [];
  const sentence = words.oneService(nameOf(first), others.map(nameOf).join(', '));
  return [{ risk: 'thin', use, sentence, action: another }];
}

/** Targets behind the first choice that fall with it: they are on the route and are no cover. */
function sameService(use: Use, first: CoverTarget, able: readonly CoverTarget[]): readonly Finding[] {
  const falling = able.filter(
    (entry) => entry !== first && !entry.provider.local && entry.provider.service === first.provider.service,
  );
  if (falling.length === 0) return [];
  const names = falling.map(({ target, provider }) => `${provider.label} ${target.model}`);
  const only = names.length === 1 ? names[0] : undefined;
  const sentence = only
    ? t('{0} is no cover for {1}: both are one service.', only, nameOf(first))
    : t('These are no cover for {0}, since all are one service: {1}.', nameOf(first), names.join(', '));
  return [{ risk: 'note', use, sentence }];
}

function moneyRunsOut(
  use: Use,
  first: CoverTarget,
  others: readonly CoverTarget[],
  { settings }: CoverFacts,
  remedy: Remedy,
): readonly Finding[] {
  const costs = isPaidCloud(first.provider);
  const free = others.some(({ provider }) => !isPaidCloud(provider));
  if (!costs || others.length === 0 || free || settings.onQuota === 'switch') return [];
  const sentence =
    settings.onQuota === 'stay' || use === 'completion'
      ? coverWords(use).creditRunsOut(nameOf(first))
      : t('If the credit of {0} runs out, each stand-in costs money and is asked about first.', nameOf(first));
  return [{ risk: settings.onQuota === 'stay' ? 'next' : 'note', use, sentence, action: remedy.action }];
}

/** The uses whose cover matters. */
export function coveredUses({ settings }: CoverFacts): readonly Use[] {
  return settings.completionsEnabled ? ['chat', 'completion'] : ['chat'];
}

/** A target in one word or two. */
export function nameOf({ provider, target }: Pick<CoverTarget, 'provider' | 'target'>): string {
  return targetName(provider, target.model);
}
