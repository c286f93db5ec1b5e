import { createRandom } from '../replay/chance';
import { editsBetween } from './edits';
import { habits } from './habits';
import { TextBuffer } from './textBuffer';
import { Typist, type Key } from './typist';

/** A file as it was published, release after release. */
export interface History {
  readonly path: string;
  readonly languageId: string;
  readonly versions: readonly string[];
}

/** The work on one file: how it stands when it is opened, and the keys. */
export interface Sitting {
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
  readonly keys: readonly Key[];
}

/** Work at the keyboard, file after file. */
export interface Session {
  readonly sittings: readonly Sitting[];
  /** From the first key to the last, in milliseconds. */
  readonly ms: number;
}

/** Types the releases of some files one after the other until the time is up. The same seed makes the same keys. */
export function makeSession(histories: readonly History[], seed: number, limitMs: number): Session {
  const random = createRandom(seed);
  const sittings: Sitting[] = [];
  let now = 0;
  for (const { path, languageId, versions } of histories) {
    const [text = ''] = versions;
    const buffer = new TextBuffer(text);
    const typist = new Typist(buffer, random, habits, now);
    for (let next = 1; next < versions.length && typist.time < limitMs; next++) {
      const before = versions[next - 1] ?? '';
      const lines = new Set(before.split('\n').map((line) => line.trim()));
      for (const [index, edit] of editsBetween(before, versions[next] ?? '').entries()) {
        if (typist.time >= limitMs) break;
        typist.make(edit, `${path} ${next} ${index}`, isKnown(edit.inserted, lines));
      }
    }
    now = typist.time;
    if (typist.keys.length > 0) sittings.push({ path, languageId, text, keys: typist.keys });
    if (now >= limitMs) break;
  }
  return { sittings, ms: now };
}

/** Every line of it stood in the file before: it was moved, not written. */
function isKnown(text: string, lines: ReadonlySet<string>): boolean {
  return text
    .split('\n')
    .map((line) => line.trim())
    .every((line) => line === '' || lines.has(line));
}
