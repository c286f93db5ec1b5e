import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { FailureKind } from '../../../src/core/contract/failure';
import { targetKey } from '../../../src/core/contract/target';
import { durations } from '../../../src/core/routing/durations';
import type { PlayedAsk, PlayedCall, PlayedPermit } from '../../support/askPlay';
import { anAsk, failingCalls, scenario } from '../../support/askScenarios';
import {
  askLimitMs,
  cloudLimitMs,
  cloudWaitsMs,
  firstContentAt,
  hasAgreed,
  holds,
  isContent,
  kindsOf,
  playsTimeoutMs,
  tellAsk,
  warmUp,
} from '../../support/playFacts';

const any = scenario();
const calm = scenario({ happenings: 'none' });

/** How long a call may take to its first content, in milliseconds (`failover.md` §3). */
function firstContentLimitMs({ use, route }: PlayedAsk, { key, local, warm }: PlayedCall): number {
  if (use === 'completion')
    return local ? durations.firstEventCompletionLocalMs : durations.firstEventCompletionCloudMs;
  if (local) return warm ? durations.firstEventLocalWarmMs : durations.firstEventLocalLoadingMs;
  const entry = route.find(({ target }) => targetKey(target) === key);
  return entry ? cloudLimitMs(entry) : NaN;
}

/** The longest time the call went without content once it had begun, in milliseconds. */
function longestGapMs({ said, closedAt = NaN }: PlayedCall): number {
  const moments = [...said.filter(({ event }) => isContent(event)).map(({ at }) => at), closedAt];
  return Math.max(0, ...moments.slice(1).map((at, index) => at - (moments[index] ?? at)));
}

/** What is no retry: a prompt that is trimmed once, and the wait for a model that is being loaded. */
const asksAgain: readonly FailureKind[] = ['too-long', 'local-loading'];

/** The calls that came after another of the same target in the same ask for no reason of their own. */
function retriesOf({ calls }: PlayedAsk): readonly PlayedCall[] {
  return calls.filter((call, index) => {
    const before = calls.slice(0, index).findLast(({ key }) => key === call.key);
    return before && !before.aborted && !asksAgain.some((kind) => kindsOf(before).includes(kind));
  });
}

/** Whether the account of a target was known to be spent when another one was called. */
function isSpent({ calls }: PlayedAsk, at: PlayedCall, key: string): boolean {
  const before = calls.findLast((call) => call.key === key && call.order < at.order);
  const known = before ? kindsOf(before) : [at.troubles.get(key)];
  return known.includes('quota') || known.includes('login-lost');
}

function overlaps(a: PlayedPermit, b: PlayedPermit): boolean {
  return targetKey(a.target) === targetKey(b.target) && b.takenAt < (a.settled[0]?.at ?? Infinity);
}

