import assert from 'node:assert/strict';
import type { LogRecord } from '../../../../src/core/outages/log/logRecord';
import { buildReport } from '../../../../src/core/outages/report/report';
import { createOutageWorld, testNames } from '../../../support/outageWorld';
import { breaksOff, fails, says } from '../../../support/scriptedProvider';

const long = 'The first paragraph of an answer that is long enough to be carried on by somebody else. '.repeat(4);

/** A record in a few words. */
function words(record: LogRecord): string {
  const mark = record.rehearsed ? 'rehearsed ' : '';
  switch (record.t) {
    case 'answers':
      return `${mark}${record.target.provider} answered ${record.answered}`;
    case 'failure':
      return `${mark}${record.target.provider} ${record.facts.kind}${record.left ? ' left' : ''}`;
    case 'switch':
      return `${mark}${record.mode} ${record.from.provider}→${record.to.provider} ${record.keptChars}`;
    case 'unanswered':
      return `${mark}unanswered ${record.kinds.join(' ')}`;
    case 'episode':
      return `${mark}episode ${record.provider} ${record.reason}`;
    case 'ended':
      return `${mark}ended ${record.how}`;
    case 'page':
      return `page ${record.text}`;
    case 'lamp':
      return `lamp ${record.of} ${record.state}`;
  }
}

