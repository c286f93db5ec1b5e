import { answerTag, holeMark, promptProse, promptSamples, promptSentences } from '../holeFiller';
import { isMarkup } from '../amongWords';
import { isProse } from '../languages';
import type { TextRule } from '../rule';
import type { Snapshot } from '../snapshot';

/** A line of the prompt's own prose this long is not chance. */
const minRecitedChars = 20;

/** Tags of the prompt that have no place inside an answer. */
const innerTag = new RegExp(`<(?:${answerTag}|CONTEXT)>`, 'i');

/** A tag that stands for an answer, in capitals as those of the prompt are; a limit may cut the last. */
const lonePlaceholder = /^\s*(?:<[A-Z][A-Z_]+>\s*)+(?:<[A-Z_]*)?$/;

/** The name in the mark of the hole, called as if it were a function. */
const markAsCall = new RegExp(`\\b${holeMark.replaceAll(/[{}]/g, '')}\\s*\\(`, 'i');

/** The document said again from its top is known by its lines before the cursor, if they are this long together. */
const minTailChars = 12;

/**
 * A model too small for the prompt goes on with it instead of answering: it says the rules again, begins with an example or
 * with the document, opens its tag a second time, or gives a name for an answer instead of one. Seen of Gemma 3
 * 270M in `bench/completions`.
 */
export const recitalRule: TextRule = {
  name: 'recital',
  apply: (text, { kind, snapshot }) => {
    if (kind !== 'hole' || innerTag.test(snapshot.prefix) || snapshot.prefix.includes(promptProse.slice(0, 80)))
      return text;
    if (recitesProse(text) || recitesSample(text) || isPlaceholder(text, snapshot)) return '';
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

/** In a page a lone tag is code, and so is what the document says itself. */
function isPlaceholder(text: string, { prefix, suffix, languageId }: Snapshot): boolean {
  const tag = isMarkup(languageId) || isProse(languageId) ? null : lonePlaceholder.exec(text);
  const found = (tag ?? markAsCall.exec(text))?.[0].trim();
  return found !== undefined && !prefix.includes(found) && !suffix.includes(found);
}

function recitesProse(text: string): boolean {
  return text
    .split('\n')
    .some((line) => line.trim().length >= minRecitedChars && promptSentences.includes(line.trim()));
}

/** The samples are ordinary code: only behind the tag they stand in are they a recital. */
function recitesSample(text: string): boolean {
  return promptSamples.some((sample) => text.includes(`<QUERY>\n${sample}`));
}
