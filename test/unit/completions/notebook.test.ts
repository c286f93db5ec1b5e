import assert from 'node:assert/strict';
import { CompletionPipeline } from '../../../src/core/completions/pipeline';
import { createFakeRouter, createPorts, inputAt, targets, viewOf } from './rig';

/** Trap 10 of the reference: Continue completes a cell as if its notebook had no other (`completionProvider.ts`). */
describe('A cell of a notebook', () => {
  const cell = { languageId: 'python', scheme: 'vscode-notebook-cell', uri: 'vscode-notebook-cell:/work/a.ipynb#2' };
  const above = (text: string, languageId = 'python') => viewOf(text, { ...cell, languageId });

  async function complete(marked: string, earlierCells: ReturnType<typeof viewOf>[], facts = {}) {
    const router = createFakeRouter(targets.ollama, { local: true, fim: 'suffix' });
    const ports = createPorts(router, targets.ollama);
    const pipeline = new CompletionPipeline(ports);
    const input = inputAt(marked, { ...cell, earlierCells, ...facts });
    const answer = pipeline.provide(input, new AbortController().signal);
    await ports.clock.advance(2_000);
    return { router, clock: ports.clock, answer };
  }

  it('is completed with the code of the cells above it, in its own language, and without their headings', async () => {
    const cells = [above('import math\nradius = 2'), above('# Area', 'markdown'), above('%%sql\nselect 1', 'sql')];
    const { router } = await complete('area = ▮', cells);
    assert.equal(router.last.ask.prefix, 'import math\nradius = 2\n\narea = ');
    assert.equal(router.last.ask.languageId, 'python');
  });

  it('gets its item where its own lines are counted from', async () => {
    const { router, clock, answer } = await complete('# Half of it\narea = ▮', [above('import math\nradius = 2')]);
    router.last.text('math.pi * radius\n');
    await clock.advance(0);
    const item = await answer;
    assert.equal(item?.insertText, 'area = math.pi * radius');
    assert.deepEqual(
      [item.start, item.end],
      [
        { line: 1, character: 0 },
        { line: 1, character: 7 },
      ],
    );
  });

  it('is completed where it is still empty: what the cells above say is something to go by', async () => {
    assert.equal((await complete('▮', [above('import math\nradius = 2')], { explicit: true })).router.asked.length, 1);
    assert.equal((await complete('▮', [])).router.asked.length, 0);
  });

  it('is asked about by its own address, so that the rules of its notebook’s file hold for it', async () => {
    const asked: string[] = [];
    const router = createFakeRouter(targets.ollama, { local: true, fim: 'suffix' });
    const mayRead = async (uri: string): Promise<boolean> => (asked.push(uri), false);
    const ports = { ...createPorts(router, targets.ollama), mayRead };
    const input = inputAt('area = ▮', { ...cell, earlierCells: [above('import math\nradius = 2')] });
    const answer = new CompletionPipeline(ports).provide(input, new AbortController().signal);
    await ports.clock.advance(2_000);
    assert.equal(await answer, undefined);
    assert.deepEqual([asked, router.asked.length], [[cell.uri], 0]);
  });
});
