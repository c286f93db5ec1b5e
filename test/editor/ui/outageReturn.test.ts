import assert from 'node:assert/strict';
import { durations } from '../../../src/core/routing/durations';
import type { RequestRecord } from '../../simulator/journal';
import type { ServiceId } from '../../simulator/services';
import { answerOf, continued, noticeOf, OutageStage } from './outageStage';
import { until } from './until';

describe('the way back after an outage', function () {
  this.timeout(120_000);
  let scene: OutageStage;

  before(async () => {
    scene = await OutageStage.open();
  });
  beforeEach(async () => {
    await scene.recover();
    scene.break({ fault: 'overloaded' });
    assert.equal(await scene.ask(), answerOf.standIn);
    await scene.assertElsewhere('overloaded');
    assert.equal(scene.asked('claude').chat, 2);
  });
  afterEach(function () {
    return scene?.screenshot(`outage return ${this.currentTest?.title}`);
  });
  after(() => scene?.close());

  const last = (service: ServiceId): RequestRecord => {
    const found = scene.stage.simulator.control.journal.requests.findLast(
      (request) => request.service === service && request.use === 'chat',
    );
    assert.ok(found);
    return found;
  };

  it('is one probe when the time has run out, and the turn after is Claude’s alone', async () => {
    scene.stage.simulator.control.heal();
    const left = last('claude').at;
    await until(
      () => Date.now() - left,
      (passedMs) => passedMs > durations.breakerOpenMs,
      durations.breakerOpenMs + 5_000,
    );
    await scene.assertElsewhere('overloaded');
    assert.equal(scene.asked('claude').chat, 2, 'nobody is asked without a question of the user’s');

    assert.equal(await scene.ask('Is Claude back?'), answerOf.claude);
    await scene.assertWhole();
    await scene.assertClaude();
    assert.equal(scene.asked('claude').chat, 3);
    assert.equal(scene.asked('ollama').chat, 2, 'the stand-in was asked beside the probe');

    assert.equal(await scene.ask('And now?'), answerOf.claude);
    await scene.assertWhole();
    await scene.assertClaude();
    assert.equal(scene.asked('claude').chat, 4);
    assert.equal(scene.asked('ollama').chat, 2);
    await scene.assertNotices(noticeOf('overloaded'));
  });

  it('costs nothing when the probe fails: the stand-in that was asked beside it answers', async () => {
    await scene.tryNow();
    assert.equal(await scene.ask('Is Claude back?'), answerOf.standIn);
    await scene.assertWhole();
    await scene.assertElsewhere('overloaded');
    assert.equal(scene.asked('claude').chat, 3);
    assert.equal(scene.asked('ollama').chat, 2);

    assert.equal(await scene.ask('And now?'), answerOf.standIn);
    assert.equal(scene.asked('claude').chat, 3);
    await scene.assertNotices(noticeOf('overloaded'));
  });

  it('costs little when the probe stalls: the answer is whole before the probe is given up', async () => {
    scene.break({ fault: 'stall', phase: 'headers' });
    await scene.tryNow();
    assert.equal(await scene.ask('Is Claude back?'), answerOf.standIn);
    const probe = last('claude');
    assert.ok((probe.endedAt ?? Number.POSITIVE_INFINITY) > (last('ollama').endedAt ?? 0));
    await scene.assertWhole();
    await scene.assertElsewhere('not answering');
    assert.equal(probe.outcome, 'left');
    assert.equal(scene.asked('claude').chat, 3);
    assert.equal(scene.asked('ollama').chat, 2);
    await scene.assertNotices(noticeOf('overloaded'));
  });

  it('goes on with the stand-in when the probe breaks off in its answer', async () => {
    scene.break({ fault: 'reset', phase: 'midAnswer', inside: 'fence' });
    await scene.tryNow();
    assert.equal(await scene.ask('Is Claude back?'), continued);
    await scene.assertWhole();
    await scene.assertElsewhere('connection lost');
    assert.equal(scene.asked('claude').chat, 3);
    await scene.assertNotices(noticeOf('overloaded'));
  });
});
