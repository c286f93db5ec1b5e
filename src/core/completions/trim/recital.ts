import { answerTag, promptProse, promptSamples } from '../holeFiller';
import type { TextRule } from '../rule';

/** A line of the prompt's own prose this long is not chance. */
const minRecitedChars = 20;

/** Tags of the prompt that have no place inside an answer. */
const innerTag = new RegExp(`<(?:${answerTag}|CONTEXT)>`, 'i');

/** The document said again from its top is known by its lines before the cursor, if they are this long together. */
const minTailChars = 12;

/**
 * A model too small for the prompt goes on with it instead of answering: it says the rules again, begins with an example or
 * with the document, or opens its tag a second time. Seen of Gemma 3 270M in `bench/completions`.
 */
export const recitalRule: TextRule = {
  name: 'recital',
  apply: (text, { kind, snapshot }) => {
    if (kind !== 'hole' || innerTag.test(snapshot.prefix) || snapshot.prefix.includes(promptProse.slice(0, 80)))
      return text;
    if (recitesProse(text) || recitesSample(text)) return '';
    const said = afterDocument(text, snapshot.prefix);
    const inner = innerTag.exec(said);
    return inner ? said.slice(0, inner.index) : said;
  },
};

/** Whoever opens the document's tag writes the document: only what comes after the cursor's place in it is an answer. */
function afterDocument(text: string, prefix: string): string {
  if (!/^\s*<QUERY>/i.test(text)) return text;
  const tail = prefix.split('\n').slice(-3).join('\n').trimStart();
  if (tail.length < minTailChars) return text;
  const at = text.indexOf(tail);
  return at < 0 ? '' : text.slice(at + tail.length);
}

function recitesProse(text: string): boolean {
  return text.split('\n').some((line) => line.trim().length >= minRecitedChars && promptProse.includes(line.trim()));
}

/** The samples are ordinary code: only behind the tag they stand in are they a recital. */
function recitesSample(text: string): boolean {
  return promptSamples.some((sample) => text.includes(`<QUERY>\n${sample}`));
}
