import { t } from '../base/t';
import type { SwitchMode } from '../contract/events';
import type { Failure } from '../contract/failure';
import { modelName } from './modelName';
import { failureWords } from './words';

/** What a name is made of; every resolved provider is one. */
export interface Named {
  readonly label: string;
  readonly local: boolean;
}

/** How a target is called in one word or two: a cloud by its provider's label, a local model by family and version. */
export function targetName(provider: Named, model: string): string {
  return provider.local && model !== '' ? modelName(model) : provider.label;
}

/** One stretch of an answer: who wrote it, and how it took over from the one before. */
export interface Writer {
  readonly label: string;
  readonly model: string;
  /** Absent or `before` for the first writer, whose predecessor was never seen. */
  readonly mode?: SwitchMode;
}

/** The accessible name of an answer: `Answer, Claude claude-sonnet-5-5, continued by Ollama gemma4:e4b`. */
export function articleName(writers: readonly Writer[]): string {
  return writers.reduce((name, writer) => {
    const who = `${writer.label} ${writer.model}`.trim();
    if (name === '') return t('Answer, {0}', who);
    if (writer.mode === 'restart') return t('{0}, restarted by {1}', name, who);
    return t('{0}, continued by {1}', name, who);
  }, '');
}

/** What a seam says: `Claude stopped: connection lost. Continued by Gemma 4.` Both names come from `targetName`. */
export function seamWords(
  from: string,
  to: string,
  failure: Pick<Failure, 'kind' | 'until' | 'rehearsed'>,
  mode: SwitchMode,
): string {
  const why = failureWords(failure);
  switch (mode) {
    case 'continue':
      return t('{0} stopped: {1}. Continued by {2}.', from, why, to);
    case 'restart':
      return t('{0} stopped: {1}. Answer restarted by {2}.', from, why, to);
    case 'before':
      return t('{0} stopped: {1}. Answered by {2}.', from, why, to);
  }
}
