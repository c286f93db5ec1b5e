import assert from 'node:assert/strict';
import { Painter } from '../../../src/webview/painter';
import { createFakeClock } from '../../support/fakeClock';

describe('Painting', () => {
  /** A painter whose paints take `cost` ms, with frames every 16 ms. */
  function world(cost: number): {
    painter: Painter;
    paints: () => number;
    readonly advance: (ms: number) => Promise<void>;
  } {
    const clock = createFakeClock();
    let paints = 0;
    let spent = 0;
    const pageClock = {
      ...clock,
      now: () => clock.now() + spent,
      nextFrame: (action: () => void): void => void clock.schedule(16, action),
    };
    const painter = new Painter(pageClock, () => {
      paints++;
      spent += cost;
    });
    return { painter, paints: () => paints, advance: (ms) => clock.advance(ms) };
  }

  it('happens once per frame however often it is asked for', async () => {
    const { painter, paints, advance } = world(1);
    for (let i = 0; i < 10; i++) painter.request();
    await advance(16);
    assert.equal(paints(), 1);
    painter.request();
    await advance(16);
    assert.equal(paints(), 2);
  });

  it('rests after an expensive paint and then shows the latest', async () => {
    const { painter, paints, advance } = world(20);
    painter.request();
    await advance(16);
    painter.request();
    await advance(79);
    assert.equal(paints(), 1);
    await advance(1 + 16);
    assert.equal(paints(), 2);
  });

  it('does not paint after a rest in which nothing was asked', async () => {
    const { painter, paints, advance } = world(20);
    painter.request();
    await advance(1000);
    assert.equal(paints(), 1);
  });
});
