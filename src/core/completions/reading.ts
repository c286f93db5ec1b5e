import { applyRules, type ReadingContext } from './rule';
import { fillRules, type FillRules } from './rules';
import { applyStopRules } from './stopRules';
import { mayBeEcho } from './trim/echo';
import { mayBeMovedEcho } from './trim/movedEcho';
import type { Said } from './unwrap';

/** What of an answer may be shown so far; `settled` means the stream may be closed. */
export interface Reading {
  readonly text: string;
  readonly settled: boolean;
}

/**
 * Reads everything a model has said so far: wrapping off, stop strings and stop rules applied. It depends on the whole
 * text alone and never on where the chunks were cut. `hurry` ends the fill with the next whole line.
 */
export function readAnswer(
  raw: string,
  context: ReadingContext,
  atEnd: boolean,
  hurry = false,
  rules: FillRules = fillRules,
): Reading {
  const { snapshot, kind, multiline } = context;
  const said = rules.unwrapping.reduce<Said>((found, rule) => rule.take(found, { ...context, atEnd }), {
    text: raw,
    tagged: false,
    ended: atEnd,
  });
  const ended = atEnd || said.ended;
  // Outside the tag a chat model may still be introducing itself: nothing it says is code for certain before the end.
  if (kind === 'hole' && !said.tagged && !ended) return { text: '', settled: false };
  const ruled = { ...context, atEnd: ended, untagged: kind === 'hole' && !said.tagged };
  const code = applyRules(said.text, rules.wrapping, ruled);
  if (!ended && isEchoSoFar(code, context)) return { text: '', settled: false };
  const fitted = applyRules(applyRules(code, rules.echo, ruled), rules.lead, ruled);
  const { text, stopped } = applyStopRules(fitted, { snapshot, multiline, atEnd: ended, hurry }, rules);
  return { text, settled: ended || stopped };
}

/** Whether nothing can be said of an answer yet, since all of it may be a repetition. */
function isEchoSoFar(code: string, context: ReadingContext): boolean {
  return (context.kind === 'hole' && mayBeEcho(code, context.snapshot.prefix)) || mayBeMovedEcho(code, context);
}
