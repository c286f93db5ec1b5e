/** What the user of one ask has before the eyes. */
export class Screen {
  /** The answer as it stands. */
  text = '';
  /** Characters of earlier beginnings that stay readable above a seam. */
  folded = 0;
  /** Sentences beside the answer: errors, seams. */
  readonly sentences: string[] = [];

  constructor(private readonly onChange: () => void) {}

  /** More of the answer. */
  show(text: string): void {
    this.text += text;
    this.onChange();
  }

  /** The answer starts again; what stood there is folded away, not lost. */
  fold(): void {
    this.folded += this.text.length;
    this.text = '';
  }

  /** A completion is shown only when it is whole, so a torn one leaves nothing. */
  clear(): void {
    this.text = '';
  }

  say(sentence: string): void {
    this.sentences.push(sentence);
  }
}

/** How what is on the screen differs from the answer that was due, in characters. */
export interface Difference {
  readonly missing: number;
  readonly doubled: number;
}

/** Compares by the longest common beginning and end; what lies between is missing on one side and too much on the other. */
export function compare(shown: string, due: string): Difference {
  const shorter = Math.min(shown.length, due.length);
  let end = 0;
  while (end < shorter && shown.at(-1 - end) === due.at(-1 - end)) end += 1;
  let begin = 0;
  while (begin < shorter - end && shown[begin] === due[begin]) begin += 1;
  return { missing: due.length - begin - end, doubled: shown.length - begin - end };
}
