import { isNearlySame } from '../editDistance';

/** A way in which a small model says the same again and again. */
export interface LoopRule {
  readonly name: string;
  hasLoop(text: string): boolean;
}

/** Copilot's limits: a tail of so many tokens with a period this short is a loop. */
const loops: readonly { readonly tokens: number; readonly period: number }[] = [
  { tokens: 10, period: 1 },
  { tokens: 30, period: 10 },
  { tokens: 45, period: 20 },
  { tokens: 60, period: 30 },
];

/** Tabby's limits for the last line: a short piece six times, a longer one four times. */
const loopingLine = /(.{3,}?)\1{5,}$|(.{10,}?)\2{3,}$/;

/** A longer last line is not searched: the expression would take its time. */
const maxSearchedLine = 400;

/** Loops that a fill is thrown away for, those cheap to see first. */
export const loopRules: readonly LoopRule[] = [
  {
    name: 'looping-line',
    hasLoop: (text) => {
      const last = (text.trimEnd().split('\n').at(-1) ?? '').trimEnd();
      // A ruler, the head of a table and a list of zeros are loops by design: they are left to the token test.
      const [, short, long] = (last.length <= maxSearchedLine && loopingLine.exec(last)) || [];
      const piece = short ?? long;
      return piece !== undefined && /[\p{L}\p{N}]/u.test(piece) && !piece.includes(',');
    },
  },
  { name: 'equal-lines', hasLoop: (text) => hasEqualLines(text.split('\n')) },
  { name: 'equal-blocks', hasLoop: hasEqualBlocks },
  {
    name: 'token-loop',
    hasLoop: (text) => {
      const tokens = text.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]+/gu) ?? [];
      return loops.some(
        ({ tokens: count, period }) => tokens.length >= count && shortestPeriod(tokens.slice(-count)) <= period,
      );
    },
  },
];

/** Whether a fill has run into a loop. */
export function isRepetitive(text: string, rules: readonly LoopRule[] = loopRules): boolean {
  return rules.some((rule) => rule.hasLoop(text));
}

/** What says little in any language, and often: leaving, the ends of blocks and elements, comments. */
const structural =
  /^(?:(?:break|continue|pass|return|raise|throw|yield|else|try|begin|default|end|fi|done|esac)\b|<|[@#*]|\/\/|--)/;

/** Five equal lines with words in them (Tabby), if at least half of all lines are such a one. */
function hasEqualLines(lines: readonly string[]): boolean {
  const enough = Math.max(5, lines.filter((line) => line.trim() !== '').length / 2);
  const counts = new Map<string, number>();
  for (const line of lines) {
    const key = line.trim();
    if (key.length < 4 || !/\p{L}/u.test(key) || structural.test(key)) continue;
    const count = (counts.get(key) ?? 0) + 1;
    if (count >= enough) return true;
    counts.set(key, count);
  }
  return false;
}

/** Two blocks of at least two lines that say the same, a blank line between (Tabby). */
function hasEqualBlocks(text: string): boolean {
  const blocks = text
    .split(/\n[ \t]*\n/)
    .map((block) =>
      block
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    )
    .filter((block) => block.length >= 2 && block.join('').length >= 20);
  return blocks.some((block, index) =>
    blocks
      .slice(index + 1)
      .some(
        (other) =>
          other.length === block.length && other.every((line, at) => isNearlySame(line, block[at] ?? '', 0.05)),
      ),
  );
}

/** The shortest distance at which the tokens repeat themselves, by the failure function of Knuth, Morris and Pratt. */
function shortestPeriod(tokens: readonly string[]): number {
  const border: number[] = [0];
  for (let index = 1, matched = 0; index < tokens.length; index++) {
    while (matched > 0 && tokens[index] !== tokens[matched]) matched = border[matched - 1] ?? 0;
    if (tokens[index] === tokens[matched]) matched += 1;
    border.push(matched);
  }
  return tokens.length - (border.at(-1) ?? 0);
}
