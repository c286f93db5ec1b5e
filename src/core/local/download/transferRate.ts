interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** Speed is that of the last so many milliseconds: long enough to read, short enough to follow a network. */
const spanMs = 10_000;
/** Before so many milliseconds are seen there is no speed worth saying. */
const shortestMs = 1_000;

/**
 * The speed of a transfer from how many bytes are there at which instant. What was there at the first sample was not
 * transferred now and does not count; where bytes were lost it begins anew.
 */
export class TransferRate {
  private samples: Sample[] = [];

  /** Notes that so many bytes are there at an instant (epoch ms). */
  note(at: number, bytes: number): void {
    const last = this.samples.at(-1);
    if (last && (bytes < last.bytes || at < last.at)) this.samples = [];
    this.samples.push({ at, bytes });
    while ((this.samples[1]?.at ?? Infinity) <= at - spanMs) this.samples.shift();
  }

  /** Bytes per second, or `undefined` while too little was seen. A transfer that stands still has a speed of 0. */
  bytesPerSecond(now: number): number | undefined {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || now - first.at < shortestMs) return undefined;
    const from = this.samples.findLast(({ at }) => at <= now - spanMs) ?? first;
    return ((last.bytes - from.bytes) * 1_000) / (now - from.at);
  }

  /** Milliseconds until so many more bytes are there at this speed; `undefined` where that cannot be said. */
  remainingMs(bytes: number, now: number): number | undefined {
    const speed = this.bytesPerSecond(now);
    return speed === undefined || speed <= 0 ? undefined : (bytes * 1_000) / speed;
  }
}
