/** Columns of white space before the first character of a line; a tab reaches the next multiple of `tabSize`. */
export function indentColumns(line: string, tabSize: number): number {
  let columns = 0;
  for (const char of line) {
    if (char === '\t') columns += tabSize - (columns % tabSize);
    else if (char === ' ') columns += 1;
    else break;
  }
  return columns;
}

/** The white space a line begins with. */
export function leadingSpace(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** Whether a line holds nothing but white space. */
export function isBlank(line: string): boolean {
  return line.trim() === '';
}

/** The last line with text above the cursor's, or `undefined`. */
export function lineAbove(prefix: string): string | undefined {
  return prefix
    .split('\n')
    .slice(0, -1)
    .findLast((line) => !isBlank(line));
}

/** The lines with text below the cursor's, at most `count`. */
export function linesBelow(suffix: string, count: number): readonly string[] {
  return suffix
    .split('\n')
    .slice(1)
    .filter((line) => !isBlank(line))
    .slice(0, count);
}
