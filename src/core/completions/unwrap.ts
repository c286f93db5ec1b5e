import { answerTag } from './holeFiller';
import { heldBack } from './stopStrings';

/** What a chat model's answer holds so far. */
export interface Unwrapped {
  readonly text: string;
  /** The answer came in the tag that was asked for; without it, nothing is certain before the end. */
  readonly tagged: boolean;
  /** The closing tag was seen: whatever follows is talk. */
  readonly closed: boolean;
}

const openTag = new RegExp(`<${answerTag}>`, 'i');
const closeTag = new RegExp(`</\\s*${answerTag}\\s*>`, 'i');
const closeText = `</${answerTag}>`;

/**
 * Takes the fill out of everything a chat model has said so far. Since it reads the whole text each time, it does not
 * matter where the stream's chunks were cut.
 */
export function unwrapAnswer(raw: string, atEnd: boolean): Unwrapped {
  const said = withoutThinking(raw, atEnd);
  const open = openTag.exec(said);
  const body = open ? said.slice(open.index + open[0].length) : said;
  const close = closeTag.exec(body);
  if (close) return { text: body.slice(0, close.index), tagged: open !== null, closed: true };
  // The end of a token limit may cut the closing tag itself, so its beginning is never text, not even at the end.
  const held = heldBack(body.toUpperCase(), [closeText]);
  const text = held > 1 || !atEnd ? body.slice(0, body.length - held) : body;
  return { text, tagged: open !== null, closed: false };
}

/** Drops what a model thinks aloud before its answer; while it still thinks, it has said nothing. */
export function withoutThinking(raw: string, atEnd: boolean): string {
  const start = /^\s*<(think|thinking|thought)>/i.exec(raw);
  if (!start?.[1]) return !atEnd && '<thinking>'.startsWith(raw.trimStart().toLowerCase()) ? '' : raw;
  const end = new RegExp(`</${start[1]}>\\s*`, 'i').exec(raw);
  return end ? raw.slice(end.index + end[0].length) : '';
}
