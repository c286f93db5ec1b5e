import { owedBy, scanBrackets } from '../brackets';
import { isOutsideCode } from '../amongWords';
import { hasLoneClosers, isProse } from '../languages';
import type { TextRule } from '../rule';
import type { Snapshot } from '../snapshot';

/**
 * Stops a fill at a closing bracket that nothing opened, neither the fill nor the text before it. Where the text before is
 * not all known, a closer may belong to what is out of sight; in words and in some languages it may stand alone.
 */
export const strayCloserRule: TextRule = {
  name: 'stray-closer',
  apply: (text, { snapshot }) => (mayStandAlone(text, snapshot) ? text : cutAtStrayCloser(text, snapshot)),
};

function mayStandAlone(text: string, snapshot: Snapshot): boolean {
  const { languageId } = snapshot;
  if (isProse(languageId) || hasLoneClosers(languageId) || isOutsideCode(snapshot)) return true;
  return languageId === 'python' && /"""|'''/.test(text);
}

function cutAtStrayCloser(text: string, snapshot: Snapshot): string {
  const before = owedBy(snapshot.prefix, snapshot.languageId);
  const owed = [...before.owed];
  const { loose } = scanBrackets(text, snapshot.languageId, before);
  for (const closer of loose) {
    if (owed.at(-1) === closer.char) owed.pop();
    else if (owed.length > 0 || snapshot.wholePrefix) return text.slice(0, closer.index).trimEnd();
  }
  return text;
}
