import assert from 'node:assert/strict';
import { impossible, kindOf, phases, type Fault } from '../../../src/core/outages/fault';
import { faults } from '../../../src/core/outages/faults';
import type { ProviderRegistry } from '../../../src/core/providers/registry';
import { serviceById, type ServiceId } from '../../simulator/services';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { createRig, hear, question, targetOf } from './rig';

const ids: readonly ServiceId[] = ['claude', 'openai', 'gemini', 'mistral', 'openrouter', 'groq', 'deepseek', 'lmstudio', 'llamacpp', 'vllm', 'ollama'];

/** Whether only the router can see it: pings keep the bytes alive, and only it knows that a model loads. */
function isAboveBytes(fault: Fault): boolean {
  return fault.act.do === 'delay' || (fault.act.do === 'silence' && fault.act.pings);
}

describe('every fault, in every phase, at every service', function () {
  this.timeout(60_000);
  let sim: Simulator;
  let registry: ProviderRegistry;
  before(async () => {
    sim = await startSimulator({ pace: { msPerChunk: 0, charsPerChunk: 60 } });
    // Only silence has to wait for a limit; 300 ms is long enough for a busy machine to send its headers.
    registry = createRig(sim, { scale: 50 });
  });
  after(() => sim.stop());
  beforeEach(() => sim.reset());

  for (const id of ids) {
    for (const fault of faults) {
      if (isAboveBytes(fault)) continue;
      for (const phase of phases) {
        const isLocal = serviceById(id).host === undefined;
        const kind = kindOf(fault, phase, isLocal);
        if (kind === undefined || impossible(fault, phase, id, serviceById(id).wire) !== undefined) continue;
        it(`${id}: ${fault.id} in ${phase} is read as ${kind}`, async () => {
          if (phase === 'tool') sim.control.script(id, { tool: true });
          sim.control.set({ service: id, fault: fault.id, phase });
          await sim.settled();
          const provider = registry.get(id);
          const { failure, events } = await hear(provider!.chat(question, targetOf(id), new AbortController().signal));
          if (kind === 'refused') {
            assert.deepEqual(events.at(-1), { t: 'end', reason: 'refused' });
            return;
          }
          assert.equal(failure?.kind, kind, JSON.stringify(failure?.evidence));
        });
      }
    }
  }
});
