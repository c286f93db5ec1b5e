import type { Clock } from '../base/clock';
import type { Target } from '../contract/target';
import { cloudFirstEventMs } from '../routing/deadlines';
import type { Durations } from '../routing/durations';
import { AddressBook } from './addressBook';
import type { ClaudeProgram } from './claudeCode/program';
import { createClientFetch } from './clientFetch';
import { windowTokens } from './modelFacts';
import type { KeySource, ResolvedProvider } from './provider';
import type { ResponseFacts } from './responseFacts';
import type { FetchLike, FetchWatch } from './watchedFetch';

/** What every provider of every wire is made from. */
export interface ProviderDeps {
  readonly fetch: FetchWatch['fetch'];
  readonly keys: KeySource;
  readonly clock: Clock;
  readonly durations: Durations;
  /** Tokens of context a model is asked with; without it what the row says. */
  readonly contextTokens?: (provider: ResolvedProvider, model: string) => number;
  /** The user's own `claude` program; without it `claude-code` cannot be asked. */
  readonly claude?: () => Promise<ClaudeProgram | undefined>;
}

/** How patient one call is, in milliseconds. */
export interface CallLimits {
  readonly firstByteMs: number;
  readonly idleMs: number;
}

/** One provider with what its calls share: its key source, its addresses, its limits. */
export class CallContext {
  private readonly addresses: AddressBook;
  /** Tells keys apart without keeping one in memory: they are held by the secret storage alone. */
  private lastKey: number | undefined;

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

  /** Tokens of context that every call to a model asks for. */
  contextTokens(model: string): number {
    return this.deps.contextTokens?.(this.provider, model) ?? windowTokens(this.provider, model);
  }

  /** The key stored for this provider's origin, looked up at the moment of use. */
  async key(signal: AbortSignal): Promise<string | undefined> {
    if (this.provider.key === 'none') return undefined;
    const key = await this.readKey(signal);
    this.lastKey = key === undefined ? undefined : fingerprint(key);
    return key;
  }

  /** Reads the key once more: whether it is another one than was given out last. */
  async hasNewKey(signal: AbortSignal): Promise<boolean> {
    if (this.provider.key === 'none') return false;
    const key = await this.readKey(signal);
    return key !== undefined && fingerprint(key) !== this.lastKey;
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

  /** The longest a completion waits to hear how its target fills holes, in milliseconds; then that is not known. */
  get fillLookMs(): number {
    return this.deps.durations.firstEventCompletionLocalMs;
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

/** A number of 53 bits (two rounds of FNV-1a) that two keys do not share but by a chance of one in 10¹⁵. */
function fingerprint(key: string): number {
  const round = (seed: number): number => {
    let hash = seed;
    for (const char of key) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
    return hash >>> 0;
  };
  return round(0x811c9dc5) * 2 ** 21 + (round(0x1234567) >>> 11);
}
