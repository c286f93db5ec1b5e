import { isAmongWords } from '../amongWords';
import { isBlank } from '../indentation';
import { isProse } from '../languages';
import type { RuleContext, TextRule } from '../rule';

/** A heading over an answer. */
const label = /^\s*(?:\*\*|#{1,4} )?(?:Answer|ANSWER|Completion|COMPLETION|Output|Solution)(?::\*\*|\*\*:?|:)[ \t]*\n?/;

/** What is in code and in no sentence. */
const codeMark = /[{}[\];=<>|\\]|\w\(/;

const listMark = /^(?:\d+[.)]|[-*•])\s+/;

/** Takes the heading off an answer that came without its tag. */
export const labelRule: TextRule = {
  name: 'label',
  apply: (text, context) => (mayTalk(context) ? text.replace(label, '') : text),
};

/**
 * Takes off what a chat model says about its answer in sentences, before it and behind a blank line after it, where it did
 * not use the tag it was asked for. An answer that is all talk is none, but for the one piece of code in its sentence.
 */
export const talkRule: TextRule = {
  name: 'talk',
  apply: (text, context) => (mayTalk(context) ? (codeInSentence(text) ?? withoutTalk(text)) : text),
};

/** Whether at this cursor code is wanted, not sentences. */
export function isOfCode({ snapshot }: RuleContext): boolean {
  return !isProse(snapshot.languageId) && !isAmongWords(snapshot);
}

function mayTalk(context: RuleContext): boolean {
  return context.untagged === true && isOfCode(context);
}

function withoutTalk(text: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => !isBlank(line) && !isSentence(line));
  if (start < 0) return isBlank(text) ? text : '';
  const hasTalk = lines.slice(0, start).some((line) => isSentence(line));
  const rest = hasTalk ? lines.slice(start) : lines;
  const end = rest.findIndex((line, at) => at > 0 && isBlank(rest[at - 1] ?? '') && isSentence(line));
  return (end < 0 ? rest : rest.slice(0, end)).join('\n');
}

/** A line that begins with a capital, ends as a sentence does and has nothing of code but in backticks. */
function isSentence(line: string): boolean {
  const text = line
    .trim()
    .replace(listMark, '')
    .replaceAll('**', '')
    .replaceAll(/`[^`]*`/g, '…');
  if (!/^[\p{Lu}"“]/u.test(text) || !/[.!?:]$/.test(text) || codeMark.test(text)) return false;
  return countWords(text) >= 2 && text.split(/\s+/).length >= 4;
}

function codeInSentence(text: string): string | undefined {
  const [, before, code, after] = /^\s*(\p{Lu}[^`\n]*)`([^`\n]+)`([^`\n]*)$/u.exec(text) ?? [];
  if (before === undefined || after === undefined || codeMark.test(before + after)) return undefined;
  return countWords(before) >= 2 ? code : undefined;
}

/** Words as they stand within a sentence. */
function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /^[\p{Ll}'’]+[,.:!?]?$/u.test(word)).length;
}
