import assert from 'node:assert/strict';
import type { LogRecord } from '../../../../src/core/outages/log/logRecord';
import type { OutageReport, TargetReport } from '../../../../src/core/outages/report/outageReport';
import { buildReport } from '../../../../src/core/outages/report/report';
import { knownForMs, toSpans } from '../../../../src/core/outages/report/spans';
import { claude, createOutageWorld, gemma, recordsBy, testNames } from '../../../support/outageWorld';
import { breaksOff, fails, says } from '../../../support/scriptedProvider';

const minute = 60_000;
const hour = 60 * minute;
const now = Date.UTC(2026, 10, 21, 12);
const long = 'The first paragraph of an answer that is long enough to be carried on by somebody else. '.repeat(4);

type Write = ReturnType<typeof recordsBy>;
const answers = (write: Write, at: number, target = claude, answered = 1, ttftMs: readonly number[] = [500]) =>
  write(at, { t: 'answers', target, to: at, answered, ttftMs } as LogRecord);
const failure = (write: Write, at: number, kind = 'overloaded', target = claude) =>
  write(at, { t: 'failure', target, facts: { kind, phase: 'headers' }, left: true } as LogRecord);
const episode = (write: Write, at: number, id = 'e1', use = 'chat') =>
  write(at, {
    t: 'episode',
    id,
    provider: 'claude',
    use,
    model: claude.model,
    reason: 'overloaded',
    startedAt: at,
  } as LogRecord);
const ended = (write: Write, at: number, id = 'e1', how = 'answered') =>
  write(at, { t: 'ended', id, how } as LogRecord);

const report = (records: readonly LogRecord[], at = now): OutageReport =>
  buildReport(
    records.toSorted((a, b) => a.at - b.at),
    { now: at, names: testNames },
  );

function targetIn({ providers }: OutageReport, provider = 'claude'): TargetReport {
  const found = providers.find(({ id }) => id === provider)?.targets[0];
  assert.ok(found, `the report knows ${provider}`);
  return found;
}

describe('what is known of a target over time', () => {
  it('is what was seen last, for a quarter of an hour', () => {
    const spans = toSpans([{ at: now - 5 * hour, to: now - 5 * hour, says: 'answering' }], now);
    assert.deepEqual(spans, [{ from: now - 5 * hour, to: now - 5 * hour + knownForMs, state: 'answering' }]);
  });

  it('ends with the next sighting, and never lies in the future', () => {
    const at = now - 10 * minute;
    const spans = toSpans(
      [
        { at, to: at, says: 'answering' },
        { at: now - minute, to: now - minute, says: 'failing' },
      ],
      now,
    );
    assert.deepEqual(spans, [
      { from: at, to: now - minute, state: 'answering' },
      { from: now - minute, to: now, state: 'failing' },
    ]);
  });

  it('is still a failure when an ask is kept away later, and unknown in between', () => {
    const spans = toSpans(
      [
        { at: now - 3 * hour, to: now - 3 * hour, says: 'failing' },
        { at: now - hour, to: now - hour, says: 'held' },
      ],
      now,
    );
    assert.deepEqual(
      spans.map(({ from, to, state }) => [(now - from) / minute, (now - to) / minute, state]),
      [
        [180, 165, 'failing'],
        [60, 45, 'failing'],
      ],
    );
  });
});

