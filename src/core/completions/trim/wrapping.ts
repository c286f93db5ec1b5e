import { holeMark } from '../holeFiller';
import { isPlainValue } from '../amongWords';
import { isBlank, leadingSpace } from '../indentation';
import { hasBacktickStrings, isProse, languageTraits } from '../languages';
import { opensBlock } from '../multiline';
import type { RuleContext, TextRule } from '../rule';
import { isOfCode, labelRule, talkRule } from './talk';
import { placeholderRule } from './placeholder';
import { recitalRule } from './recital';

/** A first line that introduces an answer instead of being it. */
const introduction =
  /^(?:here(?:'s|’s| is| are)|sure|certainly|of course|okay|ok|absolutely|the (?:completed?|missing|completion|following|code)|this is|below is|to (?:complete|fill)|i(?:'ll|’ll| will| have|'ve))\b/i;

/** A model that declines in words has not filled anything. */
const refusal =
  /^(?:i(?:'m| am)? (?:sorry|unable|cannot|can't|can’t|need more)\b|sorry(?:, |! |\. | but | i )|as an ai\b|unfortunately,|no (?:completion|code|changes?|text) (?:is |are )?(?:needed|required|necessary)|nothing (?:belongs|is missing|needs to|to (?:fill|complete|add)\b))/i;

const fence = /^[ \t]*(?:```|~~~)[^\n`]*$/;

/** A comment with a path that a model copies from its context; nobody starts a completion with the file's own name. */
const pathComment = /^[ \t]*(?:\/\/|#|--)\s*(?:path|file(?:name)?):.*\n?/i;

/** Marks of the prompt that some models write around their answer (Twinny, Continue). */
const codeMarks = /^\s*\[CODE\]\n?|\n?\[\/CODE\][\s\S]*$/g;

/**
 * Takes off what chat models put around code. All models are read so: an instruct model asked by FIM chats too
 * (Qwen3-Coder#94). In prose files, comments and strings sentences and fences may be the text itself.
 */
export const wrappingRules: readonly TextRule[] = [
  recitalRule,
  { name: 'own-marks', apply: withoutOwnMarks },
  {
    name: 'prose-fence',
    apply: (text, { atEnd, snapshot }) => (atEnd && isProse(snapshot.languageId) ? fencedWhole(text) : text),
  },
  labelRule,
  {
    name: 'refusal',
    apply: (text, context) => (!mayBeText(text, context) && refusal.test(text.trimStart()) ? '' : text),
  },
  {
    name: 'introduction',
    apply: (text, context) => (mayBeText(text, context) ? text : withoutIntroduction(text, context)),
  },
  talkRule,
  { name: 'fence', apply: (text, context) => (isOfCode(context) ? insideFence(text) : text) },
  { name: 'inline-code', apply: inlineCode },
  { name: 'path-comment', apply: (text, context) => (isOfCode(context) ? withoutPath(text, context) : text) },
  placeholderRule,
];

/** Whether a sentence may be the fill itself; whoever fences an answer or forgets its tag is talking. */
function mayBeText(text: string, context: RuleContext): boolean {
  if (!isOfCode(context)) return true;
  return isPlainValue(context.snapshot) && context.untagged !== true && !text.includes('```');
}

function withoutPath(text: string, { snapshot }: RuleContext): string {
  const [first = ''] = text.trimStart().split('\n', 1);
  const named = /^(?:\/\/|#|--)\s*(\S+)\s*$/.exec(first)?.[1];
  const isOwn = named !== undefined && (named === snapshot.path || snapshot.path.endsWith(`/${named}`));
  return isOwn ? text.trimStart().slice(first.length + 1) : text.replace(pathComment, '');
}

function withoutOwnMarks(text: string, { snapshot }: RuleContext): string {
  const plain = text.replaceAll(holeMark, '').replaceAll(/<\/?QUERY>/g, '');
  return snapshot.prefix.includes('[CODE]') ? plain : plain.replaceAll(codeMarks, '');
}

/** What follows an introducing sentence. One that nothing follows is all there is, and no code. */
function withoutIntroduction(text: string, context: RuleContext): string {
  const start = text.search(/\S/);
  if (start < 0) return text;
  const lineEnd = text.indexOf('\n', start);
  const line = text.slice(start, lineEnd < 0 ? undefined : lineEnd).trim();
  if (!introduction.test(line) || !looksLikeSentence(line)) return text;
  if (goesOnToBlock(line, lineEnd < 0 ? '' : text.slice(lineEnd + 1), context)) return text;
  return lineEnd < 0 ? '' : text.slice(lineEnd + 1).replace(/^(?:[ \t]*\n)+/, '');
}

/** A condition such as `if ▮` filled with `this is other:`, at its end or with its block below it. */
function goesOnToBlock(line: string, below: string, { kind, atEnd, snapshot }: RuleContext): boolean {
  const { linePrefix, languageId } = snapshot;
  if (kind !== 'fim' || isBlank(linePrefix) || !opensBlock(linePrefix + line, languageTraits(languageId))) return false;
  if (isBlank(below)) return atEnd;
  const indent = leadingSpace(below.replace(/^(?:[ \t]*\n)+/, ''));
  return indent.length > leadingSpace(linePrefix).length;
}

/** Code may begin with `ok` or `here` too: a sentence has several words and a sentence's end. */
function looksLikeSentence(line: string): boolean {
  return /[:.!,]$/.test(line) && !/[(){}[\];=<>]/.test(line) && (line.split(/\s+/).length > 1 || line.endsWith('!'));
}

/** The inside of the first fence, wherever it opens in the first lines; what stands around it is talk. */
function insideFence(text: string): string {
  const lines = text.split('\n');
  const open = lines.findIndex((line) => !isBlank(line));
  const first = lines[open];
  if (first === undefined || !/^[ \t]*(?:`{1,2}$|```|~~~)/.test(first)) return text;
  const oneLine = /^[ \t]*```(.+)```\s*$/.exec(first);
  if (oneLine?.[1] !== undefined) return oneLine[1];
  // A fence line still being written is no code yet, and one that nothing follows never will be.
  if (lines.length === open + 1) return '';
  if (!fence.test(first)) return text;
  const rest = lines.slice(open + 1);
  const close = rest.findIndex((line) => line.trimEnd().endsWith('```') || fence.test(line));
  if (close < 0) return rest.join('\n');
  const last = fence.test(rest[close] ?? '') ? [] : [rest[close]?.trimEnd().slice(0, -'```'.length)];
  return [...rest.slice(0, close), ...last].join('\n');
}

/** An answer given as one piece of inline code; where a backtick begins a string, it is one. */
function inlineCode(text: string, context: RuleContext): string {
  if (!context.atEnd || !isOfCode(context) || hasBacktickStrings(context.snapshot.languageId)) return text;
  return /^\s*`([^`\n]+)`\s*$/.exec(text)?.[1] ?? text;
}

function fencedWhole(text: string): string {
  const whole = /^\s*```(?:markdown|md|text|plaintext)?[ \t]*\n([\s\S]*?)\n?```\s*$/.exec(text);
  return whole?.[1] ?? text;
}
