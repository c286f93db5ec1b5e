import assert from 'node:assert/strict';
import { Scroller } from '../../../src/webview/scroller';

/** A box of 100 px height over content that can grow; jsdom has no layout of its own. */
class FakeBox extends EventTarget {
  readonly clientHeight = 100;
  scrollHeight = 300;
  private top = 0;

  get scrollTop(): number {
    return this.top;
  }

  set scrollTop(wanted: number) {
    this.top = Math.max(0, Math.min(wanted, this.scrollHeight - this.clientHeight));
    this.dispatchEvent(new Event('scroll'));
  }
}

describe('Scrolling', () => {
  let box: FakeBox;
  let scroller: Scroller;
  let atEnd: boolean | undefined;
  beforeEach(() => {
    box = new FakeBox();
    // The scroller uses only what the fake has.
    scroller = new Scroller(box as unknown as HTMLElement, (now) => (atEnd = now));
    scroller.toEnd();
  });

  function grow(): void {
    box.scrollHeight += 200;
    scroller.grown();
  }

  it('follows a growing answer while the user is at its end', () => {
    grow();
    grow();
    assert.equal(box.scrollTop, 600);
    assert.equal(atEnd, true);
  });

  it('stays where the user went, and offers the way back', () => {
    box.scrollTop = 50;
    grow();
    assert.equal(box.scrollTop, 50);
    assert.equal(atEnd, false);
  });

  it('follows again when the user comes back to the end', () => {
    box.scrollTop = 50;
    box.scrollTop = 190;
    grow();
    assert.equal(box.scrollTop, 400);
  });

  it('goes on following when content grew before the editor told of the last scroll', () => {
    box.scrollHeight += 500;
    box.dispatchEvent(new Event('scroll'));
    grow();
    assert.equal(box.scrollTop, box.scrollHeight - 100);
  });
});