describe('the report of the outage log', () => {
  it('is empty for an empty log', () => {
    const empty = report([]);
    assert.equal(empty.since, undefined);
    assert.deepEqual([empty.providers, empty.outages, empty.totals['30d'].outages], [[], [], 0]);
  });

  it('gives the availability of the known time alone', () => {
    const write = recordsBy();
    const found = report([
      answers(write, now - 10 * hour),
      failure(write, now - 10 * hour + 10 * minute),
      answers(write, now - 10 * hour + 12 * minute),
    ]);
    const figures = targetIn(found).figures['24h'];
    assert.equal(figures.failingMs, 2 * minute);
    assert.equal(figures.answeringMs, 10 * minute + knownForMs);
    assert.equal(figures.availability, 25 / 27);
    assert.deepEqual([figures.answered, figures.failed], [2, 1]);
  });

  it('takes neither a gone network nor a bad request for a failure', () => {
    const write = recordsBy();
    const found = report([
      failure(write, now - hour, 'offline'),
      failure(write, now - hour + 20 * minute, 'bad-request'),
    ]);
    const { spans, figures } = targetIn(found);
    assert.deepEqual(
      spans.map(({ state }) => state),
      ['network'],
    );
    assert.equal(figures['24h'].availability, undefined);
    assert.equal(figures['24h'].failed, 0);
  });

  it('counts in a period what lies in it', () => {
    const write = recordsBy();
    const found = report([
      failure(write, now - 40 * 24 * hour),
      answers(write, now - 6 * 24 * hour, claude, 3, [100, 200, 300]),
      answers(write, now - hour, claude, 1, [900]),
    ]);
    const { figures } = targetIn(found);
    assert.deepEqual([figures['24h'].answered, figures['7d'].answered, figures['30d'].failed], [1, 4, 0]);
    assert.deepEqual(figures['7d'].firstToken, { medianMs: 200, p95Ms: 900, count: 4 });
    assert.deepEqual(
      figures['30d'].trend.map(({ medianMs, count }) => [medianMs, count]),
      [
        [200, 3],
        [900, 1],
      ],
    );
  });

  it('looks at each record a few times, however many outages there are', () => {
    const lookups = (outages: number): number => {
      const write = recordsBy();
      const begin = now - 20 * 24 * hour;
      const records = Array.from({ length: outages }, (_, index) => {
        const at = begin + index * minute;
        const id = `e${index}`;
        return [
          failure(write, at),
          episode(write, at, id),
          answers(write, at + 10_000, gemma),
          ended(write, at + 20_000, id),
          answers(write, at + 30_000),
        ];
      }).flat();
      let count = 0;
      const watched = records.map(
        (record) =>
          new Proxy(record, {
            get: (target, key) => {
              count += 1;
              return Reflect.get(target, key) as unknown;
            },
          }),
      );
      assert.equal(buildReport(watched, { now, names: testNames }).outages.length, outages);
      return count / records.length;
    };
    const [few, many] = [lookups(50), lookups(800)];
    assert.ok(many < few * 1.5, `${few} lookups a record in a small log, ${many} in one of 16 times its size`);
  });

  it('ends an outage of a killed window with the first answer that any window had', () => {
    const [killed, later] = [recordsBy('killed'), recordsBy('later')];
    const found = report([
      failure(killed, now - 5 * hour),
      episode(killed, now - 5 * hour),
      answers(killed, now - 5 * hour + minute, gemma),
      answers(later, now - 4 * hour),
    ]);
    const [outage] = found.outages;
    assert.equal(outage?.state, 'recovered');
    assert.equal(outage?.endedAt, now - 4 * hour);
  });

  it('does not say of an outage without any end that it is on, nor that it is over', () => {
    const write = recordsBy();
    const records = [episode(write, now - 5 * hour), answers(write, now - 5 * hour + 10 * minute, gemma)];
    const [outage] = report(records).outages;
    assert.equal(outage?.state, 'unseen');
    assert.equal(outage?.endedAt, undefined);
    assert.equal(outage?.lastSeenAt, now - 5 * hour + 10 * minute);
    const current = new Set(['e1']);
    assert.equal(buildReport(records, { now, names: testNames, current }).outages[0]?.state, 'ongoing');
  });

  it('is one outage of the windows that share it, ended by the one that had the answer', () => {
    const [a, b] = [recordsBy('a'), recordsBy('b')];
    const found = report([
      failure(a, now - 5 * hour),
      episode(a, now - 5 * hour, 'shared'),
      { ...episode(b, now - 5 * hour, 'shared'), at: now - 5 * hour + 3_000 },
      answers(b, now - 5 * hour + minute, gemma, 3),
      ended(a, now - 4 * hour, 'shared'),
      ended(b, now - 4 * hour + 3_000, 'shared'),
    ]);
    assert.equal(found.outages.length, 1);
    const [outage] = found.outages;
    assert.deepEqual([outage?.endedAt, outage?.windows, outage?.impact.answeredMeanwhile], [now - 4 * hour, 1, 3]);
  });

  describe('that two windows share, of which one leaves its first choice,', () => {
    const [a, b] = [recordsBy('a'), recordsBy('b')];
    const from = now - 5 * hour;
    const shared = [
      failure(a, from),
      episode(a, from, 'shared'),
      { ...episode(b, from, 'shared'), at: from + 3_000 },
      answers(a, from + minute, gemma),
      answers(b, from + minute, gemma),
      ended(a, from + 2 * minute, 'shared', 'dropped'),
      // What the first window asks from now on goes to its new first choice.
      answers(a, from + 3 * minute, gemma, 20),
    ];
    const oneOf = (records: readonly LogRecord[], at = now) => {
      const { outages } = report(records, at);
      assert.equal(outages.length, 1);
      const [{ state, lastSeenAt, impact }] = outages as [OutageReport['outages'][0]];
      return [state, (lastSeenAt - from) / minute, impact.answeredMeanwhile];
    };

    it('is on in the other one', () => {
      assert.deepEqual(oneOf(shared, from + 5 * minute), ['ongoing', 2, 2]);
      const later = [...shared, failure(b, from + 20 * minute), answers(b, from + 20 * minute, gemma)];
      assert.deepEqual(oneOf(later, from + 25 * minute), ['ongoing', 20, 3]);
    });

    it('ends with the answer that the other one has', () => {
      const later = [answers(b, from + 20 * minute, gemma), ended(b, from + 30 * minute, 'shared')];
      assert.deepEqual(oneOf([...shared, ...later]), ['recovered', 30, 3]);
    });

    it('was not seen to end where the other one was closed while it was on', () => {
      assert.deepEqual(oneOf([...shared, answers(b, from + 20 * minute, gemma)]), ['unseen', 20, 3]);
    });

    it('is over where the other one has long been silent', () => {
      assert.deepEqual(oneOf(shared), ['dropped', 2, 2]);
    });

    it('is over where the other one leaves it too', () => {
      assert.deepEqual(oneOf([...shared, ended(b, from + 4 * minute, 'shared', 'dropped')], from + 5 * minute), [
        'dropped',
        4,
        2,
      ]);
    });

    it('is on again where the first one comes back', () => {
      const back = { ...episode(a, from, 'shared'), at: from + 40 * minute };
      assert.deepEqual(oneOf([...shared.slice(0, -1), back], from + 41 * minute), ['ongoing', 40, 2]);
    });
  });

  it('goes on over a reload of its window', () => {
    const [before, after] = [recordsBy('before'), recordsBy('after')];
    const found = report([
      failure(before, now - 5 * hour),
      episode(before, now - 5 * hour, 'kept'),
      { ...episode(after, now - 5 * hour, 'kept'), at: now - 4.5 * hour },
      failure(after, now - 4.5 * hour + minute),
      ended(after, now - 4 * hour, 'kept'),
    ]);
    assert.deepEqual(
      found.outages.map(({ state, startedAt, endedAt }) => [state, startedAt, endedAt]),
      [['recovered', now - 5 * hour, now - 4 * hour]],
    );
  });

  it('joins what several windows and both uses met at the same time, and keeps apart what did not overlap', () => {
    const [a, b] = [recordsBy('a'), recordsBy('b')];
    const found = report([
      failure(a, now - 5 * hour),
      episode(a, now - 5 * hour, 'a1'),
      ended(a, now - 4 * hour, 'a1'),
      failure(b, now - 4.5 * hour, 'overloaded', { ...claude, use: 'completion' }),
      episode(b, now - 4.5 * hour, 'b1', 'completion'),
      ended(b, now - 3 * hour, 'b1'),
      episode(a, now - 2 * hour, 'a2'),
      ended(a, now - hour, 'a2'),
    ]);
    assert.deepEqual(
      found.outages.map(({ startedAt, endedAt, uses, windows }) => [
        (now - startedAt) / hour,
        (now - (endedAt ?? now)) / hour,
        uses.join(' '),
        windows,
      ]),
      [
        [2, 1, 'chat', 1],
        [5, 3, 'chat completion', 2],
      ],
    );
    assert.equal(found.totals['24h'].outages, 2);
    assert.equal(found.totals['24h'].outageMs, 3 * hour);
  });

  it('counts only answers that came instead of the first choice’s, from the same window and use', () => {
    const [a, b] = [recordsBy('a'), recordsBy('b')];
    const found = report([
      answers(a, now - 3 * hour, gemma),
      episode(a, now - 2 * hour, 'a1'),
      answers(a, now - 2 * hour + minute, gemma, 4),
      answers(a, now - 2 * hour + minute, { ...gemma, use: 'completion' }, 9),
      answers(b, now - 2 * hour + minute, gemma, 9),
      ended(a, now - hour, 'a1'),
      answers(a, now - hour + minute, gemma, 9),
    ]);
    assert.equal(found.outages[0]?.impact.answeredMeanwhile, 4);
  });

  it('shows a rehearsal as one and counts it for nothing', () => {
    const write = recordsBy();
    const play = (record: LogRecord): LogRecord => ({ ...record, rehearsed: true });
    const found = report([
      play(failure(write, now - hour)),
      play(episode(write, now - hour)),
      answers(write, now - hour + minute, gemma, 2),
      play(ended(write, now - hour + 5 * minute)),
    ]);
    const [outage] = found.outages;
    assert.equal(outage?.rehearsed, true);
    assert.equal(outage?.impact.answeredMeanwhile, 2);
    assert.equal(found.totals['24h'].outages, 0);
    assert.deepEqual(
      found.providers.map(({ id }) => id),
      ['ollama'],
    );
  });

  it('ignores what a clock that was wrong dated into the future', () => {
    const write = recordsBy();
    assert.deepEqual(report([failure(write, now + hour)]).providers, []);
  });

  it('tells a real outage as it was: evidence, change of hands, answers, page and way back', async () => {
    const world = createOutageWorld();
    const evidence = { phase: 'midAnswer', type: 'overloaded_error' } as const;
    await world.answer();
    world
      .provider('claude')
      .play([{ t: 'text', text: long }, ...fails('overloaded', { evidence, requestId: 'req_011CS' }, 'midAnswer')]);
    world.provider('ollama').play(says('And the rest.'));
    await world.answer();
    world.pageSays('claude', 'Elevated errors on Claude Sonnet 5.5, investigating');
    await world.answer();
    await world.clock.advance(20_000);
    world.provider('claude').play(says('Back.'));
    await world.answer();
    const { outages, providers } = await world.report();
    assert.equal(outages.length, 1);
    const [outage] = outages;
    assert.equal(outage?.state, 'recovered');
    assert.deepEqual(
      outage?.story.map(({ t, sentence }) => `${t}: ${sentence}`),
      [
        'failure: Claude: overloaded',
        `switch: Gemma 4 carried on a cut answer of Claude; ${long.length} characters kept.`,
        'answers: Gemma 4 answered 2 asks.',
        'page: Status page of Claude: Elevated errors on Claude Sonnet 5.5, investigating',
        'end: Claude answered again.',
      ],
    );
    assert.deepEqual(outage?.story[0]?.evidence?.requestIds, ['req_011CS']);
    assert.deepEqual(
      [outage?.impact.answeredMeanwhile, outage?.impact.carriedChars, outage?.impact.unanswered],
      [2, long.length, 0],
    );
    assert.deepEqual(
      providers.map(({ label, targets }) => `${label} ${targets.map(({ name }) => name).join()}`),
      ['Claude Claude', 'Ollama Gemma 4'],
    );
  });

  it('sums up many probes and many answers in a line each', async () => {
    const world = createOutageWorld();
    world.provider('claude').play(fails('overloaded'));
    world.provider('ollama').play(says('Here.'));
    for (let count = 0; count < 12; count++) {
      await world.answer();
      await world.clock.advance(5 * minute);
    }
    const [outage] = (await world.report()).outages;
    assert.equal(outage?.state, 'ongoing');
    assert.deepEqual(
      outage?.story.map(({ t, times }) => `${t} ${times}`),
      ['failure 13', 'switch 1', 'answers 12', 'end 1'],
    );
    assert.equal(outage?.impact.failures, 13);
  });

  it('is the same for the same records, and changes none of them', () => {
    const write = recordsBy();
    const records = Object.freeze([failure(write, now - hour), episode(write, now - hour), ended(write, now)]);
    assert.deepEqual(report(records), report(records));
  });

  it('keeps every seam of a line of its own', async () => {
    const world = createOutageWorld();
    world.provider('claude').play(breaksOff(long));
    world.provider('ollama').play(says('And the rest.'));
    await world.answer();
    world.health.tryNow('claude');
    await world.answer();
    const [outage] = (await world.report()).outages;
    assert.equal(outage?.story.filter(({ t }) => t === 'switch').length, 2);
    assert.equal(outage?.impact.carriedOn, 2);
  });
});