describe('whatever happens, every attempt', function () {
  this.timeout(playsTimeoutMs);
  before(warmUp);

  it('is over at the moment its ask is stopped', async () => {
    await holds(any, 300, ({ asks }) => {
      for (const ask of asks.filter(({ stoppedAt }) => stoppedAt !== undefined)) {
        assert.equal(ask.endedAt, ask.stoppedAt, tellAsk(ask));
        for (const { key, closedAt = Infinity } of ask.calls)
          assert.ok(closedAt <= ask.stoppedAt!, `${key} goes on: ${tellAsk(ask)}`);
      }
    });
  });

  it('leaves no stream, no timer and no listener behind', async () => {
    await holds(any, 300, ({ asks, pending }) => {
      for (const ask of asks)
        for (const { key, closedAt } of ask.calls) assert.ok(closedAt !== undefined, `${key} goes on: ${tellAsk(ask)}`);
      for (const ask of asks) assert.equal(ask.listeners(), 0, `somebody listens still: ${tellAsk(ask)}`);
      assert.equal(pending, 0, asks.map(tellAsk).join('\n'));
    });
  });

  it('settles its permit, once', async () => {
    await holds(any, 300, ({ asks, permits }) => {
      for (const { target, settled } of permits)
        assert.equal(settled.length, 1, `${targetKey(target)}: ${asks.map(tellAsk).join('\n')}`);
      assert.equal(permits.length, asks.flatMap(({ calls }) => calls).length);
    });
  });

  it('is over at its deadline, to the first word and between two', async () => {
    await holds(any, 400, ({ asks }) => {
      for (const ask of asks)
        for (const call of ask.calls) {
          const waitedMs = Math.min(firstContentAt(call), call.closedAt ?? Infinity) - call.at;
          assert.ok(waitedMs <= firstContentLimitMs(ask, call), `${call.key} took ${waitedMs} ms: ${tellAsk(ask)}`);
          assert.ok(longestGapMs(call) <= durations.noProgressMs, `${call.key} stood still: ${tellAsk(ask)}`);
        }
    });
  });

  it('is one of four at most that its ask makes in clouds, within the time of the ask', async () => {
    const clouds = scenario({
      providers: { min: 4, local: fc.constant(false), calls: failingCalls(['forbidden', 'server'], ['too-long']) },
      happenings: 'none',
    });
    await holds(fc.oneof(calm, clouds), 500, ({ asks }) => {
      for (const ask of asks) {
        const waitsMs = cloudWaitsMs(ask);
        assert.ok(waitsMs.length <= 4, tellAsk(ask));
        // Who stands beside a probe or a late cloud is not waited for by anybody; without one all waits add up.
        const isAlone = ask.calls.every(({ at, closedAt = Infinity }, index) =>
          ask.calls.every((other, place) => place <= index || other.at >= closedAt || at > other.at),
        );
        const allMs = waitsMs.reduce((all, ms) => all + ms, 0);
        if (isAlone) assert.ok(allMs <= askLimitMs(ask), `${allMs} ms for clouds: ${tellAsk(ask)}`);
      }
    });
  });

  it('is tried again once per ask at most, and never while typing', async () => {
    await holds(calm, 300, ({ asks }) => {
      for (const ask of asks)
        assert.ok(retriesOf(ask).length <= (ask.use === 'chat' ? 1 : 0), `tried too often: ${tellAsk(ask)}`);
    });
  });

  it('probes alone, however many ask at once', async () => {
    const crowd = scenario({
      asks: fc
        .tuple(
          anAsk(fc.constant('chat'), fc.constant(0), true),
          fc.array(anAsk(fc.constantFrom('chat', 'completion'), fc.constantFrom(0, 0, 700, 21_000, 301_000)), {
            minLength: 3,
            maxLength: 6,
          }),
        )
        .map(([first, rest]) => [first, ...rest]),
      settings: { failoverMode: 'auto' },
      happenings: 'none',
    });
    await holds(crowd, 300, ({ asks, permits }) => {
      const probes = permits.filter(({ kind }) => kind === 'probe');
      for (const [index, probe] of probes.entries())
        for (const other of probes.slice(index + 1))
          assert.ok(
            !overlaps(probe, other),
            `two probes of ${targetKey(probe.target)}: ${asks.map(tellAsk).join('\n')}`,
          );
    });
  });

  it('costs nobody money who did not say yes to that', async () => {
    // Accounts run dry, others are in trouble, and asks come while both are known: the corner where nobody is ready.
    const dry = scenario({
      providers: {
        local: fc.constantFrom(false, false, false, true),
        calls: failingCalls(['overloaded', 'server'], ['quota', 'quota', 'login-lost']),
      },
      asks: fc.array(anAsk(fc.constantFrom('chat', 'chat', 'completion'), fc.constantFrom(0, 700, 21_000)), {
        minLength: 2,
        maxLength: 4,
      }),
      happenings: 'none',
    });
    await holds(dry, 500, (played, { settings: { onQuota } }) => {
      if (onQuota === 'switch') return;
      for (const ask of played.asks)
        for (const call of ask.calls) {
          const place = ask.route.findIndex(({ target }) => targetKey(target) === call.key);
          const spent = ask.route
            .slice(0, place)
            .some(({ target }) => target.provider !== call.target.provider && isSpent(ask, call, targetKey(target)));
          if (!spent || call.local) continue;
          const hasSaidYes = onQuota === 'ask' && ask.use === 'chat' && hasAgreed(played, ['quota'], call.at);
          assert.ok(hasSaidYes, `${call.key} is paid for unasked: ${tellAsk(ask)}`);
        }
    });
  });

  it('is the last of its ask when the answer was refused, or when the first choice found the request bad', async () => {
    await holds(any, 300, ({ asks, permits }) => {
      // Who stands beside a probe was asked before anybody had refused.
      const isProbe = ({ key, at }: PlayedCall): boolean =>
        permits.some(({ target, kind, takenAt }) => kind === 'probe' && targetKey(target) === key && takenAt === at);
      for (const ask of asks)
        for (const [index, call] of ask.calls.entries()) {
          if (isProbe(call)) continue;
          const kinds = kindsOf(call);
          const isFirst = call.key === (ask.route[0] && targetKey(ask.route[0].target));
          if (!kinds.includes('refused') && !(isFirst && kinds.includes('bad-request'))) continue;
          const later = ask.calls.slice(index + 1).filter(({ at }) => at >= (call.closedAt ?? Infinity));
          assert.equal(later.length, 0, `${call.key} was not the last: ${tellAsk(ask)}`);
        }
    });
  });
});
