import type { ContextItem, Turn } from '../contract/ask';

/** Whether something may be sent by the rules as they are now. Never rejects. */
export type ContextRule = (item: ContextItem) => Promise<boolean>;

/** Those of the items that may be sent now. */
export async function permittedItems(
  items: readonly ContextItem[],
  rule: ContextRule,
): Promise<readonly ContextItem[]> {
  const verdicts = await Promise.all(items.map(rule));
  return items.filter((_item, index) => verdicts[index] === true);
}

/**
 * The turns with what may go along now, and the names of what was left out, each once. Every ask sends the whole history:
 * a file that was allowed when its question was asked may be forbidden when the next one is.
 */
export async function permittedTurns(
  turns: readonly Turn[],
  rule: ContextRule,
): Promise<{ readonly turns: readonly Turn[]; readonly leftOut: readonly string[] }> {
  const leftOut = new Set<string>();
  const permitted = turns.map(async (turn): Promise<Turn> => {
    const { context = [], ...rest } = turn;
    const kept = await permittedItems(context, rule);
    for (const item of context) if (!kept.includes(item)) leftOut.add(item.label);
    return kept.length === 0 ? rest : { ...rest, context: kept };
  });
  return { turns: await Promise.all(permitted), leftOut: [...leftOut] };
}
