import type { Clock } from '../base/clock';
import type { Target } from '../contract/target';
import { cloudFirstEventMs } from '../routing/deadlines';
import type { Durations } from '../routing/durations';
import { AddressBook } from './addressBook';
import { createClientFetch } from './clientFetch';
import type { KeySource, ResolvedProvider } from './provider';
import type { ResponseFacts } from './responseFacts';
import type { FetchLike, FetchWatch } from './watchedFetch';

/** What every provider of every wire is made from. */
export interface ProviderDeps {
  readonly fetch: FetchWatch['fetch'];
  readonly keys: KeySource;
  readonly clock: Clock;
  readonly durations: Durations;
}

/** How patient one call is, in milliseconds. */
export interface CallLimits {
  readonly firstByteMs: number;
  readonly idleMs: number;
}

/** One provider with what its calls share: its key source, its addresses, its limits. */
export class CallContext {
  private readonly addresses: AddressBook;
  private lastKey: string | undefined;

  constructor(
    readonly provider: ResolvedProvider,
    private readonly deps: ProviderDeps,
  ) {
    this.addresses = new AddressBook(provider);
  }

  get clock(): Clock {
    return this.deps.clock;
  }

  get durations(): Durations {
    return this.deps.durations;
  }

  /** The key stored for this provider's origin, looked up at the moment of use. */
  async key(signal: AbortSignal): Promise<string | undefined> {
    if (this.provider.key === 'none') return undefined;
    const key = await this.readKey(signal);
    this.lastKey = key;
    return key;
  }

  /** Reads the key once more: whether it is another one than was given out last. */
  async hasNewKey(signal: AbortSignal): Promise<boolean> {
    if (this.provider.key === 'none') return false;
    const key = await this.readKey(signal);
    return key !== undefined && key !== this.lastKey;
  }

  private async readKey(signal: AbortSignal): Promise<string | undefined> {
    const key = await this.deps.keys(this.provider, signal);
    return key === '' ? undefined : key;
  }

  /**
   * The byte-level limits of an answer. They are the widest the policy knows for such a target: the router, which knows
   * whether a model is loading or a probe is on, sets the tighter deadlines on events.
   */
  limits(use: Target['use'] | 'free'): CallLimits {
    const { provider } = this;
    const table = this.deps.durations;
    const idleMs = provider.local ? table.idleLocalMs : table.idleCloudMs;
    if (use === 'free') return { firstByteMs: table.firstEventCloudMs, idleMs };
    if (provider.local) return { firstByteMs: table.firstEventLocalLoadingMs, idleMs };
    const chatMs = cloudFirstEventMs(provider, table);
    return { firstByteMs: use === 'chat' ? chatMs : table.firstEventCompletionCloudMs, idleMs };
  }

  /** The `fetch` for one call: watched, bound to its signal, its facts kept. */
  fetchFor(call: {
    readonly key: string | undefined;
    readonly signal: AbortSignal;
    readonly limits: CallLimits;
    readonly facts: ResponseFacts;
  }): FetchLike {
    return createClientFetch({
      ...call.limits,
      provider: this.provider,
      addresses: this.addresses,
      fetch: this.deps.fetch,
      clock: this.deps.clock,
      closingMs: this.deps.durations.closingMs,
      key: call.key,
      signal: call.signal,
      facts: call.facts,
    });
  }
}
