import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { plainDebounce, understudy } from '../../../bench/completions/contenders';
import { editsBetween } from '../../../bench/completions/edits';
import type { Kind, Mind } from '../../../bench/completions/model';
import { playSession, type Played } from '../../../bench/completions/play';
import { scoreOf } from '../../../bench/completions/score';
import { makeSession, type History, type Session } from '../../../bench/completions/session';
import { TextBuffer } from '../../../bench/completions/textBuffer';
import { checkTurns } from '../../../bench/replay/simClock';

const sample = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, '../../fixtures/typing', name), 'utf8');
const own: History = {
  path: 'cache.ts',
  languageId: 'typescript',
  versions: [sample('cache.1.txt'), sample('cache.2.txt'), sample('cache.1.txt')],
};
const cloud: Kind = { name: 'cloud', local: false, fim: 'none', firstMs: 300, charsPerSecond: 500 };
const knowing: Mind = { name: 'knowing', strangeWords: 0, strangeMarks: 0 };
const unknowing: Mind = { name: 'unknowing', strangeWords: 1, strangeMarks: 1 };
const hourMs = 3_600_000;

function rebuilt({ sittings }: Session): string {
  const [sitting] = sittings;
  const buffer = new TextBuffer(sitting?.text ?? '');
  for (const key of sitting?.keys ?? []) if (key.kind !== 'move') buffer.replace(key.start, key.end, key.text);
  return buffer.text;
}

describe('a typing session', () => {
  const line = fc.constantFrom('', '  a(b);', 'if (x) {', '}', "  const y = 'z';", 'f([', '])', '  return `q`;');
  const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.join('\n'));

  it('is made of edits that lead from one release to the next', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        let now = before;
        for (const { offset, removed, inserted } of editsBetween(before, after)) {
          assert.equal(now.slice(offset, offset + removed.length), removed);
          now = now.slice(0, offset) + inserted + now.slice(offset + removed.length);
        }
        assert.equal(now, after);
      }),
    );
  });

  it('ends with the text of the last release, whatever slipped and whatever the editor closed by itself', () => {
    fc.assert(
      fc.property(text, text, fc.integer({ min: 1, max: 1_000 }), (before, after, seed) => {
        const history = { path: 'a.ts', languageId: 'typescript', versions: [before, after] };
        const session = makeSession([history], seed, hourMs);
        assert.equal(session.sittings.length > 0 ? rebuilt(session) : before, after);
      }),
    );
    assert.equal(rebuilt(makeSession([own], 1, hourMs)), own.versions.at(-1));
  });

  it('has the same keys for the same seed, and other ones for another', () => {
    assert.deepEqual(makeSession([own], 1, hourMs), makeSession([own], 1, hourMs));
    assert.notDeepEqual(makeSession([own], 1, hourMs), makeSession([own], 2, hourMs));
  });

  it('has slips that are corrected, steps over what the editor closed, pauses, and goes from place to place', () => {
    const keys = makeSession([own], 1, hourMs).sittings.flatMap((sitting) => sitting.keys);
    const kinds = new Set(keys.map(({ kind }) => kind));
    for (const kind of ['type', 'enter', 'backspace', 'overtype', 'move'] as const) assert.ok(kinds.has(kind), kind);
    assert.ok(keys.every(({ at }, index) => index === 0 || at > (keys[index - 1]?.at ?? 0)));
    assert.ok(keys.some(({ at }, index) => index > 0 && at - (keys[index - 1]?.at ?? at) > 2_000));
  });

  it('stops when its time is up', () => {
    const whole = makeSession([own], 1, hourMs);
    const half = makeSession([own], 1, whole.ms / 2);
    assert.ok(half.ms < whole.ms);
  });
});

describe('the completions bench', function () {
  this.timeout(60_000);
  const session = makeSession([own], 1, hourMs);
  const play = (contender: typeof understudy, mind: Mind, kind = cloud): Promise<Played> =>
    playSession(session, contender, { kind, mind, seed: 1 });
  before(checkTurns);

  it('gives all contenders the same keys, and the same figures for the same seed', async () => {
    const [ours, again, plain] = [
      scoreOf(await play(understudy, knowing)),
      scoreOf(await play(understudy, knowing)),
      scoreOf(await play(plainDebounce, knowing)),
    ];
    assert.equal(ours.keys, plain.keys);
    const { callP50Ms: _one, callP95Ms: _other, ...figures } = ours;
    const { callP50Ms, callP95Ms, ...figuresAgain } = again;
    assert.deepEqual(figures, figuresAgain);
    assert.ok(callP50Ms <= callP95Ms);
  });

  it('finds less wasted, more foreseen and fewer requests with reuse than without, where the model knows the author', async () => {
    for (const kind of [cloud, { ...cloud, local: true, fim: 'suffix' as const }]) {
      const [ours, plain] = [
        scoreOf(await play(understudy, knowing, kind)),
        scoreOf(await play(plainDebounce, knowing, kind)),
      ];
      assert.ok(ours.requestsPer100 < plain.requestsPer100);
      assert.ok(ours.wastedPer100 < plain.wastedPer100);
      assert.ok(ours.foreseen > plain.foreseen);
      assert.ok(ours.known > 0 && plain.known === 0);
    }
  });

  it('keeps and foresees nearly nothing of a model to which every token is strange', async () => {
    const [knows, guesses] = [scoreOf(await play(understudy, knowing)), scoreOf(await play(understudy, unknowing))];
    assert.ok(guesses.kept < knows.kept / 2);
    assert.ok(guesses.foreseen < knows.foreseen / 2);
  });
});
