import assert from 'node:assert/strict';
import { claudeComponents, claudeIncident, claudeOutage, openaiOutage, touchedAt } from '../../fixtures/statusPages';
import { answers, createPageWorld, shows, type PageReply } from '../../support/pageWorld';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const [first, other] = [
  'https://status.claude.com/api/v2/summary.json',
  'https://anthropic.statuspage.io/api/v2/summary.json',
] as const;
const openaiFeed = 'https://status.openai.com/api/v2/summary.json';
const green = claudeOutage({ components: claudeComponents(), incidents: [] });

/** A world at the time of the fixtures, in which the user has already asked something. */
function createWorld(reply: PageReply = shows(claudeOutage())) {
  const world = createPageWorld(touchedAt);
  world.replies.set(first, reply);
  world.replies.set(openaiFeed, shows(openaiOutage()));
  world.pages.noteAct();
  const said = (): readonly string[] => world.pages.all().map(({ provider, state }) => `${provider} ${state}`);
  return Object.assign(world, { said });
}

describe('the watch on status pages', () => {
  it('sends nothing before the user’s first act, whatever is open', async () => {
    const { pages, clock, requests, troubled, claude, replies } = createPageWorld(touchedAt);
    replies.set(first, shows(green));
    await troubled(claude);
    await clock.advance(10 * minute);
    assert.deepEqual(requests, []);
    assert.equal(clock.pending, 0);
    pages.noteAct();
    await clock.advance(2 * second);
    assert.equal(requests.length, 1);
  });

  it('sends nothing and holds no timer while nothing is wrong', async () => {
    const { clock, requests } = createWorld();
    await clock.advance(60 * minute);
    assert.deepEqual(requests, []);
    assert.equal(clock.pending, 0);
  });

  it('begins within two seconds of trouble, each window at its own moment, and goes on every minute', async () => {
    const { clock, seconds, troubled, claude } = createWorld();
    await troubled(claude);
    await clock.advance(5 * minute);
    assert.deepEqual(seconds(), [1, 61, 121, 181, 241]);
  });

  it('begins anew trouble at a moment of its own as well', async () => {
    const { clock, seconds, troubled, claude } = createWorld();
    for (let turn = 0; turn < 2; turn++) {
      await troubled(claude);
      await clock.advance(5 * second);
      await troubled();
      await clock.advance(5 * minute);
    }
    assert.deepEqual(seconds(), [1, 306]);
  });

  it('jitters by a fifth to either side', async () => {
    for (const [chance, expected] of [
      [0, [0, 48, 96, 144]],
      [0.999_999, [2, 74, 146]],
    ] as const) {
      const world = createWorld();
      world.chance = chance;
      await world.troubled(world.claude);
      await world.clock.advance(2.5 * minute);
      assert.deepEqual(world.seconds(), expected);
    }
  });

  it('asks whether anything has changed, and keeps what it knows when nothing has', async () => {
    const { clock, requests, troubled, claude, replies, said, pages } = createWorld();
    await troubled(claude);
    await clock.advance(2 * second);
    replies.set(first, answers(304));
    await clock.advance(minute);
    assert.deepEqual(
      requests.map(({ headers }) => headers['if-none-match']),
      [undefined, 'W/"1"'],
    );
    assert.deepEqual(said(), ['claude trouble']);
    assert.equal(pages.all()[0]?.readAt, requests[1]?.at);
  });

  it('asks without a condition where the page gave no tag', async () => {
    const { clock, requests, troubled, claude } = createWorld(() => new Response(green, { status: 200 }));
    await troubled(claude);
    await clock.advance(62 * second);
    assert.deepEqual(
      requests.map(({ headers }) => headers['if-none-match']),
      [undefined, undefined],
    );
  });

  it('stops at once when the trouble ends, and forgets what was said a minute later', async () => {
    const { clock, requests, troubled, claude, said } = createWorld();
    await troubled(claude);
    await clock.advance(2 * second);
    await troubled();
    assert.deepEqual(said(), ['claude trouble']);
    await clock.advance(59 * second);
    assert.deepEqual(said(), ['claude trouble']);
    await clock.advance(2 * second);
    assert.deepEqual(said(), []);
    await clock.advance(10 * minute);
    assert.equal(requests.length, 1);
    assert.equal(clock.pending, 0);
  });

  it('never looks twice within its minute, however often trouble comes and goes', async () => {
    const { clock, seconds, troubled, claude } = createWorld();
    for (let turn = 0; turn < 30; turn++) {
      await troubled(claude);
      await clock.advance(2 * second);
      await troubled();
      await clock.advance(2 * second);
    }
    assert.deepEqual(seconds(), [1, 61]);
  });

  it('takes a request under way back when the trouble ends', async () => {
    const { clock, requests, troubled, claude, said } = createWorld('never');
    await troubled(claude);
    await clock.advance(2 * second);
    await troubled();
    assert.equal(requests[0]?.aborted, true);
    await clock.advance(10 * minute);
    assert.equal(requests.length, 1);
    assert.deepEqual(said(), []);
  });

  it('looks at every page on the routes while the user looks at the status, and not longer', async () => {
    const world = createWorld();
    world.others = [world.claude, world.openai];
    const view = world.pages.view();
    await world.clock.advance(2 * second);
    assert.deepEqual(world.said(), ['claude trouble', 'openai up']);
    view.dispose();
    view.dispose();
    await world.clock.advance(10 * minute);
    assert.equal(world.requests.length, 2);
  });

  it('counts a look at the status as the first act', async () => {
    const world = createPageWorld(touchedAt);
    world.others = [world.claude];
    world.replies.set(first, shows(green));
    const view = world.pages.view();
    await world.clock.advance(2 * second);
    assert.equal(world.requests.length, 1);
    view.dispose();
  });

  it('reads one page once for all who are on it', async () => {
    const { clock, requests, troubled, claude, code, said } = createWorld();
    await troubled(claude, code);
    await clock.advance(2 * second);
    assert.deepEqual(said(), ['claude trouble', 'claude-code trouble']);
    assert.equal(requests.length, 1);
  });

  it('goes to the second address when the first cannot be read, and stays there (providers.md §5.1)', async () => {
    const { clock, requests, troubled, claude, replies, said } = createWorld(
      answers(405, { 'x-amzn-waf-action': 'challenge' }),
    );
    replies.set(other, shows(claudeOutage()));
    await troubled(claude);
    await clock.advance(62 * second);
    assert.deepEqual(
      requests.map(({ url }) => url),
      [first, other, other],
    );
    assert.deepEqual(said(), ['claude trouble']);
  });

  it('asks no address behind a closed gate, and is told of it before each request', async () => {
    const world = createWorld();
    world.mayReach = (url) => url === other;
    world.replies.set(other, shows(green));
    await world.troubled(world.claude);
    await world.clock.advance(2 * second);
    assert.deepEqual(
      world.requests.map(({ url }) => url),
      [other],
    );
    world.mayReach = () => false;
    await world.clock.advance(10 * minute);
    assert.equal(world.requests.length, 1);
  });

  it('is off by its setting, at once and with all that was read', async () => {
    const world = createWorld();
    await world.troubled(world.claude);
    await world.clock.advance(2 * second);
    world.enabled = false;
    world.pages.update();
    assert.deepEqual(world.said(), []);
    await world.clock.advance(10 * minute);
    assert.equal(world.requests.length, 1);
    assert.equal(world.clock.pending, 0);
  });

  it('rests when nobody has asked for a quarter of an hour: a used-up limit is a trouble of weeks', async () => {
    const { pages, clock, requests, troubled, claude, said } = createWorld();
    await troubled(claude);
    await clock.advance(17 * minute);
    const looks = requests.length;
    assert.ok(looks >= 13, `${looks} looks while somebody asked`);
    await clock.advance(24 * hour);
    assert.equal(requests.length, looks);
    assert.deepEqual([said(), clock.pending], [[], 0]);
    pages.noteAct();
    await clock.advance(2 * second);
    assert.equal(requests.length, looks + 1);
    assert.deepEqual(said(), ['claude trouble']);
  });

  it('goes on for as long as the user looks at the status', async () => {
    const { pages, clock, requests, troubled, claude } = createWorld();
    await troubled(claude);
    const view = pages.view();
    await clock.advance(hour);
    assert.ok(requests.length > 50, `${requests.length} looks`);
    view.dispose();
    const looks = requests.length;
    await clock.advance(hour);
    assert.ok(requests.length <= looks + 1, `${requests.length - looks} more`);
  });

  it('asks no page of a provider whose outage is only played, unless the user looks', async () => {
    const world = createWorld();
    world.rehearsed = world.claude;
    await world.troubled(world.claude, world.openai);
    await world.clock.advance(5 * minute);
    assert.deepEqual([...new Set(world.requests.map(({ url }) => url))], [openaiFeed]);
    world.pages.view();
    await world.clock.advance(3 * second);
    assert.ok(world.requests.some(({ url }) => url === first));
  });

  it('leaves no timer and sends nothing after it was disposed of', async () => {
    const { clock, requests, troubled, claude, pages } = createWorld();
    await troubled(claude);
    await clock.advance(2 * second);
    pages.dispose();
    pages.update();
    pages.view().dispose();
    await clock.advance(10 * minute);
    assert.equal(requests.length, 1);
    assert.equal(clock.pending, 0);
  });
});

