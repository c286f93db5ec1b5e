/** How fast and in which pieces an answer is spoken. */
export interface Pace {
  /** Code points per chunk, as a model's tokens; never splits a code point, as no real server does. */
  readonly charsPerChunk: number;
  readonly msPerChunk: number;
  /** Milliseconds before the first frame. */
  readonly firstMs: number;
  /** Where the bytes of a frame are split on the wire: not at all, at every byte, or inside every multi-byte character. */
  readonly split: 'frame' | 'byte' | 'multibyte';
}

/** Fast enough for tests, in chunks that look like tokens. */
export const defaultPace: Pace = { charsPerChunk: 8, msPerChunk: 0, firstMs: 0, split: 'frame' };

/** Cuts a text into chunks of so many code points, with a boundary at each of the given offsets. */
export function chunksOf(text: string, charsPerChunk: number, boundaries: readonly number[] = []): readonly string[] {
  const chunks: string[] = [];
  let chunk = '';
  let points = 0;
  let offset = 0;
  for (const point of text) {
    chunk += point;
    points += 1;
    offset += point.length;
    if (points >= charsPerChunk || boundaries.includes(offset)) {
      chunks.push(chunk);
      chunk = '';
      points = 0;
    }
  }
  if (chunk !== '') chunks.push(chunk);
  return chunks;
}

/** The pieces in which the bytes of a frame go over the wire. */
export function piecesOf(bytes: Buffer, split: Pace['split']): readonly Buffer[] {
  if (split === 'frame') return [bytes];
  const pieces: Buffer[] = [];
  let start = 0;
  for (let at = 1; at < bytes.length; at += 1) {
    // A byte 10xxxxxx goes on with a character: before it is the middle of one.
    const isInside = ((bytes[at] ?? 0) & 0xc0) === 0x80;
    if (split === 'byte' || isInside) {
      pieces.push(bytes.subarray(start, at));
      start = at;
    }
  }
  pieces.push(bytes.subarray(start));
  return pieces;
}

/** The offset of the character that `offset` lies in: never the middle of a surrogate pair. */
export function characterStart(text: string, offset: number): number {
  const unit = text.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff ? offset - 1 : offset;
}
