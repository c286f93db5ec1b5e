/**
 * Marks of nearly all known families of models. None of them is ever code the user wants, and any of them may leak from any model
 * or server (continue#1552), so all are looked for in every answer.
 */
const modelMarks: readonly string[] = [
  '<|fim_prefix|>',
  '<|fim_suffix|>',
  '<|fim_middle|>',
  '<|fim_pad|>',
  '<fim_prefix>',
  '<fim_suffix>',
  '<fim_middle>',
  '</fim_prefix>',
  '</fim_suffix>',
  '</fim_middle>',
  '<fim_pad>',
  '<|file_separator|>',
  '<|file_sep|>',
  '<file_sep>',
  '<|repo_name|>',
  '<|endoftext|>',
  '<|end_of_text|>',
  '<|eot_id|>',
  '<|eos_token|>',
  '<|im_start|>',
  '<|im_end|>',
  '<start_of_turn>',
  '<end_of_turn>',
  '<eos>',
  '<｜fim▁begin｜>',
  '<｜fim▁hole｜>',
  '<｜fim▁end｜>',
  '<｜end▁of▁sentence｜>',
  '<|code_prefix|>',
  '<|code_suffix|>',
  '<|code_middle|>',
  '<[fim-prefix]>',
  '<[fim-suffix]>',
  '<[fim-middle]>',
  '[PREFIX]',
  '[SUFFIX]',
  '[MIDDLE]',
];

/** CodeLlama's marks, looked for in its answers alone: elsewhere `<PRE>` is HTML. */
const codeLlamaMarks: readonly string[] = ['<PRE>', '<SUF>', '<MID>', '<EOT>'];

/** The marks to stop at in a model's answer: all but those the document itself speaks of. */
export function stopStringsFor(prefix: string, suffix: string, model: string): readonly string[] {
  const marks = /codellama/i.test(model) ? [...modelMarks, ...codeLlamaMarks] : modelMarks;
  return marks.filter((mark) => !prefix.includes(mark) && !suffix.includes(mark));
}

/** Text up to the first stop string. */
export interface Stopped {
  readonly text: string;
  readonly stopped: boolean;
}

/**
 * Cuts a streamed text at the first stop string. While the stream runs, an end that may yet become a stop string is held
 * back, so that one split over two chunks never shows.
 */
export function cutAtStopStrings(text: string, stops: readonly string[], atEnd: boolean): Stopped {
  let cut = text.length;
  for (const stop of stops) {
    const at = text.indexOf(stop);
    if (at >= 0 && at < cut) cut = at;
  }
  if (cut < text.length) return { text: text.slice(0, cut), stopped: true };
  return { text: atEnd ? text : text.slice(0, text.length - heldBack(text, stops)), stopped: false };
}

/** How many characters at the end of `text` may be the beginning of a stop string. */
export function heldBack(text: string, stops: readonly string[]): number {
  let held = 0;
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > held; length--) {
      if (text.endsWith(stop.slice(0, length))) held = length;
    }
  }
  return held;
}
