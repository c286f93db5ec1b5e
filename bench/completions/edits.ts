import { diffLines, diffWordsWithSpace } from 'diff';

/** One place where the author changed a text. The offset is in the text as it is once all earlier edits are made. */
export interface Edit {
  readonly offset: number;
  readonly removed: string;
  readonly inserted: string;
}

/** A block of lines keeps this share of its words, or else it was written anew. */
const revisedShare = 0.5;

/** Blocks that differ in more words than this were written anew, and are not worth comparing word by word. */
const maxWordEdits = 300;

/** What stands between two changed words is typed again with them if it is as short as this. */
const shortGap = 3;

/**
 * How an author gets from one published text to the next: lines added, lines deleted, and words changed within a line. From
 * top to bottom, so that everything above an edit is already as it will be.
 */
export function editsBetween(before: string, after: string): readonly Edit[] {
  const edits: Edit[] = [];
  let offset = 0;
  let removed = '';
  let inserted = '';
  const flush = (): void => {
    if (removed !== '' || inserted !== '') edits.push(...blockEdits(offset, removed, inserted));
    offset += inserted.length;
    removed = '';
    inserted = '';
  };
  for (const part of diffLines(before, after)) {
    if (part.added) inserted += part.value;
    else if (part.removed) removed += part.value;
    else {
      flush();
      offset += part.value.length;
    }
  }
  flush();
  return edits;
}

function blockEdits(offset: number, removed: string, inserted: string): readonly Edit[] {
  const words = removed !== '' && inserted !== '' ? wordEdits(offset, removed, inserted) : undefined;
  return words ?? [asTyped({ offset, removed, inserted })];
}

function wordEdits(offset: number, removed: string, inserted: string): readonly Edit[] | undefined {
  const parts = diffWordsWithSpace(removed, inserted, { maxEditLength: maxWordEdits });
  if (!parts) return undefined;
  let kept = 0;
  for (const part of parts) if (!part.added && !part.removed) kept += part.value.trim().length;
  if (kept < revisedShare * Math.max(removed.trim().length, inserted.trim().length)) return undefined;
  const edits: Edit[] = [];
  let at = offset;
  let open: { offset: number; removed: string; inserted: string } | undefined;
  let gap = '';
  for (const part of parts) {
    if (!part.added && !part.removed) {
      if (open && (part.value.length < shortGap || part.value.trim() === '')) gap = part.value;
      else if (open) {
        edits.push(open);
        open = undefined;
      }
      at += part.value.length;
      continue;
    }
    open ??= { offset: at, removed: '', inserted: '' };
    open.removed += gap;
    open.inserted += gap;
    gap = '';
    if (part.removed) open.removed += part.value;
    else {
      open.inserted += part.value;
      at += part.value.length;
    }
  }
  if (open) edits.push(open);
  return edits;
}

/**
 * The same change the way hands make it: a line is added by Enter at the end of the line above, and the indentation of a line
 * that is written anew stays.
 */
function asTyped({ offset, removed, inserted }: Edit): Edit {
  if (removed === '' && offset > 0 && inserted.endsWith('\n'))
    return { offset: offset - 1, removed, inserted: `\n${inserted.slice(0, -1)}` };
  const head = sharedSpace(removed, inserted);
  const [oldRest, newRest] = [removed.slice(head.length), inserted.slice(head.length)];
  const tail = sharedSpace(reversed(oldRest), reversed(newRest)).length;
  return {
    offset: offset + head.length,
    removed: oldRest.slice(0, oldRest.length - tail),
    inserted: newRest.slice(0, newRest.length - tail),
  };
}

function sharedSpace(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length] && /\s/.test(a[length] ?? '')) length += 1;
  return a.slice(0, length);
}

function reversed(text: string): string {
  return text.split('').toReversed().join('');
}