describe('a status page that cannot be read', () => {
  const ways: readonly (readonly [string, PageReply, string])[] = [
    ['is down', answers(503), 'refused'],
    ['challenges robots', answers(405), 'refused'],
    ['refuses the connection', 'refused', 'unreachable'],
    ['never answers', 'never', 'unreachable'],
    [
      'is a web page',
      () => new Response('<!DOCTYPE html>', { headers: { 'content-type': 'text/html' } }),
      'unreadable',
    ],
    ['is another page', shows(claudeOutage({ page: { id: 'somebodyelse' } })), 'unreadable'],
    ['sends us elsewhere', answers(302, { location: 'https://portal.test/login' }), 'unreadable'],
    ['answers 304 to what was never asked', answers(304), 'refused'],
    ['has no end', () => new Response(endless()), 'unreadable'],
    [
      'is frozen',
      shows(claudeOutage({ page: { id: 'tymt9n04zgry', updated_at: '2026-05-08T10:26:46.717Z' }, incidents: [] })),
      'frozen',
    ],
  ];

  for (const [title, reply, doubt] of ways)
    it(`is unknown, neither up nor down: one that ${title}`, async () => {
      const { clock, troubled, claude, replies, pages } = createWorld(reply);
      replies.set(other, reply);
      await troubled(claude);
      await clock.advance(20 * second);
      const [page] = pages.all();
      assert.deepEqual([page?.state, page?.doubt, page?.incidents], ['unknown', doubt, []]);
      assert.equal(pages.showsIncident('claude'), false);
    });

  it('is given up after eight seconds for each address', async () => {
    const { clock, requests, troubled, claude, replies } = createWorld('never');
    replies.set(other, 'never');
    await troubled(claude);
    await clock.advance(8.9 * second);
    assert.deepEqual([requests.length, requests[0]?.aborted], [1, false]);
    await clock.advance(8.2 * second);
    assert.deepEqual(
      requests.map(({ aborted }) => aborted),
      [true, true],
    );
  });

  it('is asked half as often after each failure, at last every ten minutes, and every minute again once it is back', async () => {
    const { pages, clock, requests, seconds, troubled, claude, replies } = createWorld(answers(503));
    replies.delete(other);
    await troubled(claude);
    for (let asks = 0; asks < 4; asks++) {
      pages.noteAct();
      await clock.advance(11.25 * minute);
    }
    const looks = seconds().filter((_at, index) => requests[index]?.url === first);
    assert.deepEqual(looks, [1, 121, 361, 841, 1441, 2041, 2641]);
    replies.set(first, shows(green));
    pages.noteAct();
    await clock.advance(11 * minute);
    assert.deepEqual(
      seconds()
        .slice(-2)
        .map((at) => at - 3241),
      [0, 60],
    );
  });

  it('is left alone as long as it asks for, but not longer than ten minutes', async () => {
    for (const [retryAfter, next] of [
      ['300', 301],
      ['86400', 601],
    ] as const) {
      const { clock, requests, seconds, troubled, claude } = createWorld(answers(429, { 'retry-after': retryAfter }));
      await troubled(claude);
      await clock.advance(11 * minute);
      // Within two seconds after that: it has said the same to every window.
      const [, again = 0] = seconds().filter((_at, index) => requests[index]?.url === first);
      assert.ok(again >= next && again <= next + 2, String(again));
    }
  });

  it('still tells for ten minutes which incident it showed when it could be read, and that this was then', async () => {
    const { clock, troubled, claude, replies, pages } = createWorld();
    await troubled(claude);
    await clock.advance(2 * second);
    replies.set(first, answers(503));
    replies.set(other, answers(503));
    await clock.advance(5 * minute);
    const [page] = pages.all();
    assert.deepEqual([page?.state, page?.doubt, page?.incidents.length], ['unknown', 'refused', 1]);
    assert.equal(page?.readAt, touchedAt + second);
    assert.equal(pages.showsIncident('claude'), true);
    await clock.advance(6 * minute);
    assert.equal(pages.showsIncident('claude'), false);
  });

  function endless(): ReadableStream<Uint8Array> {
    const chunk = new Uint8Array(65_536).fill(10);
    return new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
  }
});

