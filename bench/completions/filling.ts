import { editDistance } from '../../src/core/completions/editDistance';
import type { CompletionInput } from '../../src/core/completions/pipeline';
import type { Suggestion } from '../../src/core/completions/suggestion';
import { lengthWords, markdownTable } from '../draw/table';
import { parses, type Hole } from './holes';
import { percentile } from './score';
import { TextBuffer } from './textBuffer';

/** What became of one hole. */
export interface Filled {
  readonly hole: Hole;
  /** The model's whole answer as it came; empty if there was none. */
  readonly said: string;
  /** What passed the filters, without what stood on the line before. */
  readonly shown: string | undefined;
  /** Shown, and the file is one a compiler can read. */
  readonly isUsable: boolean;
  /** The answer as it came, its tag taken off and nothing else, makes such a file too. */
  readonly isUsableAsSaid: boolean;
  readonly isExact: boolean;
  /** From 0 to 1: one less the share of edits between what is shown and what was cut, over as many lines as are shown. */
  readonly similarity: number;
  readonly ms: number;
}

/** The editor's call for a hole, as when the user asks for an item by a key. */
export function inputFor({ before, after, path, languageId }: Hole): CompletionInput {
  const lines = before.split('\n');
  return {
    view: new TextBuffer(before + after).view(path, languageId),
    position: { line: lines.length - 1, character: (lines.at(-1) ?? '').length },
    indentation: { tabSize: 2, insertSpaces: true },
    explicit: true,
    cursors: 1,
    enabled: true,
  };
}

/** Judges what was shown in a hole and what the model had said. */
export function judgeFill(hole: Hole, item: Suggestion | undefined, said: string, ms: number): Filled {
  const { before, after, cut, languageId } = hole;
  const bare = said.replace(/^[\s\S]*?<COMPLETION>/i, '').replace(/<\/COMPLETION>[\s\S]*$/i, '');
  const isUsableAsSaid = bare.trim() !== '' && parses(before + bare + after, languageId);
  if (!item)
    return { hole, said, shown: undefined, isUsable: false, isUsableAsSaid, isExact: false, similarity: 0, ms };
  const buffer = new TextBuffer(before + after);
  const { position } = inputFor(hole);
  const shown = item.insertText.slice(buffer.between(item.start, position).length);
  const covered = buffer.between(position, item.end);
  buffer.replace(item.start, item.end, item.insertText);
  const wanted = cut + covered;
  const due = wanted.split('\n').slice(0, shown.split('\n').length).join('\n').trim();
  const length = Math.max(due.length, shown.trim().length);
  return {
    hole,
    said,
    shown,
    isUsable: parses(buffer.text, languageId),
    isUsableAsSaid,
    isExact: shown.trim() === wanted.trim(),
    similarity: length === 0 ? 0 : 1 - editDistance(shown.trim(), due, length) / length,
    ms,
  };
}

/** How many holes were filled well, by their shape. */
export function fillTable(filled: readonly Filled[]): string {
  const shapes = [...new Set(filled.map(({ hole }) => hole.shape))];
  const groups = [...shapes.map((shape) => [shape, filled.filter(({ hole }) => hole.shape === shape)] as const)];
  const share = (ones: readonly Filled[], is: (one: Filled) => boolean): string =>
    `${ones.filter(is).length} of ${ones.length}`;
  return markdownTable(
    [
      'hole',
      'shown',
      'usable: shown, and the file can be compiled',
      'can be compiled with the bare answer',
      'exactly what was cut',
      'similarity of what is shown',
      'median time',
    ],
    [...groups, ['all', filled] as const].map(([name, ones]) => {
      const shown = ones.filter((one) => one.shown !== undefined);
      const similarity = shown.reduce((sum, one) => sum + one.similarity, 0) / shown.length;
      return [
        name,
        share(ones, (one) => one.shown !== undefined),
        share(ones, (one) => one.isUsable),
        share(ones, (one) => one.isUsableAsSaid),
        share(ones, (one) => one.isExact),
        shown.length > 0 ? `${(100 * similarity).toFixed(0)} %` : '–',
        lengthWords(
          percentile(
            ones.map(({ ms }) => ms),
            0.5,
          ),
        ),
      ];
    }),
  );
}
