import assert from 'node:assert/strict';
import { answerOf, noticeOf, OutageStage } from './outageStage';

const host = 'api.claude.test';

describe('an outage of what lies between the editor and Claude', function () {
  this.timeout(120_000);
  let scene: OutageStage;

  before(async () => {
    scene = await OutageStage.open({ scheme: 'https' });
  });
  beforeEach(async () => {
    await scene.recover();
    // What strikes a connection is seen only by one that is opened anew.
    scene.stage.simulator.proxy.closeAll();
  });
  afterEach(function () {
    return scene?.screenshot(`outage between ${this.currentTest?.title}`);
  });
  after(() => scene?.close());

  /** How often a connection to Claude was asked for. */
  const connections = (): number =>
    scene.stage.simulator.proxy.log.filter((entry) => entry.host === host && entry.method === 'CONNECT').length;

  it('is none where a proxy stands between and the machine trusts the company’s own authority', async () => {
    await assertNone();
  });

  it('is answered whole by the stand-in when somebody else shows a certificate for Claude', async () => {
    scene.break({ fault: 'foreign-certificate' });
    assert.equal(await scene.ask(), answerOf.standIn);
    await scene.assertWhole();
    await scene.assertElsewhere('blocked by proxy');
    await assertAsksStayAway('blocked by proxy', 0);
  });

  it('is answered whole by the stand-in when a sign-in page comes in the place of an answer', async () => {
    scene.break({ fault: 'portal' });
    assert.equal(await scene.ask(), answerOf.standIn);
    await scene.assertWhole();
    await scene.assertElsewhere('blocked by proxy');
    await assertAsksStayAway('blocked by proxy', 1);
  });

  it('is answered whole by the stand-in when the connection is refused', async () => {
    scene.break({ fault: 'refused' });
    assert.equal(await scene.ask(), answerOf.standIn);
    await scene.assertWhole();
    await scene.assertElsewhere('unreachable');
    assert.equal(connections(), 2);
    await assertAsksStayAway('unreachable', 0);
    assert.equal(connections(), 2);
  });

  it('is none where only Node was told of the authority and VS Code is not to look at the machine’s', async () => {
    await scene.restart({ 'http.systemCertificates': false });
    await assertNone();
  });

  /** Claude answers through a tunnel of the proxy, alone. */
  async function assertNone(): Promise<void> {
    assert.equal(await scene.ask(), answerOf.claude);
    await scene.assertWhole();
    await scene.assertClaude();
    const { requests } = scene.stage.simulator.control.journal;
    assert.deepEqual(
      requests.filter(({ use }) => use === 'chat').map(({ service, via }) => `${service} by ${via}`),
      ['claude by tunnel'],
    );
    await scene.assertNotices();
  }

  /** The next ask goes straight to the stand-in, and nothing is told twice. `asks` have reached Claude so far. */
  async function assertAsksStayAway(why: string, asks: number): Promise<void> {
    assert.equal(scene.asked('claude').chat, asks);
    assert.equal(await scene.ask('And once more?'), answerOf.standIn);
    await scene.assertWhole();
    await scene.assertElsewhere(why);
    assert.equal(scene.asked('claude').chat, asks);
    assert.equal(scene.asked('ollama').chat, 2);
    await scene.assertNotices(noticeOf(why));
  }
});
