import type { Clock } from '../base/clock';
import type { Durations } from '../routing/durations';
import { gapMs } from './schedule';

/** What is known of the network as a whole. Plain data. */
export type NetworkState =
  | { readonly t: 'unknown' }
  | { readonly t: 'ok' }
  | {
      readonly t: 'closed';
      readonly reason: 'offline' | 'intercepted';
      readonly since: number;
      readonly looks: number;
      readonly nextLookAt: number;
    };

/** Keeps cloud targets from being tried while the machine has no network, or only somebody's sign-in page. */
export class NetworkGate {
  private current: NetworkState = { t: 'unknown' };
  /** Counts how often a closed gate was opened: what an attempt from before tells is no news. */
  private openings = 0;

  constructor(private readonly deps: { readonly clock: Clock; readonly durations: Durations }) {}

  get state(): NetworkState {
    return this.current;
  }

  /** Closes the gate; one that is closed for the same reason keeps its schedule. */
  close(reason: 'offline' | 'intercepted'): void {
    if (this.current.t === 'closed' && this.current.reason === reason) return;
    const now = this.deps.clock.now();
    const nextLookAt = now + gapMs(this.deps.durations.gateTriesMs, 0);
    this.current = { t: 'closed', reason, since: now, looks: 0, nextLookAt };
  }

  /** What an attempt that begins now remembers of the gate. */
  get generation(): number {
    return this.openings;
  }

  /** A cloud has answered. */
  open(): void {
    this.become({ t: 'ok' });
  }

  /** Nothing is known any more: after sleep, or because the user wants it tried. */
  forget(): void {
    this.become({ t: 'unknown' });
  }

  /** Keeps what is known and gives the way to put it back. */
  keep(): () => void {
    const { current } = this;
    return () => this.become(current);
  }

  /** Takes over what another window, or this one before a reload, knows. */
  adopt(state: NetworkState): void {
    this.become(state);
  }

  /** Whether a header-only look may be made beside the present ask. */
  isLookDue(): boolean {
    return this.current.t === 'closed' && this.deps.clock.now() >= this.current.nextLookAt;
  }

  /** A look found the way still closed. */
  noteLook(): void {
    if (this.current.t !== 'closed') return;
    const looks = this.current.looks + 1;
    const nextLookAt = this.deps.clock.now() + gapMs(this.deps.durations.gateTriesMs, looks);
    this.current = { ...this.current, looks, nextLookAt };
  }

  private become(state: NetworkState): void {
    if (this.current.t === 'closed' && state.t !== 'closed') this.openings += 1;
    this.current = state;
  }
}
