import assert from 'node:assert/strict';
import type { DownloadEnd, DownloadState } from '../../../src/core/local/download/downloadState';
import { downloadLine, downloadSentence } from '../../../src/core/status/downloadWords';
import { failureOf } from '../../support/scriptedProvider';

const ollama = { id: 'ollama', label: 'Ollama', origin: 'http://127.0.0.1:11434', type: 'ollama' } as const;

function says(text: string) {
  return { ...failureOf('server'), evidence: { phase: 'firstEvent', text } } as const;
}

describe('the words of a download', () => {
  const pulling = { t: 'pulling', completed: 4.2e9, total: 9.6e9 } as const;
  const lines: readonly (readonly [DownloadState, string])[] = [
    [{ t: 'waiting' }, 'another window is downloading; this one follows'],
    [{ t: 'asking' }, 'asking for its parts…'],
    [pulling, '4.2 GB of 9.6 GB'],
    [{ ...pulling, bytesPerSecond: 38.4e6, remainingMs: 141_000 }, '4.2 GB of 9.6 GB · 38 MB/s · 2 min left'],
    [{ ...pulling, bytesPerSecond: 1.24e6, remainingMs: 400 }, '4.2 GB of 9.6 GB · 1.2 MB/s · 1.0 s left'],
    [{ ...pulling, bytesPerSecond: 0 }, '4.2 GB of 9.6 GB · standing still'],
    [{ t: 'checking' }, 'all here, checking the files…'],
    [{ t: 'interrupted', failure: failureOf('unreachable'), nextInMs: 15_000 }, 'unreachable; goes on in 15 s'],
  ];
  for (const [state, line] of lines) it(`say “${line}”`, () => assert.equal(downloadLine(state), line));

  const ends: readonly (readonly [Exclude<DownloadEnd, { t: 'pulled' }>, string])[] = [
    [{ t: 'unknown-model' }, 'No model is called gemma9:1b.'],
    [
      { t: 'no-space', neededBytes: 9.6e9, freeBytes: 3e9 },
      'gemma9:1b needs 9.6 GB of disk, and 1 GB should stay free; 3.0 GB are left.',
    ],
    [{ t: 'no-space' }, 'The disk is full; gemma9:1b can’t be downloaded.'],
    [{ t: 'too-old' }, 'gemma9:1b needs a newer version of Ollama.'],
    [
      { t: 'gave-up', failure: says('pull model manifest: no such host') },
      'Ollama can’t reach its registry. What is here of gemma9:1b is kept.',
    ],
    [
      { t: 'gave-up', failure: failureOf('local-stopped') },
      'Ollama is not running at http://127.0.0.1:11434. What is here of gemma9:1b is kept.',
    ],
    [
      { t: 'refused', failure: says('unauthorized: access denied') },
      'Ollama did not download gemma9:1b: unauthorized: access denied',
    ],
  ];
  for (const [end, sentence] of ends) {
    it(`say “${sentence}”`, () => assert.equal(downloadSentence(end, 'gemma9:1b', ollama), sentence));
  }
});
