import assert from 'node:assert/strict';
import type { FailurePhase } from '../../../src/core/contract/failure';
import { phases } from '../../../src/core/contract/failure';
import { impossible, type Fault } from '../../../src/core/outages/faults/fault';
import { faults } from '../../../src/core/outages/faults';
import { services, type Service } from '../../simulator/services';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { rawAsk, type RawAnswer } from './rawAsk';

/** What must be seen on the wire when a fault is played, by its act. */
const signs: Readonly<Record<Fault['act']['do'], (answer: RawAnswer, fault: Fault, phase: FailurePhase) => boolean>> = {
  answer: ({ status, body }) => status !== undefined && status >= 400 && JSON.parse(body) !== undefined,
  page: ({ status, body, end }, { act }) =>
    act.do === 'page' &&
    // Node's fetch never shows a 407: it calls it a network error without code or words.
    (act.status === 407 ? end === 'error fetch failed' : status === act.status && body === act.body),
  refuse: ({ end }) => end === 'error ECONNREFUSED',
  foreignCertificate: ({ end }) => end.startsWith('error'),
  reset: ({ end }) => end === 'error ECONNRESET' || end === 'error UND_ERR_SOCKET',
  close: ({ end }) => end === 'error UND_ERR_SOCKET',
  end: ({ end, status, body }) => end === 'clean' && status === 200 && !isProven(body),
  silence: ({ end, status }, _fault, phase) => end === 'waiting' && (status === 200) === (phase !== 'headers'),
  errorEvent: ({ end, status, body }) => end === 'clean' && status === 200 && /error/.test(body) && !isProven(body),
  breakFrame: ({ end, body }) => end === 'clean' && isProven(body) && hasBrokenFrame(body),
  flood: ({ end, body }) => end === 'clean' && body.length > 50_000_000,
  sayNothing: ({ end, body }) => end === 'clean' && isProven(body) && !/stand-in|audience/.test(body),
  refuseContent: ({ end, body }) => end === 'clean' && /"refusal"|"content_filter"/.test(body),
  finishError: ({ end, body }) => end === 'clean' && body.includes('"finish_reason":"error"'),
  delay: ({ end }) => end === 'waiting',
  nothing: () => false,
};

/** Whether the body holds its wire's proof of completion. */
function isProven(body: string): boolean {
  return /event: message_stop|"finish_reason":"(stop|tool_calls|content_filter)"|"done":true/.test(body);
}

function hasBrokenFrame(body: string): boolean {
  const frames = body.split('\n').filter((line) => line.startsWith('data: {') || line.startsWith('{'));
  return frames.some((line) => {
    try {
      JSON.parse(line.replace(/^data: /, ''));
      return false;
    } catch {
      return true;
    }
  });
}

describe('playing faults', function () {
  this.timeout(60_000);
  let simulator: Simulator;

  before(async () => {
    simulator = await startSimulator({ pace: { charsPerChunk: 60 } });
  });
  after(() => simulator.stop());

  async function play(fault: Fault, phase: FailurePhase, service: Service): Promise<void> {
    simulator.control.set({ service: service.id, fault: fault.id, phase, afterChars: 400 });
    await simulator.settled();
    const { do: act } = fault.act;
    const patienceMs = act === 'silence' || act === 'delay' ? 500 : 20_000;
    const answer = await rawAsk(simulator, service.id, patienceMs);
    simulator.control.heal(service.id);
    await simulator.settled();
    const seen = { status: answer.status, end: answer.end, body: answer.body.slice(-200) };
    assert.ok(signs[act](answer, fault, phase), `${fault.id} ${phase} ${service.id}: ${JSON.stringify(seen)}`);
    // What had been said before the strike must have come through, so that a test knows what is on the screen.
    if (phase === 'midAnswer') assert.match(answer.body, /How a stand-in takes over/);
  }

  for (const fault of faults) {
    it(`shows “${fault.id}” on every wire and in every phase in which it is possible`, async () => {
      for (const phase of phases) {
        const able = services.filter(({ id, wire }) => impossible(fault, phase, id, wire) === undefined);
        // One flood is as good as twenty, and costs seconds.
        const chosen = fault.act.do === 'flood' ? able.filter(({ id }) => id === 'claude') : able;
        await Promise.all(chosen.map((service) => play(fault, phase, service)));
      }
      if (fault.act.do === 'nothing') assert.ok(fault.act.why.length > 20);
    });
  }
});