describe('the recorder of the outage log', () => {
  it('tells an outage in the order in which it happened, from the first failure to the way back', async () => {
    const world = createOutageWorld();
    await world.answer();
    world.provider('claude').play(fails('overloaded'));
    await world.answer();
    await world.answer();
    await world.clock.advance(20_000);
    world.provider('claude').play(says('Back.'));
    await world.answer();
    assert.deepEqual((await world.records()).map(words), [
      'claude answered 1',
      'claude overloaded',
      'claude overloaded left',
      'episode claude overloaded',
      'before claude→ollama 0',
      'ollama answered 2',
      'ended answered',
      'claude answered 1',
    ]);
  });

  it('keeps the characters that a cut answer carried over the seam', async () => {
    const world = createOutageWorld();
    world.provider('claude').play(breaksOff(long));
    world.provider('ollama').play(says('And the rest.'));
    await world.answer();
    assert.ok((await world.records()).map(words).includes(`continue claude→ollama ${long.length}`));
  });

  it('measures how long an ask with nothing on screen waited until the stand-in was asked', async () => {
    const world = createOutageWorld();
    world.provider('claude').play(['hang']);
    await world.answer();
    const moved = (await world.records()).find((record) => record.t === 'switch');
    assert.equal(moved?.t === 'switch' && moved.afterMs, 15_000);
  });

  it('gathers answers for a minute, and writes them at once when something happens', async () => {
    const world = createOutageWorld();
    for (let count = 0; count < 5; count++) await world.answer();
    assert.equal((await world.log.read()).length, 0);
    await world.clock.advance(60_000);
    const [record] = await world.log.read();
    assert.ok(record?.t === 'answers');
    assert.equal(record.answered, 5);
    assert.equal(record.ttftMs.length, 5);
    assert.equal(world.clock.pending, 0);
  });

  it('tells when nobody could answer, and why', async () => {
    const world = createOutageWorld();
    world.provider('claude').play(fails('auth'));
    world.provider('ollama').play(fails('local-memory'));
    await world.answer();
    assert.ok((await world.records()).map(words).includes('unanswered auth local-memory'));
  });

  it('counts a question that waits once, however often it is tried in vain', async () => {
    const world = createOutageWorld();
    world.provider('claude').play(fails('auth'));
    world.provider('ollama').play(fails('local-memory'));
    await world.answer();
    for (let tries = 0; tries < 3; tries += 1) {
      const turns = [{ role: 'user', text: 'Anybody?' }] as const;
      const ask = { use: 'chat', id: 'again', system: '', instructions: [], turns, whenBack: true } as const;
      const ends: string[] = [];
      for await (const event of world.router.chat(ask, new AbortController().signal)) ends.push(event.t);
      assert.equal(ends.at(-1), 'failed');
    }
    assert.equal(world.news.filter(({ t }) => t === 'unanswered').length, 4);
    assert.equal((await world.records()).filter(({ t }) => t === 'unanswered').length, 1);
  });

  it('calls an episode dropped when another one takes the place of the first choice', async () => {
    const world = createOutageWorld();
    world.provider('claude').play(fails('overloaded'));
    await world.answer();
    world.settings = { ...world.settings, chatRoute: ['ollama'] };
    await world.answer();
    assert.ok((await world.records()).map(words).includes('ended dropped'));
  });

  it('keeps what the status page says once for each time it changes', async () => {
    const world = createOutageWorld();
    for (const text of ['Elevated errors', 'Elevated errors', 'A fix is\nbeing  watched'])
      world.pageSays('claude', text);
    world.pageSays('claude', 'unknown, it can’t be reached', 'unknown');
    assert.deepEqual((await world.records()).map(words), ['page Elevated errors', 'page A fix is being watched']);
  });

  it('keeps the lamps of Claude Code when one turns to trouble and when that is over, and no other change', async () => {
    const world = createOutageWorld();
    world.lampsAre({ messages: 'unknown', tokens: 'unknown', login: 'ok' });
    world.lampsAre({ messages: 'ok', tokens: 'unknown', login: 'ok' });
    world.lampsAre({ messages: 'ok', tokens: 'trouble', login: 'ok' });
    world.lampsAre({ messages: 'ok', tokens: 'trouble', login: 'trouble' });
    world.lampsAre({ messages: 'unknown', tokens: 'ok', login: 'trouble' });
    assert.deepEqual((await world.records()).map(words), [
      'lamp tokens trouble',
      'lamp login trouble',
      'lamp tokens ok',
    ]);
  });

  it('takes no lamp from a rehearsal', async () => {
    const world = createOutageWorld();
    const played = { provider: 'claude' } as unknown as Parameters<typeof world.lampsAre>[1];
    world.lampsAre({ messages: 'trouble', tokens: 'unknown', login: 'ok' }, played);
    assert.deepEqual(await world.records(), []);
  });

  it('tells of the lamps by themselves where no outage of Claude is on, once, the newest first', async () => {
    const world = createOutageWorld();
    world.lampsAre({ messages: 'ok', tokens: 'unknown', login: 'ok' });
    world.lampsAre({ messages: 'ok', tokens: 'unknown', login: 'trouble' });
    await world.clock.advance(60_000);
    world.lampsAre({ messages: 'ok', tokens: 'unknown', login: 'ok' });
    const report = await world.report();
    assert.deepEqual(report.outages, []);
    assert.deepEqual(
      report.lamps.map(({ at, sentence }) => [sentence, at]),
      [
        ['Your Claude Code login: login ok', world.clock.now()],
        ['Your Claude Code login: login trouble', world.clock.now() - 60_000],
      ],
    );
    const [seen] = (await world.records()).filter(({ t }) => t === 'lamp');
    assert.ok(seen);
    const again = { ...seen, window: 'another', at: seen.at + 1 };
    const facts = { now: world.clock.now(), names: testNames };
    assert.equal(buildReport([seen, again], facts).lamps.length, 1, 'another window saw the same');
  });

  it('tells of the lamps in the story of an outage of Claude, and there alone', async () => {
    const world = createOutageWorld();
    world.provider('claude').play(fails('overloaded'));
    await world.answer();
    world.lampsAre({ messages: 'ok', tokens: 'trouble', login: 'ok' });
    const { outages, lamps } = await world.report();
    assert.deepEqual(lamps, []);
    const [outage] = outages;
    const told = outage?.story.filter(({ t }) => t === 'lamp').map(({ sentence }) => sentence);
    assert.deepEqual(told, ['Login service: tokens trouble']);
  });

  it('marks a rehearsal from its first failure to its end, and does not count its answers', async () => {
    const world = createOutageWorld();
    world.rehearsed.add('claude');
    world.provider('claude').play(fails('overloaded', { rehearsed: true }));
    await world.answer();
    world.rehearsed.clear();
    world.health.tryNow('claude');
    world.provider('claude').play(says('Back.'));
    await world.answer();
    assert.deepEqual((await world.records()).map(words), [
      'rehearsed claude overloaded',
      'rehearsed claude overloaded left',
      'rehearsed episode claude overloaded',
      'rehearsed before claude→ollama 0',
      'ollama answered 1',
      'rehearsed ended answered',
      'claude answered 1',
    ]);
  });

  it('writes no prompt, no answer, no key and no sentence of a provider', async () => {
    const world = createOutageWorld();
    const key = `sk-ant-${'k'.repeat(30)}`;
    const evidence = {
      phase: 'headers',
      status: 401,
      type: `canary says ${key}`,
      code: key,
      errno: 'ECONNRESET',
      text: `canary: your prompt was "how do canaries sing", key ${key}`,
      headers: { 'x-canary': key },
    } as const;
    world.provider('claude').play(fails('server', { evidence, requestId: `canary ${key}`, cause: new Error(key) }));
    world.provider('ollama').play(says('canary, a bird'));
    await world.answer('how do canaries sing? canary');
    world.pageSays('claude', `Trouble with ${key}`);
    await world.records();
    const disk = [...world.folder.files.values()].join('');
    assert.ok(disk.includes('"status":401') && disk.includes('ECONNRESET'), disk);
    assert.doesNotMatch(disk, /canar|bird|kkkk|sk-ant/);
  });

  it('leaves no listener and no timer behind', async () => {
    const world = createOutageWorld();
    await world.answer();
    world.hook.dispose();
    await world.records();
    assert.equal(world.clock.pending, 0);
    const before = (await world.records()).length;
    world.provider('claude').play(fails('overloaded'));
    await world.answer();
    assert.equal((await world.records()).length, before);
  });
});
