import assert from 'node:assert/strict';
import type { End } from '../../../bench/peers/contender';
import { judge, type Shown } from '../../../bench/peers/judge';
import { withSection } from '../../../bench/draw/section';
import { costTable, overviewTable, trialsTable } from '../../../bench/peers/report';
import type { Trial } from '../../../bench/peers/faultRun';
import { knownText } from '../../simulator/knownText';

const finished: End = { t: 'finished' };
const shown = (text: string, more: Partial<Shown> = {}): Shown => ({
  text,
  seams: 0,
  folds: 0,
  end: finished,
  ...more,
});
const part = knownText.slice(0, 400);

describe('what became of an answer', () => {
  it('is whole only when every character is there once', () => {
    assert.deepEqual(judge(shown(knownText), knownText), { outcome: 'whole', lost: 0, doubled: 0 });
    assert.equal(judge(shown(knownText.slice(0, -1)), knownText).outcome, 'part shown as whole');
    assert.equal(judge(shown(`${knownText} `), knownText).outcome, 'glued, shown as whole');
  });

  it('names the mark under which a whole answer went on or began again', () => {
    assert.equal(judge(shown(knownText, { seams: 1 }), knownText).outcome, 'whole, one seam');
    assert.equal(judge(shown(knownText, { folds: 1 }), knownText).outcome, 'whole, restarted');
  });

  it('counts what is lost of a part, and tells an error from an end that looks like one of an answer', () => {
    const lost = knownText.length - 400;
    assert.deepEqual(judge(shown(part), knownText), { outcome: 'part shown as whole', lost, doubled: 0 });
    const error: End = { t: 'error', message: 'terminated' };
    assert.deepEqual(judge(shown(part, { end: error }), knownText), { outcome: 'part, then error', lost, doubled: 0 });
    assert.equal(judge(shown('', { end: error }), knownText).outcome, 'error');
    assert.equal(judge(shown(''), knownText).outcome, 'nothing shown as whole');
  });

  it('counts the beginning that is said twice when a second answer is glued to a first', () => {
    const verdict = judge(shown(part + knownText), knownText);
    assert.deepEqual(verdict, { outcome: 'glued, shown as whole', lost: 0, doubled: 400 });
  });

  it('is silence when the patience of the bench ends first, even with every character shown', () => {
    const end: End = { t: 'limit' };
    assert.equal(judge(shown('', { end }), knownText).outcome, 'silence');
    assert.equal(judge(shown(knownText, { end }), knownText).outcome, 'part, then silence');
  });
});

describe('the tables of the peers', () => {
  const trial: Trial = {
    contender: 'A',
    fault: 'reset',
    outcome: 'part, then error',
    lost: 100,
    doubled: 0,
    firstMs: 12,
    endMs: 1_500,
    error: 'it | broke',
    toSick: 3,
    second: { toSick: 1, answered: false },
  };

  it('mark a wrong answer otherwise than none', () => {
    const glued: Trial = { ...trial, contender: 'B', outcome: 'glued, shown as whole', endMs: 900 };
    const whole: Trial = { ...trial, contender: 'C', outcome: 'whole, one seam', endMs: 950 };
    const silent: Trial = { ...trial, contender: 'D', outcome: 'silence' };
    const row = overviewTable([trial, glued, whole, silent]).split('\n')[2];
    assert.equal(row, '| reset | ✘ 1.5 s | ‼ 900 ms | ✔ 950 ms | ✘ > 45 s |');
  });

  it('tell where the next question went, and keep an error inside its cell', () => {
    const skipping: Trial = { ...trial, second: { toSick: 0, answered: true } };
    const [, , first, second] = trialsTable([trial, skipping]).split('\n');
    assert.equal(first, '| reset | A | part, then error: *it broke* | 12 ms | 1.5 s | 100 | 0 | 3 | to Claude again |');
    assert.match(second ?? '', /straight to the stand-in \|$/);
  });

  it('give the costs as ratios to the first row', () => {
    const costs = [
      { contender: 'base', short: { medianMs: 2, cpuMs: 1 }, long: { medianMs: 22, cpuMs: 11 } },
      { contender: 'relay', short: { medianMs: 3, cpuMs: undefined }, long: { medianMs: 33, cpuMs: undefined } },
    ];
    assert.equal(costTable(costs).split('\n')[3], '| relay | 3.0 ms | × 1.50 | 33 ms | 15.0 µs | × 1.50 | – | – |');
  });
});

describe('the section of docs/benchmarks.md', () => {
  it('is put at the end once and then replaced in its place', () => {
    const once = withSection('# Benchmarks\n', 'bench:peers', 'old');
    const between = `${once}\n## Another bench\n`;
    const twice = withSection(between, 'bench:peers', 'new');
    assert.ok(once.startsWith('# Benchmarks\n\n<!--'));
    assert.equal(twice, between.replace('old', 'new'));
  });
});
