import type { ChatRequest, CompletionAsk, Excerpt } from '../contract/ask';
import type { PromptBudget } from './budgets';
import { contextSection } from './context/place';
import { cutFromBottom, cutFromTop } from './window';

/** Stands for the hole in the prompt. */
export const holeMark = '{{FILL_HERE}}';

/** The tag the answer is asked for in. */
export const answerTag = 'COMPLETION';

/** What the model is told to do, in sentences. */
export const promptProse = `You fill holes in source code. You get a part of a file in <QUERY> tags, with the hole marked ${holeMark}.
Answer with the text that replaces the mark, inside <${answerTag}> tags, and with nothing else: no explanation, no markdown fence.
- Write only what is missing. Do not repeat the text before or after the hole.
- Keep the file's indentation, quotes and naming. White space at the hole's edges counts.
- Close what you open; what the text after the hole closes already, leave open.
- Parts of other files may come first, in <CONTEXT> tags: use their names and habits, never repeat their text.
- Stop where the statement or block at the hole is complete. If nothing belongs there, leave the tags empty.`;

const examples = `Example 1
<QUERY>
function sum(values: number[]): number {
  let total = 0;
  for (const value of values) {
    ${holeMark}
  }
  return total;
}
</QUERY>
<${answerTag}>total += value;</${answerTag}>

Example 2
<QUERY>
def greet(name):
    print(${holeMark})
</QUERY>
<${answerTag}>f"Hello, {name}"</${answerTag}>`;

/** What a single ask adds: how much is to be written. */
const wholeBlock = 'Fill the hole.';
const oneLine = 'Fill the hole with one line or the rest of one line.';

/** Everything of the prompt that is said in sentences. */
export const promptSentences = `${promptProse}\n${wholeBlock}\n${oneLine}`;

/** How each example of the prompt begins. */
export const promptSamples: readonly string[] = [...examples.matchAll(/<QUERY>\n(.+)/g)].map(([, line = '']) => line);

// One text for every ask, so that a server can keep it in its cache.
const rules = `${promptProse}\n\n${examples}`;

/** Thoughts that are not sent count too (`providers.md` §2.2): without room for a short one the answer ends before it begins. */
export const thoughtTokens = 2_048;

/** The request for a model without fill-in-the-middle: rules and the text around the hole, ending in a user turn. */
export function holeFillerRequest(
  ask: CompletionAsk,
  budget: PromptBudget,
  thinksUnseen = false,
  excerpts: readonly Excerpt[] = [],
): ChatRequest {
  const prefix = escapeMarks(cutFromTop(ask.prefix, budget.prefixChars));
  const suffix = escapeMarks(cutFromBottom(ask.suffix, budget.suffixChars));
  const extent = ask.multiline ? wholeBlock : oneLine;
  const context = escapeMarks(contextSection(excerpts));
  // What other files say changes least and stands first: a server may still have it in memory.
  const above = context && `<CONTEXT>\n${context}</CONTEXT>\n`;
  const text = `${above}File: ${ask.path} (${ask.languageId})\n<QUERY>\n${prefix}${holeMark}${suffix}\n</QUERY>\n${extent}`;
  return {
    kind: 'chat',
    use: 'completion',
    system: rules,
    // No prefilled answer: Claude from 4.6 on refuses one with a 400 (strands#1694).
    messages: [{ role: 'user', text }],
    maxOutputTokens:
      (ask.multiline ? budget.multilineTokens : budget.singleLineTokens) + (thinksUnseen ? thoughtTokens : 0),
    stop: [`</${answerTag}>`],
  };
}

/** A file may hold our own marks (this one does): a blank makes them text again. */
function escapeMarks(text: string): string {
  return text.replaceAll(holeMark, '{{ FILL_HERE }}').replaceAll(/<(\/?)(QUERY|COMPLETION|CONTEXT)>/g, '<$1 $2>');
}
