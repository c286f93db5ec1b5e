import { characterStart } from './pace';

/** Where in an answer a fault strikes. The first one given counts; none means after 400 characters. */
export interface StrikePoint {
  /** After so many chunks (tokens). */
  readonly afterTokens?: number;
  /** After so many characters (UTF-16 units). */
  readonly afterChars?: number;
  /** After the first occurrence of this text. */
  readonly afterText?: string;
  /** Inside the first code fence, or inside the bytes of the first character outside the basic plane. */
  readonly inside?: 'fence' | 'multibyte';
}

/** The place a strike point means in a text. `halfCharacter`: half of the bytes of the next character are still sent. */
export interface Strike {
  readonly offset: number;
  readonly halfCharacter: boolean;
}

/** Finds the place; a text too short for it is struck one character before its end. */
export function strikeAt(text: string, point: StrikePoint, charsPerChunk: number): Strike {
  const { offset, halfCharacter } = find(text, point, charsPerChunk);
  return { offset: characterStart(text, Math.min(offset, Math.max(0, text.length - 1))), halfCharacter };
}

function find(text: string, point: StrikePoint, charsPerChunk: number): Strike {
  if (point.afterTokens !== undefined) {
    return {
      offset: Array.from(text)
        .slice(0, point.afterTokens * charsPerChunk)
        .join('').length,
      halfCharacter: false,
    };
  }
  if (point.afterText !== undefined) {
    const at = text.indexOf(point.afterText);
    return { offset: at < 0 ? text.length : at + point.afterText.length, halfCharacter: false };
  }
  if (point.inside === 'fence') return { offset: insideFence(text), halfCharacter: false };
  if (point.inside === 'multibyte') {
    const at = text.search(/[\u{10000}-\u{10ffff}]/u);
    return { offset: at < 0 ? text.length : at, halfCharacter: at >= 0 };
  }
  return { offset: point.afterChars ?? 400, halfCharacter: false };
}

/** In the middle of the third line of the first fence, so that a half-written line stands there. */
function insideFence(text: string): number {
  const open = text.indexOf('```');
  if (open < 0) return text.length;
  let at = open;
  for (let line = 0; line < 3; line += 1) at = text.indexOf('\n', at) + 1;
  return at + 12;
}
