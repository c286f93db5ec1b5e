import assert from 'node:assert/strict';
import { answerOf, noticeOf, OutageStage } from './outageStage';

/** A way to fail before the first word, the reason the user reads, and how often Claude is asked until it is left. */
const failures = [
  { title: 'is overloaded (529)', fault: 'overloaded', why: 'overloaded', attempts: 2 },
  { title: 'has a server error (500)', fault: 'server-error', why: 'server error', attempts: 2 },
  { title: 'sends an empty answer', fault: 'empty', why: 'empty answer', attempts: 2 },
  { title: 'refuses the key (401)', fault: 'key-refused', why: 'access denied', attempts: 1 },
] as const;

describe('an outage before the first word', function () {
  this.timeout(120_000);
  let scene: OutageStage;

  before(async () => {
    scene = await OutageStage.open();
  });
  beforeEach(() => scene.recover());
  afterEach(function () {
    return scene?.screenshot(`outage before ${this.currentTest?.title}`);
  });
  after(() => scene?.close());

  for (const { title, fault, why, attempts } of failures) {
    it(`is answered whole by the stand-in when Claude ${title}, and the next ask goes straight there`, async () => {
      scene.break({ fault });
      assert.equal(await scene.ask(), answerOf.standIn);
      await scene.assertWhole();
      assert.deepEqual(await scene.stage.chat.seamNames(), []);
      await scene.assertElsewhere(why);
      assert.equal(scene.asked('claude').chat, attempts);

      assert.equal(await scene.ask('And once more?'), answerOf.standIn);
      await scene.assertWhole();
      await scene.assertElsewhere(why);
      assert.equal(scene.asked('claude').chat, attempts);
      assert.equal(scene.asked('ollama').chat, 2);
      await scene.assertNotices(noticeOf(why));
    });
  }

  it('is none when Claude rejects the request', async () => {
    scene.break({ fault: 'bad-request' });
    await scene.ask();
    await scene.stage.chat.lastAnswer.getByText(/^Claude rejected the request: /).waitFor();
    await assertNoOutage(1);
  });

  it('is none when Claude declines to answer', async () => {
    scene.break({ fault: 'refusal', phase: 'firstEvent' });
    assert.equal(await scene.ask(), answerOf.claude);
    await scene.stage.chat.lastAnswer.getByText('Claude declined to answer this.').waitFor();
    await assertNoOutage(1);
  });

  it('is none when Claude declines in the middle of its answer', async () => {
    scene.break({ fault: 'refusal', phase: 'midAnswer', afterChars: 400 });
    assert.equal(await scene.ask(), answerOf.claude);
    await scene.stage.chat.lastAnswer.getByText('Claude declined to answer this.').waitFor();
    await assertNoOutage(1);
  });

  it('is none when the user stops the answer', async () => {
    const { chat, simulator } = scene.stage;
    simulator.control.pace({ msPerChunk: 50 }, 'claude');
    await chat.send('How does a stand-in take over?');
    await chat.lastAnswer.getByText('What happens first').waitFor();
    await chat.button('Stop').click();
    await chat.settled();
    await chat.lastAnswer.getByText('stopped', { exact: true }).waitFor();
    const shown = await chat.copiedAnswer();
    await assertNoOutage(1);

    simulator.control.pace({ msPerChunk: 1 }, 'claude');
    assert.equal(await scene.ask('Once more, please.'), answerOf.claude);
    assert.equal(await chat.answers.count(), 2);
    assert.ok(shown.length > 100);
    await scene.assertWhole();
    await assertNoOutage(2);
  });

  /** Claude was asked so often, nobody else was, and nothing tells of trouble. */
  async function assertNoOutage(asks: number): Promise<void> {
    await scene.assertClaude();
    assert.equal(scene.asked('claude').chat, asks);
    assert.equal(scene.asked('ollama').chat, 0);
    assert.deepEqual(await scene.stage.chat.seamNames(), []);
    await scene.assertNotices();
  }
});
