/** Within this many pixels of its end the conversation counts as read to the end. */
const NEAR_PX = 32;

/** Keeps a growing conversation at its end, but only while the user is there. */
export class Scroller {
  private following = true;
  private lastTop = 0;

  constructor(
    private readonly box: HTMLElement,
    private readonly onChange: (atEnd: boolean) => void,
  ) {
    box.addEventListener('scroll', () => this.note(), { passive: true });
  }

  /** Called after the content or the size of the box changed. */
  grown(): void {
    if (this.following) this.toEnd();
    else this.note();
  }

  /** Goes to the end and stays there. */
  toEnd(): void {
    this.following = true;
    this.box.scrollTop = this.box.scrollHeight;
    this.lastTop = this.box.scrollTop;
    this.onChange(true);
  }

  /** Only moving up ends the following: content that grows below a place is no act of the user. */
  private note(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.box;
    const near = scrollHeight - scrollTop - clientHeight <= NEAR_PX;
    if (near) this.following = true;
    else if (scrollTop < this.lastTop) this.following = false;
    this.lastTop = scrollTop;
    this.onChange(near || this.following);
  }
}
