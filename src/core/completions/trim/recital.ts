import { answerTag, promptProse, promptSamples } from '../holeFiller';
import type { TextRule } from '../rule';

/** A line of the prompt's own prose this long is not chance. */
const minRecitedChars = 20;

const innerTag = new RegExp(`<${answerTag}>`, 'i');

/**
 * A model too small for the prompt goes on with it instead of answering: it says the rules again, begins with an example, or
 * opens its tag a second time. Seen of Gemma 3 270M in `bench/completions`.
 */
export const recitalRule: TextRule = {
  name: 'recital',
  apply: (text, { kind, snapshot }) => {
    if (kind !== 'hole' || innerTag.test(snapshot.prefix) || snapshot.prefix.includes(promptProse.slice(0, 80)))
      return text;
    if (recitesProse(text) || recitesSample(text)) return '';
    const inner = innerTag.exec(text);
    return inner ? text.slice(0, inner.index) : text;
  },
};

function recitesProse(text: string): boolean {
  return text.split('\n').some((line) => line.trim().length >= minRecitedChars && promptProse.includes(line.trim()));
}

/** The samples are ordinary code: only behind the tag they stand in are they a recital. */
function recitesSample(text: string): boolean {
  return promptSamples.some((sample) => text.includes(`<QUERY>\n${sample}`));
}
