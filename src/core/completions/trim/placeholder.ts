import { isBlank } from '../indentation';
import type { TextRule } from '../rule';
import { isOfCode } from './talk';

/** A comment that stands for code somebody else has or should write. */
const placeholder = new RegExp(
  String.raw`^\s*(?://|#|--|/\*|<!--)\s*(?:` +
    [
      String.raw`(?:\.{3}|…)?\s*(?:the )?(?:rest|remainder) of (?:the |your )?(?:code|file|function|class|method|implementation)\b.*`,
      String.raw`(?:\.{3}|…)?\s*existing (?:code|methods?|functions?|imports?)\b.*`,
      String.raw`(?:(?:add|insert|write|put|implement) )?(?:your|the) (?:own )?(?:code|logic|implementation)(?: goes)?(?: here)?\.?`,
      String.raw`(?:code|implementation) (?:goes )?here\.?`,
      String.raw`todo:? implement(?: (?:this|me|it))?\.?`,
    ].join('|') +
    String.raw`)\s*(?:\*/|-->)?\s*$`,
  'i',
);

/** Drops comments that stand for code: at the beginning alone or before code, later on with all that follows. */
export const placeholderRule: TextRule = {
  name: 'placeholder',
  apply: (text, context) => (isOfCode(context) ? withoutPlaceholders(text, context.snapshot.linePrefix) : text),
};

function withoutPlaceholders(text: string, linePrefix: string): string {
  const lines = text.split('\n');
  // Behind text the first line is no comment of its own.
  const own = isBlank(linePrefix) ? 0 : 1;
  const start = lines.findIndex((line, at) => at >= own && !isBlank(line) && !placeholder.test(line));
  const isLed = lines.slice(own, start < 0 ? undefined : start).some((line) => placeholder.test(line));
  const kept = isLed ? [...lines.slice(0, own), ...(start < 0 ? [] : lines.slice(start))] : lines;
  const end = kept.findIndex((line, at) => at >= own && placeholder.test(line));
  return (end < 0 ? kept : kept.slice(0, end)).join('\n');
}
