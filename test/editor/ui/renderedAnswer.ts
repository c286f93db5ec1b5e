import type { Locator } from 'playwright-core';

/** What a reader sees of an answer, seams left out: two answers that read the same give the same strings. */
export interface RenderedAnswer {
  /** The text of the part that counts: below the last restart, where there was one. */
  readonly text: string;
  /** The text folded above each restart, in their order. */
  readonly folded: readonly string[];
  /** The code blocks of `text`. */
  readonly code: readonly string[];
}

/** Reads an answer off the page. */
export async function renderedAnswer(answer: Locator): Promise<RenderedAnswer> {
  return answer.evaluate((article) => {
    const copy = article.cloneNode(true) as Element;
    for (const node of copy.querySelectorAll('[role=separator], summary, button')) node.remove();
    const segments = [...copy.querySelectorAll('.segment')];
    const last = segments.at(-1);
    return {
      text: last?.textContent ?? '',
      folded: segments.slice(0, -1).map((segment) => segment.textContent ?? ''),
      code: [...(last?.querySelectorAll('pre') ?? [])].map((block) => block.textContent ?? ''),
    };
  });
}