describe('what pages have said', () => {
  it('is told with its instant when it changes, and only then', async () => {
    const world = createWorld(shows(green));
    await world.troubled(world.claude);
    await world.clock.advance(62 * second);
    world.replies.set(first, shows(claudeOutage(), 'W/"2"'));
    await world.clock.advance(minute);
    const watched = claudeOutage({ incidents: [claudeIncident({ status: 'monitoring' })] });
    world.replies.set(first, shows(watched, 'W/"3"'));
    await world.clock.advance(2 * minute);
    assert.deepEqual(
      world.changes.map(({ at, state, incidents }) => [(at - touchedAt) / second, state, incidents[0]?.stage]),
      [
        [1, 'up', undefined],
        [121, 'trouble', 'investigating'],
        [181, 'trouble', 'monitoring'],
      ],
    );
  });

  it('is told of each provider on a page, also when a listener throws', async () => {
    const world = createWorld();
    world.pages.onDidChange(() => {
      throw new Error('broken');
    });
    await world.troubled(world.claude, world.code, world.openai);
    await world.clock.advance(2 * second);
    assert.deepEqual(
      world.changes.map(({ provider }) => provider),
      ['claude', 'claude-code', 'openai'],
    );
  });
});

describe('a status page that another window has read', () => {
  /** What a window that has looked five seconds ago knows. */
  async function lookOfAnother() {
    const world = createWorld();
    await world.troubled(world.claude);
    await world.clock.advance(2 * second);
    const [[at, look] = assert.fail('not looked')] = world.pages.looks();
    world.pages.dispose();
    return { at, look };
  }

  it('is shown at once and not asked before its time, and then only whether it has changed', async () => {
    const { at, look } = await lookOfAnother();
    const { pages, clock, requests, troubled, claude, said, replies } = createWorld();
    replies.set(first, answers(304));
    pages.adopt(at, look);
    await clock.advance(10 * second);
    await troubled(claude);
    assert.deepEqual(said(), ['claude trouble']);
    await clock.advance(50 * second);
    assert.equal(requests.length, 0);
    await clock.advance(15 * second);
    assert.deepEqual(
      requests.map((request) => [request.url, request.headers['if-none-match']]),
      [[first, 'W/"1"']],
    );
    assert.deepEqual(said(), ['claude trouble']);
  });

  it('puts off a look that was about to be made', async () => {
    const { at, look } = await lookOfAnother();
    const { pages, clock, requests, troubled, claude } = createWorld();
    await troubled(claude);
    await clock.advance(30 * second);
    assert.equal(requests.length, 1);
    pages.adopt(at, { ...look, lookedAt: clock.now() });
    await clock.advance(50 * second);
    assert.equal(requests.length, 1);
    await clock.advance(15 * second);
    assert.equal(requests.length, 2);
  });

  it('ends the longer waits of a window that could not read it', async () => {
    const { at, look } = await lookOfAnother();
    const { pages, clock, requests, troubled, claude } = createWorld('refused');
    await troubled(claude);
    await clock.advance(10 * minute);
    const before = requests.length;
    pages.adopt(at, { ...look, lookedAt: clock.now() });
    await clock.advance(75 * second);
    assert.deepEqual(
      requests.slice(before).map((request) => request.url),
      [first, other],
    );
  });

  it('that could not be read there is left alone here for as long, and both wait longer after each failure', async () => {
    const [one, two] = [createWorld('refused'), createWorld('refused')];
    const share = (from: typeof one, to: typeof one): void => {
      for (const [at, look] of from.pages.looks()) to.pages.adopt(at, look);
    };
    two.chance = 0.6;
    await Promise.all([one.troubled(one.claude), two.troubled(two.claude)]);
    for (let at = 0; at < 45 * minute; at += 5 * second) {
      if (at % (10 * minute) === 0) for (const { pages } of [one, two]) pages.noteAct();
      await Promise.all([one.clock.advance(5 * second), two.clock.advance(5 * second)]);
      share(one, two);
      share(two, one);
    }
    const looks = [...one.requests, ...two.requests].filter(({ url }) => url === first).length;
    // One window alone looks seven times; of two that begin within the same second each looks once more at most.
    assert.ok(looks <= 9, `${looks} looks of two windows`);
  });

  it('that wants to be left alone there is left alone here too, and not longer than is reasonable', async () => {
    const there = createWorld(answers(429, { 'retry-after': '300' }));
    await there.troubled(there.claude);
    await there.clock.advance(2 * second);
    const [[at, look] = assert.fail('not looked')] = there.pages.looks();
    for (const [retryAt, latest] of [
      [look.retryAt, 303],
      [look.lookedAt + 1e12, 603],
    ]) {
      const { pages, clock, seconds, troubled, claude } = createWorld();
      await clock.advance(2 * second);
      pages.adopt(at, { ...look, ...(retryAt === undefined ? {} : { retryAt }) });
      await troubled(claude);
      await clock.advance(11 * minute);
      const [begin = 0] = seconds();
      assert.ok(begin >= (latest ?? 0) - 3 && begin <= (latest ?? 0), String(begin));
    }
  });

  it('is not believed against what was read here later', async () => {
    const { at, look } = await lookOfAnother();
    const { pages, clock, troubled, claude, replies, said } = createWorld();
    replies.set(first, shows(green));
    await clock.advance(10 * second);
    await troubled(claude);
    await clock.advance(2 * second);
    pages.adopt(at, look);
    assert.deepEqual(said(), ['claude up']);
  });

  it('is not believed where it is the page of somebody else', async () => {
    const { at, look } = await lookOfAnother();
    const { pages, claude, said, troubled } = createWorld();
    assert.ok(look.summary);
    pages.adopt(at, { ...look, summary: { ...look.summary, pageId: 'of-another' } });
    await troubled(claude);
    assert.deepEqual(said(), []);
  });

  it('cannot send a request anywhere but to the page’s own addresses', async () => {
    const { at, look } = await lookOfAnother();
    const { pages, clock, requests, troubled, claude } = createWorld();
    pages.adopt(at, { ...look, feed: 'https://elsewhere.test/summary.json' });
    await troubled(claude);
    await clock.advance(70 * second);
    assert.deepEqual([...new Set(requests.map((request) => request.url))], [first]);
  });
});
