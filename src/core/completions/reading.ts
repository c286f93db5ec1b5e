import type { Snapshot } from './snapshot';
import { applyStopRules } from './stopRules';
import { cutAtStopStrings } from './stopStrings';
import { dropEcho, dropLineEcho, mayBeEcho } from './trim/echo';
import { fitLead } from './trim/lead';
import { stripWrapping } from './trim/wrapping';
import { unwrapAnswer, withoutThinking } from './unwrap';

/** How an answer was asked for: by the model's own fill-in-the-middle, or as a chat answer in a tag. */
export type AnswerKind = 'fim' | 'hole';

/** What an answer is read against. */
export interface ReadingContext {
  readonly snapshot: Snapshot;
  readonly kind: AnswerKind;
  readonly model: string;
  readonly multiline: boolean;
  readonly stopStrings: readonly string[];
}

/** What of an answer may be shown so far; `settled` means the stream may be closed. */
export interface Reading {
  readonly text: string;
  readonly settled: boolean;
}

/**
 * Reads everything a model has said so far: wrapping off, stop strings and stop rules applied. It depends on the whole
 * text alone and never on where the chunks were cut.
 */
export function readAnswer(raw: string, context: ReadingContext, atEnd: boolean, hurry = false): Reading {
  return context.kind === 'hole' ? readHole(raw, context, atEnd, hurry) : readFim(raw, context, atEnd, hurry);
}

function readFim(raw: string, context: ReadingContext, atEnd: boolean, hurry: boolean): Reading {
  const { snapshot, multiline, model } = context;
  const cut = cutAtStopStrings(withoutThinking(raw, atEnd), context.stopStrings, atEnd);
  const said = /granite/i.test(model) ? dropLineEcho(cut.text, snapshot.linePrefix) : cut.text;
  const fitted = fitLead(said, snapshot, multiline, 'fim');
  const ended = atEnd || cut.stopped;
  const ruled = applyStopRules(fitted, { snapshot, multiline, atEnd: ended, hurry });
  return { text: ruled.text, settled: ended || ruled.stopped };
}

function readHole(raw: string, context: ReadingContext, atEnd: boolean, hurry: boolean): Reading {
  const { snapshot, multiline } = context;
  const answer = unwrapAnswer(raw, atEnd);
  const cut = cutAtStopStrings(answer.text, context.stopStrings, atEnd || answer.closed);
  const ended = atEnd || answer.closed || cut.stopped;
  // Outside the tag a model may still be introducing itself: nothing it says is code for certain before the end.
  if (!answer.tagged && !ended) return { text: '', settled: false };
  const code = stripWrapping(cut.text, snapshot.languageId, ended);
  if (!ended && mayBeEcho(code, snapshot.prefix)) return { text: '', settled: false };
  const fitted = fitLead(dropEcho(code, snapshot.prefix), snapshot, multiline, 'hole');
  const ruled = applyStopRules(fitted, { snapshot, multiline, atEnd: ended, hurry });
  return { text: ruled.text, settled: ended || ruled.stopped };
}
