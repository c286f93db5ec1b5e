/**
 * Who does something when, for millions of clients with one next event each: a list per slot of time, in two typed arrays. Adding
 * and taking cost the same however many there are.
 */
export class Wheel {
  private readonly heads: Int32Array;
  private readonly following: Int32Array;

  /** `slots` is how many slots there are in all; what falls behind the last is dropped. */
  constructor(
    clients: number,
    private readonly slots: number,
  ) {
    this.heads = new Int32Array(slots).fill(-1);
    this.following = new Int32Array(clients);
  }

  /** Lets a client act in this slot; it must not wait in any other. */
  add(client: number, slot: number): void {
    if (slot >= this.slots) return;
    this.following[client] = this.heads[slot] ?? -1;
    this.heads[slot] = client;
  }

  /** Takes everybody out of a slot, into `into`; gives how many there were. */
  take(slot: number, into: Int32Array): number {
    let count = 0;
    for (let client = this.heads[slot] ?? -1; client >= 0; client = this.following[client] ?? -1)
      into[count++] = client;
    this.heads[slot] = -1;
    return count;
  }
}
