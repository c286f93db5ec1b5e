import assert from 'node:assert/strict';
import { carryOnWays, type CarryOnWay } from '../../simulator/carryOn';
import type { StrikePoint } from '../../simulator/strike';
import { answerOf, continued, noticeOf, OutageStage, restarted } from './outageStage';

/** Where the stream dies. All lie behind the 200 characters that are worth carrying on. */
const cutPoints: readonly { readonly where: string; readonly at: StrikePoint }[] = [
  { where: 'after 400 characters', at: { afterChars: 400 } },
  { where: 'inside a code fence', at: { inside: 'fence' } },
  { where: 'inside a character of several bytes', at: { inside: 'multibyte' } },
];

/** What a stand-in does with the carry-on prompt. */
const habits: Readonly<Record<CarryOnWay, string>> = {
  exact: 'carries on exactly',
  repeat: 'repeats the last words',
  fence: 'opens the fence once more',
  preamble: 'says a word of its own first',
  restart: 'begins from the start',
};

describe('an answer that is cut off', function () {
  this.timeout(120_000);
  let scene: OutageStage;

  before(async () => {
    scene = await OutageStage.open();
  });
  beforeEach(() => scene.recover());
  afterEach(function () {
    return scene?.screenshot(`outage cut ${this.currentTest?.title}`);
  });
  after(() => scene?.close());

  it('after 10 tokens begins anew below the folded text', async () => {
    scene.break({ fault: 'reset', phase: 'midAnswer', afterTokens: 10 });
    await assertRestarted();
  });

  for (const { where, at } of cutPoints) {
    for (const way of carryOnWays) {
      it(`${where} is whole when the stand-in ${habits[way]}`, async () => {
        scene.stage.simulator.control.script('ollama', { carryOn: way });
        scene.break({ fault: 'reset', phase: 'midAnswer', ...at });
        if (way === 'restart') return assertRestarted();
        assert.equal(await scene.ask(), continued);
        return assertOneAnswer('Claude stopped: connection lost. Continued by Gemma 4.', 'connection lost');
      });
    }
  }

  it('by a stream that ends without its proof of completion is carried on', async () => {
    scene.break({ fault: 'eof', phase: 'midAnswer', afterChars: 1_000 });
    assert.equal(await scene.ask(), continued);
    await assertOneAnswer('Claude stopped: connection lost. Continued by Gemma 4.', 'connection lost');
  });

  it('by a service that is overloaded in the middle of it is carried on, and the next ask goes straight on', async () => {
    scene.break({ fault: 'overloaded-event', phase: 'midAnswer', afterText: '## The code' });
    assert.equal(await scene.ask(), continued);
    await assertOneAnswer('Claude stopped: overloaded. Continued by Gemma 4.', 'overloaded');
    assert.equal(await scene.ask('And once more?'), answerOf.standIn);
    await scene.assertWhole();
    assert.equal(scene.asked('claude').chat, 1);
    await scene.assertNotices(noticeOf('overloaded'));
  });

  it('by a stream that stalls is carried on when nothing has come for 30 s', async () => {
    scene.break({ fault: 'stall', phase: 'midAnswer', inside: 'fence' });
    assert.equal(await scene.ask(undefined, 90_000), continued);
    await assertOneAnswer('Claude stopped: stalled. Continued by Gemma 4.', 'stalled');
  });

  /** Asks for an answer that is given again from the start: what was there before stands folded above it. */
  async function assertRestarted(): Promise<void> {
    assert.equal(await scene.ask(), restarted);
    await assertOneAnswer('Claude stopped: connection lost. Answer restarted by Gemma 4.', 'connection lost');
    const { folded } = await scene.rendered();
    assert.equal(folded.length, 1);
    assert.ok(scene.isBeginning(folded[0] ?? ''));
  }

  /** The last answer is whole with this one seam, both services were asked once, and the reason stands everywhere. */
  async function assertOneAnswer(seam: string, why: string): Promise<void> {
    assert.deepEqual(await scene.stage.chat.seamNames(), [seam]);
    await scene.assertWhole();
    await scene.assertElsewhere(why);
    await scene.assertNotices(noticeOf(why));
    assert.equal(scene.asked('claude').chat, 1);
    assert.equal(scene.asked('ollama').chat, 1);
  }
});
