import { answerTag } from './holeFiller';
import type { RuleContext } from './rule';
import { cutAtStopStrings, heldBack } from './stopStrings';

/** What of everything a model has said so far is its answer. */
export interface Said {
  readonly text: string;
  /** The answer came in the tag that was asked for; without it, nothing a chat model says is certain before the end. */
  readonly tagged: boolean;
  /** Whatever follows is no answer any more. */
  readonly ended: boolean;
}

/** A rule that finds the answer in what was said. Each reads the whole text, so chunks may be cut anywhere. */
export interface UnwrapRule {
  readonly name: string;
  take(said: Said, context: RuleContext): Said;
}

/** The rules in their order: LF inside, no thoughts, the inside of the tag, the text up to a mark of a model. */
export const unwrapRules: readonly UnwrapRule[] = [
  {
    // What comes after a lone carriage return decides what it is; until then it is held back.
    name: 'line-ends',
    take: (said, { atEnd }) => {
      const text = atEnd ? said.text : said.text.replace(/\r$/, '');
      return { ...said, text: text.replaceAll(/\r\n?/g, '\n') };
    },
  },
  { name: 'thinking', take: (said, { atEnd }) => ({ ...said, text: withoutThinking(said.text, atEnd) }) },
  {
    // Who was asked by FIM answers without a tag, unless it is a chat model that begins with one (Qwen3-Coder#94).
    name: 'answer-tag',
    take: (said, context) => (context.kind === 'hole' || beginsWithTag(said.text) ? insideTag(said, context) : said),
  },
  {
    name: 'model-marks',
    take: (said, { stopStrings, atEnd }) => {
      const { text, stopped } = cutAtStopStrings(said.text, stopStrings, atEnd || said.ended);
      return { ...said, text, ended: said.ended || stopped };
    },
  },
];

const openText = `<${answerTag}>`;
const openTag = new RegExp(`<${answerTag}>`, 'i');
const closeTag = new RegExp(`</\\s*${answerTag}\\s*>`, 'i');
const closeText = `</${answerTag}>`;

function beginsWithTag(text: string): boolean {
  const start = text.trimStart().toUpperCase().slice(0, openText.length);
  return start !== '' && openText.startsWith(start);
}

function insideTag(said: Said, { atEnd }: RuleContext): Said {
  const open = openTag.exec(said.text);
  const body = open ? said.text.slice(open.index + open[0].length) : said.text;
  const tagged = open !== null;
  const close = closeTag.exec(body);
  if (close) return { text: body.slice(0, close.index), tagged, ended: true };
  // The end of a token limit may cut the closing tag itself, so its beginning is never text, not even at the end.
  const held = heldBack(body.toUpperCase(), [closeText]);
  const text = held > 1 || !atEnd ? body.slice(0, body.length - held) : body;
  return { text, tagged, ended: said.ended };
}

/** Drops what a model thinks aloud before its answer; while it still thinks, it has said nothing. */
function withoutThinking(raw: string, atEnd: boolean): string {
  const start = /^\s*<(think|thinking|thought)>/i.exec(raw);
  if (!start?.[1]) return !atEnd && '<thinking>'.startsWith(raw.trimStart().toLowerCase()) ? '' : raw;
  const end = new RegExp(`</${start[1]}>\\s*`, 'i').exec(raw);
  return end ? raw.slice(end.index + end[0].length) : '';
}
