import { performance } from 'node:perf_hooks';
import type { Contender, End } from './contender';
import type { Shown } from './judge';

/** What one ask looked like; times are milliseconds from the question. */
export interface Account extends Shown {
  readonly firstMs: number | undefined;
  readonly endMs: number;
}

/** Asks and watches the screen, for at most so many milliseconds. Never rejects. */
export async function watch(contender: Contender, prompt: string, limitMs: number): Promise<Account> {
  const patience = new AbortController();
  const startedAt = performance.now();
  let text = '';
  let seams = 0;
  let folds = 0;
  let firstMs: number | undefined;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<End>((resolve) => {
    timer = setTimeout(() => resolve({ t: 'limit' }), limitMs);
  });
  const asked = contender
    .ask(
      prompt,
      {
        show: (more) => {
          if (isOver || more === '') return;
          firstMs ??= performance.now() - startedAt;
          text += more;
        },
        fold: () => {
          folds += 1;
          text = '';
        },
        seam: () => {
          seams += 1;
        },
      },
      patience.signal,
    )
    .then<End, End>(
      () => ({ t: 'finished' }),
      (error: unknown) => ({ t: 'error', message: error instanceof Error ? error.message : String(error) }),
    );
  const end = await Promise.race([asked, limit]);
  isOver = true;
  clearTimeout(timer);
  const endMs = performance.now() - startedAt;
  patience.abort();
  return { text, seams, folds, end, firstMs, endMs };
}
