import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applyEvent } from '../../../src/core/chat/answerReducer';
import { createAnswer, textOf } from '../../../src/core/chat/conversation';
import { answerText, type AnswerEvent } from '../../../src/core/contract/events';
import { targetKey } from '../../../src/core/contract/target';
import type { PlayedAsk } from '../../support/askPlay';
import { anAsk, scenario, seamCalls } from '../../support/askScenarios';
import {
  askLimitMs,
  cloudWaitsMs,
  eventsOf,
  hasAgreed,
  holds,
  kindsOf,
  saidTheEnd,
  playsTimeoutMs,
  tellAsk,
  warmUp,
} from '../../support/playFacts';
import { partialIn, trueAnswer, trueFilling } from '../../support/trueTelling';

const any = scenario();

const isEnd = ({ t }: AnswerEvent): boolean => t === 'done' || t === 'failed';
const wholeTruth = ({ use }: PlayedAsk): string => (use === 'chat' ? trueAnswer : trueFilling);
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

describe('whatever happens to an ask', function () {
  this.timeout(playsTimeoutMs);
  before(warmUp);

  it('it ends, once, with an answer or one failure that says why, unless who asked has left', async () => {
    await holds(any, 300, ({ asks }) => {
      for (const ask of asks) {
        assert.ok(ask.endedAt !== undefined, `never ends: ${tellAsk(ask)}`);
        const ends = eventsOf(ask).filter(isEnd);
        const [end] = ends;
        if (!end) assert.ok(ask.leftAt !== undefined, `stops without an end: ${tellAsk(ask)}`);
        else assert.equal(eventsOf(ask).indexOf(end), ask.events.length - 1, `goes on after its end: ${tellAsk(ask)}`);
        if (end?.t === 'done')
          assert.equal(end.outcome === 'stopped', ask.stoppedAt === ask.endedAt, `stopped by nobody: ${tellAsk(ask)}`);
        // Who leaves somebody slow and then declines the next one knows why nobody has answered.
        const hasLeftSlow = ask.news.some(({ t }) => t === 'given-up');
        if (end?.t === 'failed' && !hasLeftSlow) assert.ok(end.failures.length + end.skipped.length > 0, tellAsk(ask));
      }
    });
  });

  it('its failures are those that happened, each at its target', async () => {
    await holds(any, 300, ({ asks }) => {
      for (const ask of asks) {
        const end = eventsOf(ask).at(-1);
        for (const { target, failure } of end?.t === 'failed' ? end.failures : []) {
          const happened = ask.calls.filter(({ key }) => key === targetKey(target)).flatMap(kindsOf);
          assert.ok(happened.includes(failure.kind), `${targetKey(target)}: ${failure.kind}; ${tellAsk(ask)}`);
        }
      }
    });
  });

  it('it fails only when nobody is left who may be asked', async () => {
    const patient = scenario({
      asks: fc.tuple(anAsk(fc.constant('chat'), fc.constant(0), true)),
      settings: { failoverMode: 'auto', onQuota: 'switch', onCutOff: 'continue' },
      happenings: 'none',
    });
    await holds(patient, 300, ({ asks }) => {
      for (const ask of asks) {
        const end = eventsOf(ask).at(-1);
        if (end?.t !== 'failed' || end.failures[0]?.failure.kind === 'bad-request') continue;
        const clouds = cloudWaitsMs(ask);
        const isSpent = clouds.length === 4 || sum(clouds) >= askLimitMs(ask);
        for (const { target, provider } of ask.route) {
          const wasAsked = ask.calls.some(({ key }) => key === targetKey(target));
          const isSkipped = end.skipped.some((entry) => entry.provider === target.provider);
          assert.ok(
            wasAsked || isSkipped || (isSpent && !provider.local),
            `nobody asked ${targetKey(target)}: ${tellAsk(ask)}`,
          );
        }
      }
    });
  });

  it('what is read is a beginning of the right answer at every moment, and all of it once it is complete', async () => {
    const seams = scenario({ providers: { calls: seamCalls }, happenings: 'none' });
    await holds(fc.oneof(any, seams), 800, ({ asks }) => {
      for (const ask of asks) {
        const events = eventsOf(ask);
        for (let count = 1; count <= events.length; count++)
          assert.ok(wholeTruth(ask).startsWith(answerText(events.slice(0, count))), `${count} events: ${tellAsk(ask)}`);
        const end = events.at(-1);
        if (end?.t !== 'done' || end.outcome !== 'complete') continue;
        // Who ends well without the last word was scripted to fall silent there: nothing on the wire tells that.
        const teller = ask.calls.findLast(({ key }) => key === targetKey(end.target));
        if (teller && saidTheEnd(teller)) assert.equal(answerText(events), wholeTruth(ask), tellAsk(ask));
      }
    });
  });

  it('the page shows the same text as every other listener, at every moment', async () => {
    await holds(any, 150, ({ asks }) => {
      for (const ask of asks) {
        const events = eventsOf(ask);
        let shown = createAnswer(ask.id, 0);
        for (const [index, event] of events.entries()) {
          shown = applyEvent(shown, event);
          assert.equal(textOf(shown), answerText(events.slice(0, index + 1)), tellAsk(ask));
        }
      }
    });
  });

  it('a stand-in is given the very text on screen to carry on', async () => {
    await holds(any, 200, ({ asks }) => {
      for (const ask of asks)
        for (const call of ask.calls) {
          const partial = partialIn(call.request);
          if (partial !== '') assert.equal(partial, call.shown.trimEnd(), tellAsk(ask));
        }
    });
  });

  it('nobody is asked who is not on its route, nor anybody after the first unless the user wants failover', async () => {
    await holds(any, 300, (played, { settings: { failoverMode } }) => {
      for (const ask of played.asks)
        for (const { key, at, local } of ask.calls) {
          const place = ask.route.findIndex(({ target }) => targetKey(target) === key);
          assert.ok(place >= 0, `${key} is on no route: ${tellAsk(ask)}`);
          if (place === 0 || failoverMode === 'auto') continue;
          const mayMove = ask.use === 'chat' ? hasAgreed(played, ['failover', 'quota', 'cut-off'], at) : local;
          assert.ok(failoverMode === 'ask' && mayMove, `${key} was asked unasked: ${tellAsk(ask)}`);
        }
    });
  });

  it('its story for the log begins with the question and ends once, as the answer does', async () => {
    await holds(any, 150, ({ asks }) => {
      for (const ask of asks) {
        const kinds = ask.news.map(({ t }) => t);
        const ends = kinds.filter((t) => t === 'answered' || t === 'unanswered' || t === 'stopped');
        assert.equal(kinds[0], 'asked', tellAsk(ask));
        assert.equal(ends.length, 1, `${kinds.join(' ')}: ${tellAsk(ask)}`);
        const end = eventsOf(ask).at(-1);
        if (end?.t === 'failed') assert.equal(ends[0], 'unanswered', tellAsk(ask));
        if (end?.t === 'done') assert.equal(ends[0], end.outcome === 'stopped' ? 'stopped' : 'answered', tellAsk(ask));
      }
    });
  });
});
