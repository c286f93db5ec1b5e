import { isAmongWords } from './amongWords';
import { isPureCloser } from './brackets';
import { isNearlySame } from './editDistance';
import { indentColumns, isBlank, linesBelow } from './indentation';
import { isProse } from './languages';
import { staysInBlock } from './leftLines';
import { endOfStatement } from './oneStatement';
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

/** A rule that ends the whole text somewhere, or `undefined`. */
export interface TextStop {
  readonly name: string;
  end(text: string, situation: StopSituation): string | undefined;
}

/** A whole line of the fill; the first one stands behind what is on the cursor's line already. */
export interface JudgedLine {
  readonly text: string;
  readonly index: number;
  readonly lines: readonly string[];
  /** Nothing stands before it in the document. */
  readonly startsLine: boolean;
}

/** A rule that ends the fill after (`last`) or before a line, or `undefined`. */
export interface LineRule {
  readonly name: string;
  judge(line: JudgedLine, situation: StopSituation): 'last' | 'before' | undefined;
}

/** Ends of the text, each cutting what the one before has left. */
export const textStops: readonly TextStop[] = [
  {
    name: 'white-space',
    end: (text) => (text.length - text.trimStart().length > maxEmptyChars ? '' : undefined),
  },
  {
    name: 'suffix-echo',
    end: (text, { snapshot, atEnd }) => {
      const below = snapshot.suffix.trimStart();
      const head = below.slice(0, suffixHeadChars).trimEnd();
      const at = head.length < minSuffixHead ? -1 : text.indexOf(head);
      return at >= 0 && repeatsLine(text.slice(at), below, atEnd) ? text.slice(0, at).trimEnd() : undefined;
    },
  },
  {
    name: 'single-line',
    end: (text, { multiline, snapshot, atEnd }) => (multiline ? undefined : endOfStatement(text, snapshot, atEnd)),
  },
];

/** Whether a text goes on as another to the end of its line; neighbours often begin alike (`private static final String …`). */
function repeatsLine(said: string, known: string, atEnd: boolean): boolean {
  const [line = ''] = known.split('\n', 1);
  return said.startsWith(line.trimEnd()) || (atEnd && line.startsWith(said.trimEnd()));
}

/** The first rule that has something to say of a line counts (reference §2.4). */
export const lineRules: readonly LineRule[] = [
  { name: 'max-lines', judge: ({ index }) => (index >= maxLines ? 'before' : undefined) },
  {
    name: 'second-blank-line',
    judge: ({ text, index, lines }) =>
      isBlank(text) && index > 1 && isBlank(lines[index - 1] ?? '') ? 'before' : undefined,
  },
  {
    name: 'foreign-line',
    judge: ({ text, startsLine }, { snapshot }) =>
      startsLine && foreignLine.test(text) && !isProse(snapshot.languageId) && !isAmongWords(snapshot)
        ? 'before'
        : undefined,
  },
  {
    name: 'three-equal-lines',
    judge: ({ text, index, lines }) =>
      !isBlank(text) && index >= 2 && text === lines[index - 1] && text === lines[index - 2] ? 'before' : undefined,
  },
  {
    name: 'next-line',
    judge: ({ text, index, startsLine }, { snapshot }) =>
      startsLine && repeatsNextLine(index === 0 ? snapshot.linePrefix + text : text, snapshot) ? 'before' : undefined,
  },
  {
    name: 'end-of-block',
    // A single statement has ended already.
    judge: (line, { snapshot, multiline }) =>
      multiline && line.index > 0 && !isBlank(line.text) ? judgeScope(line, snapshot) : undefined,
  },
  { name: 'hurry', judge: ({ text }, { hurry }) => (hurry && !isBlank(text) ? 'last' : undefined) },
];

/** The rules by which a text is ended. */
export interface StopRules {
  readonly textStops: readonly TextStop[];
  readonly lineStops: readonly LineRule[];
}

/**
 * Cuts an answer where it goes past the hole (reference §2.4). A pure reading of everything said so far: only whole lines
 * are judged, so it does not matter how the stream was cut.
 */
export function applyStopRules(
  said: string,
  situation: StopSituation,
  rules: StopRules = { textStops, lineStops: lineRules },
): RuledText {
  const { snapshot } = situation;
  let text = said;
  let stopped = false;
  for (const rule of rules.textStops) {
    const end = rule.end(text, situation);
    stopped ||= end !== undefined;
    text = end ?? text;
  }
  if (isBlank(text)) return { text: '', stopped };
  const lines = text.split('\n');
  const whole = stopped || situation.atEnd ? lines.length : lines.length - 1;
  for (let index = 0; index < whole; index++) {
    const startsLine = index > 0 || isBlank(snapshot.linePrefix);
    const judged = { text: lines[index] ?? '', index, lines, startsLine };
    for (const rule of rules.lineStops) {
      const verdict = rule.judge(judged, situation);
      if (verdict) return { text: lines.slice(0, verdict === 'last' ? index + 1 : index).join('\n'), stopped: true };
    }
  }
  return { text, stopped };
}

function repeatsNextLine(line: string, snapshot: Snapshot): boolean {
  const [next] = linesBelow(snapshot.suffix, 1);
  if (next === undefined || isBlank(line) || isPureCloser(line)) return false;
  const { tabSize } = snapshot.indentation;
  if (indentColumns(line, tabSize) !== indentColumns(next, tabSize)) return false;
  return isNearlySame(line.trim(), next.trim(), 0.1);
}

/**
 * A block ends where the indentation falls below the line it began on. The closer of the cursor's own line belongs to it,
 * and so does one closer further out, unless the document has it already.
 */
function judgeScope({ text: line, index, lines }: JudgedLine, snapshot: Snapshot): 'last' | 'before' | undefined {
  const { tabSize } = snapshot.indentation;
  const start = indentColumns(snapshot.linePrefix, tabSize);
  const columns = indentColumns(line, tabSize);
  const inBody = isBlank(snapshot.linePrefix);
  const isCloser = isPureCloser(line);
  if (columns > start || staysInBlock(lines, index, snapshot.linePrefix, snapshot.languageId)) return undefined;
  if (columns === start && (inBody || !isCloser)) return inBody || continuesBlock(line) ? undefined : 'before';
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
