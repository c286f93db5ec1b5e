import assert from 'node:assert/strict';
import { phases } from '../../../src/core/contract/failure';
import { impossible, kindOf, type Fault } from '../../../src/core/outages/faults/fault';
import { faults } from '../../../src/core/outages/faults';
import { builtInRow } from '../../../src/core/providers/catalog';
import type { ProviderRegistry } from '../../../src/core/providers/registry';
import { serviceById, type ServiceId } from '../../simulator/services';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { createRig, hear, question, targetOf } from './rig';

const ids: readonly ServiceId[] = [
  'claude',
  'openai',
  'gemini',
  'mistral',
  'openrouter',
  'groq',
  'deepseek',
  'lmstudio',
  'llamacpp',
  'vllm',
  'ollama',
];

/** Only silence waits for a limit. Long enough for a busy machine to send its headers, short enough for 44 such waits. */
const quick = { firstEventCloudMs: 300, firstEventLocalLoadingMs: 300, idleCloudMs: 150, idleLocalMs: 150 };

/** Whether only the router can see it: pings keep the bytes alive, and only it knows that a model loads. */
function isAboveBytes(fault: Fault): boolean {
  if (fault.act.do === 'foreignCertificate') return true;
  return fault.act.do === 'delay' || (fault.act.do === 'silence' && fault.act.pings);
}

/** OpenAI's words in the shapes of two services that have no place for its codes: nothing a real server would say. */
const unsayable = new Set(['spend-limit', 'insufficient-quota', 'too-long']);

function isSayable(fault: Fault, id: ServiceId): boolean {
  return !((id === 'gemini' || id === 'openrouter') && unsayable.has(fault.id));
}

describe('every fault, in every phase, at every service', function () {
  this.timeout(60_000);
  let sim: Simulator;
  let registry: ProviderRegistry;
  before(async () => {
    sim = await startSimulator({ pace: { msPerChunk: 0, charsPerChunk: 60 } });
    registry = createRig(sim, { durations: quick });
  });
  after(() => sim.stop());
  beforeEach(() => sim.reset());

  for (const id of ids) {
    for (const fault of faults) {
      if (isAboveBytes(fault) || !isSayable(fault, id)) continue;
      for (const phase of phases) {
        const isLocal = serviceById(id).host === undefined;
        const kind = kindOf(fault, phase, isLocal);
        if (kind === undefined || impossible(fault, phase, id, serviceById(id).wire) !== undefined) continue;
        // A row's own wider deadline is not part of the table that is scaled down here.
        const isWidened = fault.id === 'stall' && phase === 'headers' && builtInRow(id)?.thinksUnseen === true;
        if (isWidened) continue;
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
