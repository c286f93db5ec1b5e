import { t } from '../base/t';
import type { Target } from '../contract/target';
import type { ProviderRow } from '../providers/provider';
import type { Answer } from './conversation';

/** Dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** What a model costs by its row; `undefined` where the row does not say. The first matching prefix counts. */
export function priceOf(row: Pick<ProviderRow, 'prices'>, model: string): Price | undefined {
  return row.prices?.find((price) => model.startsWith(price.prefix));
}

/**
 * The line under an answer, `1,204 in · 356 out · $0.01`; `undefined` where no provider counted. The cost is left out as
 * soon as one author's share of it is not known; a free (local) author has a price of zero.
 */
export function usageLine(
  answer: Pick<Answer, 'usage' | 'authors'>,
  price: (target: Target) => Price | undefined,
): string | undefined {
  if (answer.usage.length === 0) return undefined;
  const sum = (count: (usage: Answer['usage'][number]) => number): number =>
    answer.usage.reduce((total, usage) => total + count(usage), 0);
  const parts = [
    t('{0} in', grouped(sum((usage) => usage.input))),
    t('{0} out', grouped(sum((usage) => usage.output))),
  ];
  const cost = costOf(answer, price);
  if (cost !== undefined && cost > 0) parts.push(dollars(cost));
  return parts.join(' · ');
}

function costOf(
  answer: Pick<Answer, 'usage' | 'authors'>,
  price: (target: Target) => Price | undefined,
): number | undefined {
  let dollarsSpent = 0;
  for (const usage of answer.usage) {
    const known = price(usage.target);
    if (!known) return undefined;
    dollarsSpent += (usage.input * known.input + usage.output * known.output) / 1_000_000;
  }
  const uncounted = answer.authors.filter(
    ({ target }) =>
      !answer.usage.some((usage) => usage.target.provider === target.provider && usage.target.model === target.model),
  );
  return uncounted.every(({ target }) => isFree(price(target))) ? dollarsSpent : undefined;
}

function isFree(price: Price | undefined): boolean {
  return price?.input === 0 && price.output === 0;
}

function dollars(amount: number): string {
  return amount < 0.01 ? '<$0.01' : `$${amount.toFixed(2)}`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
