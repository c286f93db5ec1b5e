import assert from 'node:assert/strict';
import { readOllamaRecord } from '../../fixtures/ollama/readRecord';
import { probe, type ProbeResult } from '../../support/ollamaProbes';
import { startSimulator, type Simulator } from '../../simulator/simulator';

const record = readOllamaRecord();

describe(`the simulated Ollama answers as Ollama ${record.version} did, field by field`, () => {
  let sim: Simulator;
  let answers: ReadonlyMap<string, ProbeResult | undefined>;
  before(async () => {
    sim = await startSimulator({ only: ['ollama'] });
    sim.shelf.models = sim.shelf.models.filter((model) => model.remoteHost === undefined);
    sim.control.script('ollama', { completion: 'return a + b + c + d + e + f + g + h + i + j + k;' });
    answers = await probe(sim.url('ollama'), { chat: 'gemma3:270m', insert: 'qwen2.5-coder:1.5b' });
  });
  after(() => sim.stop());

  for (const [name, recorded] of Object.entries(record.answers)) {
    it(name, () => assert.deepEqual(answers.get(name), recorded));
  }

  it('says its version', async () => {
    const response = await fetch(`${sim.url('ollama')}/api/version`);
    assert.deepEqual(await response.json(), { version: record.version });
  });
});
