import assert from 'node:assert/strict';
import { answerText } from '../../../src/core/contract/events';
import { createRealWorld } from '../../support/realWorld';
import { story } from '../../support/routingWorld';
import { knownText } from '../../simulator/knownText';

type World = Awaited<ReturnType<typeof createRealWorld>>;

describe('the whole path on real SDKs', function () {
  this.timeout(60_000);
  let world: World;
  // The SDKs are loaded once: on a busy machine that takes longer than a scaled deadline.
  before(async () => {
    const first = await createRealWorld({ scale: 1 });
    await first.answer();
    await first.stop();
  });
  beforeEach(async () => (world = await createRealWorld()));
  afterEach(() => world.stop());

  it('lets Claude answer when nothing is wrong', async () => {
    const events = await world.answer();
    assert.deepEqual(story(events), ['started claude', 'done claude complete']);
    assert.equal(answerText(events), knownText);
    assert.equal(world.simulator.control.journal.counter('ollama').chat, 0);
  });

  it('makes no request before the first ask', async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(world.simulator.control.journal.requests, []);
  });

  describe('a stream cut', () => {
    for (const carryOn of ['exact', 'repeat', 'fence', 'preamble', 'restart'] as const) {
      for (const point of [{ afterChars: 400 }, { inside: 'fence' }, { inside: 'multibyte' }] as const) {
        it(`${JSON.stringify(point)} is carried on by a stand-in that answers by "${carryOn}"`, async () => {
          const { simulator } = world;
          simulator.control.set({ service: 'claude', fault: 'eof', phase: 'midAnswer', ...point });
          simulator.control.script('ollama', { carryOn, repeatChars: 80 });
          const events = await world.answer();
          assert.equal(answerText(events), knownText);
          const mode = carryOn === 'restart' ? 'restart' : 'continue';
          assert.deepEqual(story(events), [
            'started claude',
            `${mode} claude→ollama (cut-off)`,
            'done ollama complete',
          ]);
          assert.deepEqual(simulator.control.journal.violations, []);
        });
      }
    }

    it('after ten tokens starts again', async () => {
      world.simulator.control.set({ service: 'claude', fault: 'eof', phase: 'midAnswer', afterChars: 40 });
      assert.equal(story(await world.answer())[1], 'restart claude→ollama (cut-off)');
    });

    for (const [parameters, mode] of [
      ['3.2B', 'restart'],
      ['8.0B', 'continue'],
    ] as const) {
      it(`is taken over by "${mode}" where Ollama lists a nameless size as ${parameters}`, async () => {
        await world.stop();
        world = await createRealWorld({ settings: { chatRoute: ['claude', 'ollama/llama3.2'] } });
        const { simulator } = world;
        const llama = { name: 'llama3.2:latest', size: 2e9, family: 'llama', parameters, capabilities: ['completion'] };
        simulator.shelf.models = [...simulator.shelf.models, llama];
        simulator.control.set({ service: 'claude', fault: 'eof', phase: 'midAnswer', afterChars: 400 });
        const events = await world.answer();
        assert.equal(story(events)[1], `${mode} claude→ollama (cut-off)`);
        assert.equal(answerText(events), knownText);
      });
    }
  });

  it('sends the second ask of an outage straight to the stand-in', async () => {
    const { simulator } = world;
    simulator.control.set({ service: 'claude', fault: 'overloaded' });
    await world.answer();
    const before = simulator.control.journal.counter('claude').chat;
    assert.deepEqual(story(await world.answer()), ['started ollama', 'done ollama complete']);
    assert.equal(simulator.control.journal.counter('claude').chat, before);
  });

  it('goes back to Claude after one probe', async () => {
    const { simulator } = world;
    simulator.control.set({ service: 'claude', fault: 'overloaded' });
    await world.answer();
    simulator.control.heal('claude');
    // The table is scaled to a tenth: the breaker opens for at most two seconds.
    await new Promise((resolve) => setTimeout(resolve, 2_050));
    await world.answer();
    assert.deepEqual(story(await world.answer()), ['started claude', 'done claude complete']);
  });

  it('has the stand-in loaded while Claude is asked once more', async () => {
    const { simulator } = world;
    simulator.control.set({ service: 'claude', fault: 'overloaded' });
    await world.answer();
    // Looks at the server go beside the load, which waits for none but the list.
    const looks = ['/api/tags', '/api/ps', '/api/version'];
    const asked = simulator.control.journal.requests.filter(({ path }) => !looks.includes(path));
    assert.deepEqual(
      asked.map(({ service, path }) => `${service} ${path}`),
      ['claude /v1/messages', 'ollama /api/generate', 'claude /v1/messages', 'ollama /api/chat'],
    );
  });

  it('knows a model named without its tag to be in memory', async () => {
    await world.stop();
    world = await createRealWorld({ settings: { chatRoute: ['claude', 'ollama/mm'] } });
    const { shelf } = world.simulator;
    shelf.models = [{ name: 'mm:latest', size: 3e9, family: 'gemma3', parameters: '4B', capabilities: ['completion'] }];
    shelf.use('mm:latest', Date.now(), -1, { context: 16_384, shift: false });
    await world.engine.local.refresh('ollama', new AbortController().signal);
    const target = world.engine.routes.route('chat').targets[1]?.target;
    assert.ok(target && world.engine.health.isWarm(target));
    assert.equal(world.engine.snapshot().targets.find(({ provider }) => provider === 'ollama')?.model, target.model);
  });

  it('answers from Ollama alone with no cloud set up', async () => {
    world.keys.clear();
    assert.deepEqual(story(await world.answer()), ['started ollama', 'done ollama complete']);
    assert.equal(world.simulator.control.journal.counter('claude').chat, 0);
  });

  it('closes the socket on a stop in mid-answer', async () => {
    const { simulator } = world;
    simulator.control.pace({ msPerChunk: 20, charsPerChunk: 8 }, 'claude');
    const stop = new AbortController();
    const asked = world.start('Hello?', stop.signal);
    while (asked.text() === '') await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await asked.finished;
    assert.equal(story(asked.events).at(-1), 'done claude stopped');
    assert.ok(knownText.startsWith(asked.text()));
    const outcome = (): string | undefined =>
      simulator.control.journal.requests.findLast(({ service }) => service === 'claude')?.outcome;
    while (outcome() === 'running') await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(outcome(), 'left');
  });
});
