import assert from 'node:assert/strict';
import { readOllamaRecord, writeOllamaRecord } from '../fixtures/ollama/readRecord';
import { probe, type ProbeResult } from '../support/ollamaProbes';
import { withRealOllama } from './realServer';

/*
 * The record that the simulator is held to, held against a real server. `UPDATE_OLLAMA_RECORD=1` takes a new one from the
 * server at OLLAMA_HOST, which then needs a model for every probe.
 */
describe('a real Ollama answers as the record says', function () {
  const real = withRealOllama(this);
  let answers: ReadonlyMap<string, ProbeResult | undefined>;

  before(async () => {
    answers = await probe(real.server.baseUrl, real.server.models);
    if (process.env['UPDATE_OLLAMA_RECORD'] !== '1') return;
    const taken = [...answers].flatMap(([name, answer]) => (answer ? [[name, answer] as const] : []));
    assert.equal(taken.length, answers.size, 'a record needs models for every probe');
    writeOllamaRecord({ version: real.server.version, answers: Object.fromEntries(taken) });
  });

  it('to every probe', () => assert.deepEqual([...answers.keys()], Object.keys(readOllamaRecord().answers)));

  for (const [name, recorded] of Object.entries(readOllamaRecord().answers)) {
    it(name, function () {
      const answer = answers.get(name);
      if (answer) assert.deepEqual(answer, recorded);
      else this.skip();
    });
  }
});
