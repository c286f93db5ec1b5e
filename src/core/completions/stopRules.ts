import { isPureCloser } from './brackets';
import { isNearlySame } from './editDistance';
import { indentColumns, isBlank, linesBelow } from './indentation';
import { isProse } from './languages';
import type { Snapshot } from './snapshot';

/** White space alone up to this length is a model that has lost its way (Twinny's figure). */
const maxEmptyChars = 250;

/** Nobody reads a longer ghost. */
const maxLines = 40;

/** So much of the suffix, written again, cannot be chance. */
const suffixHeadChars = 30;
const minSuffixHead = 20;

/** Beginnings of lines that are never part of a fill: another file, a diff, the end of a fence. */
const foreignLine = /^(?:diff --git |#- coding: utf-8|[ \t]*(?:```|~~~))/;

/** Text up to where a rule stopped it; `stopped` means that nothing the model may still say would be shown. */
export interface RuledText {
  readonly text: string;
  readonly stopped: boolean;
}

/** How the text is to be read. */
export interface StopSituation {
  readonly snapshot: Snapshot;
  readonly multiline: boolean;
  /** No more text will come. */
  readonly atEnd: boolean;
  /** The answer takes long: the next whole line ends it. */
  readonly hurry: boolean;
}

/**
 * Cuts an answer where it goes past the hole (reference §2.4). A pure reading of everything said so far: only whole lines
 * are judged, so it does not matter how the stream was cut.
 */
export function applyStopRules(text: string, situation: StopSituation): RuledText {
  const { snapshot, multiline } = situation;
  if (isBlank(text)) return { text: '', stopped: text.length > maxEmptyChars };
  const echo = suffixEcho(text, snapshot.suffix);
  const lines = (echo === undefined ? text : text.slice(0, echo).trimEnd()).split('\n');
  const ended = situation.atEnd || echo !== undefined;
  const whole = ended ? lines.length : lines.length - 1;
  if (!multiline) return singleLine(lines, whole, echo !== undefined, isProse(snapshot.languageId));
  for (let index = 0; index < whole; index++) {
    const verdict = judgeLine(lines, index, situation);
    if (verdict === 'go') continue;
    const kept = verdict === 'last' ? index + 1 : index;
    return { text: lines.slice(0, kept).join('\n'), stopped: true };
  }
  return { text: lines.join('\n'), stopped: echo !== undefined };
}

function singleLine(lines: readonly string[], whole: number, isCut: boolean, prose: boolean): RuledText {
  const [first = ''] = lines;
  if (!prose && foreignLine.test(first)) return { text: '', stopped: true };
  return { text: first, stopped: isCut || (whole > 0 && lines.length > 1) };
}

function judgeLine(lines: readonly string[], index: number, situation: StopSituation): 'go' | 'last' | 'before' {
  const { snapshot, hurry } = situation;
  const line = lines[index] ?? '';
  const startsLine = index > 0 || isBlank(snapshot.linePrefix);
  if (index >= maxLines) return 'before';
  if (isBlank(line)) return index > 1 && isBlank(lines[index - 1] ?? '') ? 'before' : 'go';
  if (startsLine && !isProse(snapshot.languageId) && foreignLine.test(line)) return 'before';
  if (index >= 2 && line === lines[index - 1] && line === lines[index - 2]) return 'before';
  if (startsLine && repeatsNextLine(index === 0 ? snapshot.linePrefix + line : line, snapshot)) return 'before';
  if (index > 0) {
    const scope = judgeScope(line, snapshot);
    if (scope !== 'go') return scope;
  }
  return hurry ? 'last' : 'go';
}

function repeatsNextLine(line: string, snapshot: Snapshot): boolean {
  const [next] = linesBelow(snapshot.suffix, 1);
  if (next === undefined || isPureCloser(line)) return false;
  const { tabSize } = snapshot.indentation;
  if (indentColumns(line, tabSize) !== indentColumns(next, tabSize)) return false;
  return isNearlySame(line.trim(), next.trim(), 0.1);
}

/**
 * A block ends where the indentation falls below the line it began on. The closer of the cursor's own line belongs to it,
 * and so does one closer further out, unless the document has it already.
 */
function judgeScope(line: string, snapshot: Snapshot): 'go' | 'last' | 'before' {
  const { tabSize } = snapshot.indentation;
  const start = indentColumns(snapshot.linePrefix, tabSize);
  const columns = indentColumns(line, tabSize);
  const inBody = isBlank(snapshot.linePrefix);
  const isCloser = isPureCloser(line);
  if (columns > start) return 'go';
  if (columns === start && (inBody || !isCloser)) return inBody ? 'go' : continuesBlock(line) ? 'go' : 'before';
  if (!isCloser) return 'before';
  const [next] = linesBelow(snapshot.suffix, 1);
  const closedAlready =
    next !== undefined && indentColumns(next, tabSize) === columns && next.trim().startsWith(line.trim());
  return closedAlready ? 'before' : 'last';
}

/** `} else {` and its like stand at the indentation of the block they go on with. */
function continuesBlock(line: string): boolean {
  return /^\s*(?:[)\]}]+\s*\S|(?:else|elif|elsif|except|finally|catch|rescue|ensure|when)\b)/.test(line);
}

function suffixEcho(text: string, suffix: string): number | undefined {
  const head = suffix.trimStart().slice(0, suffixHeadChars).trimEnd();
  if (head.length < minSuffixHead) return undefined;
  const at = text.indexOf(head);
  return at < 0 ? undefined : at;
}
