import assert from 'node:assert/strict';
import { phases } from '../../../src/core/contract/failure';
import { impossible, kindOf, wordsOf } from '../../../src/core/outages/faults/fault';
import { faultById, faults } from '../../../src/core/outages/faults';
import { services } from '../../simulator/services';

describe('the table of faults', () => {
  it('has one entry per id, and a title for each', () => {
    assert.equal(new Set(faults.map((fault) => fault.id)).size, faults.length);
    for (const fault of faults) assert.match(fault.title(), /^[A-Z]/, fault.id);
    assert.equal(faultById('overloaded')?.id, 'overloaded');
    assert.equal(faultById('nonsense'), undefined);
  });

  it('is total: every fault in every phase at every service is possible, or says why not', () => {
    let possible = 0;
    for (const fault of faults) {
      for (const phase of phases) {
        for (const { id, wire } of services) {
          const why = impossible(fault, phase, id, wire);
          if (why === undefined) possible += 1;
          else assert.match(why, /^[A-Z].{20,}\.$/, `${fault.id} ${phase} ${id}`);
        }
      }
    }
    assert.ok(possible > 400, String(possible));
  });

  it('leaves no fault without a service that can play it, but the one no server can play', () => {
    const unplayed = faults.filter((fault) =>
      services.every(({ id, wire }) => phases.every((phase) => impossible(fault, phase, id, wire) !== undefined)),
    );
    assert.deepEqual(
      unplayed.map((fault) => fault.id),
      ['dns'],
    );
  });

  it('knows every service it names', () => {
    const known = new Set<string>([...services.map(({ id }) => id), ...services.map(({ wire }) => wire)]);
    for (const { id, only, act } of faults) {
      const named = [...(only ?? []), ...(act.do === 'answer' || act.do === 'errorEvent' ? Object.keys(act.says) : [])];
      for (const name of named) assert.ok(known.has(name), `${id} names ${name}`);
    }
  });

  it('covers every kind of failure that a server or the network can cause', () => {
    const kinds = new Set(
      faults.flatMap((fault) => phases.flatMap((phase) => [kindOf(fault, phase, false), kindOf(fault, phase, true)])),
    );
    // Cancelled, offline and login-lost are caused on this side; local-missing and local-stopped are kinds of local targets.
    for (const kind of [
      'unreachable',
      'intercepted',
      'wrong-address',
      'auth',
      'forbidden',
      'quota',
      'rate-limited',
      'overloaded',
      'server',
      'slow-start',
      'stalled',
      'cut-off',
      'empty',
      'model-missing',
      'too-long',
      'bad-request',
      'refused',
      'local-stopped',
      'local-missing',
      'local-memory',
      'local-loading',
      'local-busy',
    ] as const) {
      assert.ok(kinds.has(kind), kind);
    }
  });

  it('lets a service’s own words win over those of its wire', () => {
    const act = faultById('overloaded')?.act;
    assert.ok(act);
    assert.equal(wordsOf(act, 'gemini', 'openai')?.code, 'UNAVAILABLE');
    assert.equal(wordsOf(act, 'groq', 'openai')?.code, 'server_is_overloaded');
    assert.equal(wordsOf(act, 'ollama', 'ollama'), undefined);
  });
});
