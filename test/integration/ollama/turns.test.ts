import assert from 'node:assert/strict';
import type { FimRequest } from '../../../src/core/contract/ask';
import { serviceById } from '../../simulator/services';
import { startSimulator, type Simulator } from '../../simulator/simulator';
import { createRig, hear, question } from '../providers/rig';

const model = 'qwen2.5-coder:1.5b';
const chat = { provider: 'ollama', model, use: 'chat' } as const;
const completion = { provider: 'ollama', model, use: 'completion' } as const;
const hole: FimRequest = { kind: 'fim', prefix: 'a = ', suffix: '\n', stop: [], maxOutputTokens: 32 };

describe('chat and completions at one local model', function () {
  this.timeout(30_000);
  let sim: Simulator;
  before(async () => {
    sim = await startSimulator();
  });
  after(() => sim.stop());
  beforeEach(() => sim.reset());
  const { signal } = new AbortController();
  /** Without the questions where the model runs. */
  const asked = () => sim.control.journal.requests.filter(({ path }) => path !== '/api/show');

  it('completions send nothing while a chat answer streams, and are back after it', async () => {
    sim.control.set({ service: 'ollama', fault: 'stall', phase: 'midAnswer', afterChars: 40 });
    const ollama = createRig(sim).get('ollama')!;
    const leaving = new AbortController();
    const answer = ollama.chat(question, chat, leaving.signal)[Symbol.asyncIterator]();
    await answer.next();
    const meanwhile = await hear(ollama.complete!(hole, completion, signal));
    assert.deepEqual([meanwhile.text, meanwhile.failure?.kind], ['', 'local-busy']);
    assert.equal(asked().length, 1);
    leaving.abort();
    await assert.rejects(answer.next());
    sim.control.heal('ollama');
    assert.equal((await hear(ollama.complete!(hole, completion, signal))).failure, undefined);
  });

  it('a completion under way makes room when a chat answer begins, and its socket is closed', async () => {
    sim.control.set({ service: 'ollama', fault: 'stall', phase: 'headers', use: 'completion' });
    const ollama = createRig(sim).get('ollama')!;
    const filling = hear(ollama.complete!(hole, completion, signal));
    while (asked().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const answer = await hear(ollama.chat(question, chat, signal));
    assert.deepEqual(answer.events.at(-1), { t: 'end', reason: 'complete' });
    assert.equal((await filling).failure?.kind, 'local-busy');
    assert.equal(asked()[0]?.outcome, 'left');
  });

  it('of two models do not wait for one another, nor of a server that answers several at once', async () => {
    sim.control.set({ service: 'ollama', fault: 'stall', phase: 'midAnswer', afterChars: 40, use: 'chat' });
    const leaving = new AbortController();
    for (const rig of [createRig(sim), createRig(sim, { env: { OLLAMA_NUM_PARALLEL: '2' } })]) {
      const ollama = rig.get('ollama')!;
      const other = rig.resolved('ollama')?.slots === 2 ? chat : { ...chat, model: 'gemma3:4b' };
      const answer = ollama.chat(question, other, leaving.signal)[Symbol.asyncIterator]();
      await answer.next();
      assert.equal((await hear(ollama.complete!(hole, completion, signal))).failure, undefined);
    }
    leaving.abort();
  });

  it('are kept apart at llama.cpp too, unless it says that it answers several at once', async () => {
    const at = { provider: 'llamacpp', model: serviceById('llamacpp').models[0]! } as const;
    for (const slots of [1, 4]) {
      await sim.reset();
      sim.control.script('llamacpp', { slots, infill: true });
      sim.control.set({ service: 'llamacpp', fault: 'stall', phase: 'midAnswer', afterChars: 40, use: 'chat' });
      const rig = createRig(sim);
      await rig.localModels('llamacpp')!.list(signal);
      const leaving = new AbortController();
      const answering = rig.get('llamacpp')!.chat(question, { ...at, use: 'chat' }, leaving.signal);
      const answer = answering[Symbol.asyncIterator]();
      await answer.next();
      const meanwhile = await hear(rig.get('llamacpp')!.complete!(hole, { ...at, use: 'completion' }, signal));
      assert.equal(meanwhile.failure?.kind, slots === 1 ? 'local-busy' : undefined);
      leaving.abort();
    }
  });
});
