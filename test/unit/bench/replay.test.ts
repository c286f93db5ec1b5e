import assert from 'node:assert/strict';
import { playSession, type Played, type Setting } from '../../../bench/replay/play';
import type { Policy } from '../../../bench/replay/policy';
import type { Trouble } from '../../../bench/replay/readings';
import { policies } from '../../../bench/replay/replay';
import { scoreOf } from '../../../bench/replay/score';
import { checkTurns } from '../../../bench/replay/simClock';

const minute = 60_000;
const from = Date.UTC(2026, 3, 28, 17);
const session = { from, until: from + 40 * minute };
const setting: Setting = {
  seed: 7,
  rate: { name: 'test', chatPerHour: 90, completionsPerHour: 60 },
  route: ['claude', 'openai', 'ollama'],
  weather: { severity: 1, plain: false },
};

/** Ten to thirty minutes past: most requests to Claude fail, in every way there is. */
const trouble: Trouble = {
  incident: 'test',
  service: 'claude',
  from: from + 10 * minute,
  until: from + 30 * minute,
  hard: 0.9,
  soft: 0.9,
  blend: 'elevated',
};

function play(id: Policy['id'], troubles: readonly Trouble[] = [trouble]): Promise<Played> {
  const policy = policies.find((one) => one.id === id);
  assert.ok(policy, `there is a policy ${id}`);
  return playSession(session, troubles, policy, setting);
}

const once = new Map<Policy['id'], Promise<Played>>();

/** The trouble with this policy, played once for all tests that only look at it. */
function playOnce(id: Policy['id']): Promise<Played> {
  const played = once.get(id) ?? play(id);
  once.set(id, played);
  return played;
}

describe('replay of an incident', function () {
  // The first ask of each policy loads an SDK.
  this.timeout(60_000);
  before(checkTurns);

  it('asks every policy the same, and gives every ask a result', async () => {
    const asked = await Promise.all(policies.map((policy) => playOnce(policy.id)));
    const [first, ...others] = asked.map(({ results }) => results.map(({ ask }) => ask));
    assert.ok(first && first.length > 60);
    for (const other of others) assert.deepEqual(other, first);
  });

  it('costs nobody anything while nothing fails', async () => {
    for (const policy of policies) {
      const score = scoreOf(await play(policy.id, []));
      assert.equal(score.chatByFirst, score.chatAsks, policy.id);
      assert.equal(score.completionsAnswered, score.completions, policy.id);
      assert.ok(score.lostTotalMs < 1, `${policy.id} lost ${score.lostTotalMs} ms`);
      assert.equal(score.toSick, 0, policy.id);
    }
  });

  it('finds no character lost or doubled and no chat ask unanswered by the engine, although streams died', async () => {
    const score = scoreOf(await playOnce('understudy'));
    assert.equal(score.chatAnswered, score.chatAsks);
    assert.equal(score.lostChars + score.doubledChars, 0);
    const torn = scoreOf(await playOnce('direct'));
    assert.ok(torn.lostChars > 0, 'the same faults tear answers of a client without a seam');
  });

  it('sees the glued text of a client that asks the next one behind a torn answer', async () => {
    assert.ok(scoreOf(await playOnce('naive')).doubledChars > 0);
  });

  it('plays the same again from the same seed, and something else from another', async () => {
    const first = await playOnce('understudy');
    assert.deepEqual(await play('understudy'), first);
    const policy = policies.at(-1);
    assert.ok(policy);
    const other = await playSession(session, [trouble], policy, { ...setting, seed: 8 });
    assert.notDeepEqual(scoreOf(other), scoreOf(first));
  });

  it('counts who blames a good key, in the answer and in the status line', async () => {
    const storm: Trouble = { ...trouble, blend: 'refused-keys' };
    assert.ok(scoreOf(await play('direct', [storm])).wrongInAnswer > 0);
    const ours = scoreOf(await play('understudy', [storm]));
    assert.equal(ours.wrongInAnswer, 0);
    assert.ok(ours.wrongInStatus > 0, 'the status line does say that the key was refused');
  });
});
