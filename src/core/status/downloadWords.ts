import { sizeWords } from '../base/sizeWords';
import { t } from '../base/t';
import { durationWords } from '../base/timeWords';
import type { DownloadEnd, DownloadState } from '../local/download/downloadState';
import { failureSentence, quotedText, type Subject } from './sentences';
import { failureWords } from './words';

/** What a download does now, on one line behind the model's name. */
export function downloadLine(state: DownloadState): string {
  switch (state.t) {
    case 'waiting':
      return t('another window is downloading; this one follows');
    case 'asking':
      return t('asking for its parts…');
    case 'pulling':
      return pullingLine(state);
    case 'checking':
      return t('all here, checking the files…');
    case 'interrupted':
      return t('{0}; goes on in {1}', failureWords(state.failure), durationWords(state.nextInMs));
  }
}

function pullingLine({ completed, total, bytesPerSecond, remainingMs }: DownloadState & { t: 'pulling' }): string {
  const sums = t('{0} of {1}', sizeWords(completed), sizeWords(total));
  if (bytesPerSecond === undefined) return sums;
  // Less than a kilobyte a second is no progress anybody can wait for.
  if (bytesPerSecond < 1_000) return `${sums} · ${t('standing still')}`;
  const speed = t('{0} MB/s', (bytesPerSecond / 1e6).toFixed(bytesPerSecond < 1e7 ? 1 : 0));
  if (remainingMs === undefined) return `${sums} · ${speed}`;
  return `${sums} · ${speed} · ${t('{0} left', durationWords(Math.max(1_000, remainingMs)))}`;
}

/** The one sentence about a download that did not end well. */
export function downloadSentence(end: Exclude<DownloadEnd, { t: 'pulled' }>, model: string, server: Subject): string {
  switch (end.t) {
    case 'unknown-model':
      return t('No model is called {0}.', model);
    case 'no-space':
      return end.neededBytes === undefined || end.freeBytes === undefined
        ? t('The disk is full; {0} can’t be downloaded.', model)
        : t(
            '{0} needs {1} of disk, and 1 GB should stay free; {2} are left.',
            model,
            sizeWords(end.neededBytes),
            sizeWords(end.freeBytes),
          );
    case 'too-old':
      return t('{0} needs a newer version of {1}.', model, server.label);
    case 'gave-up':
      return end.failure.kind === 'server'
        ? t('{0} can’t reach its registry. What is here of {1} is kept.', server.label, model)
        : t('{0} What is here of {1} is kept.', failureSentence(end.failure, server, { model }), model);
    case 'refused': {
      const said = quotedText(end.failure);
      return said === undefined
        ? failureSentence(end.failure, server, { model })
        : t('{0} did not download {1}: {2}', server.label, model, said);
    }
  }
}
