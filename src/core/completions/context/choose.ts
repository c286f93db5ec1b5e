import type { Excerpt } from '../../contract/ask';

/** How much of the room is spoken for once a kind has had its turn: what is left by one goes to the next. */
const shares: readonly (readonly [Excerpt['kind'], number])[] = [
  ['signature', 0.4],
  ['recent-edit', 0.6],
  ['open-file', 1],
];

/** Less than this of a piece tells a model nothing. */
const leastChars = 60;

/**
 * The excerpts that fit into so many characters, in the order in which they change least: signatures, other files, recent
 * edits, each by path. What a server has read of a prompt it can use again up to the first difference.
 */
export function chooseExcerpts(excerpts: readonly Excerpt[], chars: number): readonly Excerpt[] {
  const chosen: Excerpt[] = [];
  let used = 0;
  for (const [kind, share] of shares) {
    for (const excerpt of excerpts.filter((one) => one.kind === kind)) {
      const cost = costOf(excerpt.path);
      const text = wholeLines(excerpt.text, Math.floor(chars * share) - used - cost);
      if (text.length < Math.min(leastChars, excerpt.text.length) || text === '') continue;
      chosen.push({ ...excerpt, text });
      used += text.length + cost;
    }
  }
  return chosen.toSorted(inSteadyOrder);
}

/** What naming a file costs, with the marks around it. */
function costOf(path: string): number {
  return path.length + 24;
}

const ranks: Readonly<Record<Excerpt['kind'], number>> = { signature: 0, 'open-file': 1, 'recent-edit': 2 };

function inSteadyOrder(a: Excerpt, b: Excerpt): number {
  return ranks[a.kind] - ranks[b.kind] || compare(a.path, b.path) || compare(a.text, b.text);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The lines a text begins with, as far as they fit. */
function wholeLines(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const end = chars > 0 ? text.lastIndexOf('\n', chars) : -1;
  return end > 0 ? text.slice(0, end) : '';
}
