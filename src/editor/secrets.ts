import type { SecretStorage } from 'vscode';
import { throwIfCancelled } from '../core/base/async';
import { DisposableStore, type Disposable } from '../core/base/disposable';
import { createEmitter, type Emitter } from '../core/base/emitter';
import type { Logger } from '../core/base/logger';
import type { ProviderId } from '../core/contract/target';
import type { KeyState } from '../core/outages/readiness/readinessFacts';
import type { EnvLookup } from '../core/providers/baseAddress';
import type { ResolvedProvider } from '../core/providers/provider';
import { RememberedSet, type Remembered } from '../core/settings/remembered';

/** Who a key is for. A key belongs to the origin it was entered for; the same provider elsewhere has none. */
export interface KeyOwner {
  readonly id: ProviderId;
  readonly origin: string;
}

/** A key the user gave: stored, or allowed to be read from one environment variable. */
export interface KnownKey extends KeyOwner {
  /** The variable's name where the key is read from the environment. */
  readonly env?: string;
}

interface SecretKeysDeps {
  readonly secrets: Pick<SecretStorage, 'keys' | 'get' | 'store' | 'delete' | 'onDidChange'>;
  readonly remembered: Remembered;
  readonly env: EnvLookup;
  readonly logger: Logger;
}

/**
 * The user's keys. Values live in the editor's secret storage or in the environment and are read at the moment of use,
 * never held. Which owners have one is known at once, from a remembered list of names that `load` corrects.
 */
export class SecretKeys implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed: Emitter<ProviderId>;
  private readonly names: RememberedSet;

  constructor(private readonly deps: SecretKeysDeps) {
    this.names = new RememberedSet(deps.remembered, 'storedKeys');
    this.changed = this.store.add(createEmitter(deps.logger));
    this.store.add(
      deps.secrets.onDidChange(({ key }) => {
        const owner = parseSecretName(key);
        if (owner) void this.nameChanged(key, owner);
      }),
    );
  }

  /** Fires with the provider whose key was set, replaced or removed, here or in another window. */
  get onDidChange(): Emitter<ProviderId>['event'] {
    return this.changed.event;
  }

  /** Compares the remembered names with the secret storage, which may have lost keys. Reads no key. */
  async load(): Promise<void> {
    const stored = new Set(await this.deps.secrets.keys());
    for (const name of this.names.values()) if (!stored.has(name)) await this.noteName(name, false);
    for (const name of stored) if (parseSecretName(name)) await this.noteName(name, true);
  }

  /** The key for this owner, or `undefined`. A stored one wins over the environment. Throws `Cancelled`. */
  async get(owner: KeyOwner, signal: AbortSignal): Promise<string | undefined> {
    const name = secretName(owner);
    const stored = await this.deps.secrets.get(name);
    throwIfCancelled(signal);
    if (stored !== undefined && stored !== '') return stored;
    if (this.names.has(name)) await this.noteName(name, false);
    const env = this.environmentName(owner);
    return env === undefined ? undefined : this.deps.env(env)?.trim() || undefined;
  }

  /** Whether a key is stored for exactly this origin. */
  hasKey(owner: KeyOwner): boolean {
    return this.names.has(secretName(owner));
  }

  /** The variable the user agreed to for exactly this origin. */
  environmentName(owner: KeyOwner): string | undefined {
    return this.consents().find((known) => isSameOwner(known, owner))?.env;
  }

  /** Where the key of a provider comes from, as the readiness check tells it. Reads no stored key. */
  stateOf(provider: ResolvedProvider): KeyState {
    if (this.hasKey(provider)) return { t: 'stored' };
    const name = this.environmentName(provider);
    if (name !== undefined) return { t: 'env', name, isSet: (this.deps.env(name)?.trim() ?? '') !== '' };
    return { t: provider.key === 'required' ? 'missing' : 'none-needed' };
  }

  /** Every key the user gave, also those of addresses no longer in use. */
  known(): readonly KnownKey[] {
    const stored = this.names.values().flatMap((name) => parseSecretName(name) ?? []);
    return [...stored, ...this.consents()];
  }

  /** Stores a key for this origin and ends a consent to the environment, so that one rule says which key is used. */
  async set(owner: KeyOwner, key: string): Promise<void> {
    await this.forgetConsent(owner);
    await this.deps.secrets.store(secretName(owner), key);
    await this.names.add(secretName(owner));
    this.changed.fire(owner.id);
  }

  /** Notes that the user agreed to one environment variable for this origin. Its value is not kept. */
  async useEnvironment(owner: KeyOwner, env: string): Promise<void> {
    await this.deps.secrets.delete(secretName(owner));
    await this.names.remove(secretName(owner));
    const others = this.consents().filter((known) => !isSameOwner(known, owner));
    await this.deps.remembered.set(consentKey, [...others, { id: owner.id, origin: owner.origin, env }]);
    this.changed.fire(owner.id);
  }

  /** Removes the stored key and the consent of this owner. */
  async remove(owner: KeyOwner): Promise<void> {
    await this.forgetConsent(owner);
    await this.deps.secrets.delete(secretName(owner));
    await this.names.remove(secretName(owner));
    this.changed.fire(owner.id);
  }

  dispose(): void {
    this.store.dispose();
  }

  private async nameChanged(name: string, owner: KeyOwner): Promise<void> {
    try {
      await this.noteName(name, (await this.deps.secrets.keys()).includes(name), true);
    } catch (error) {
      this.deps.logger.error('secrets.unreadable', { provider: owner.id, error: String(error) });
    }
  }

  private async noteName(name: string, isStored: boolean, isReplaced = false): Promise<void> {
    const isNews = isReplaced || this.names.has(name) !== isStored;
    if (isStored) await this.names.add(name);
    else await this.names.remove(name);
    const owner = parseSecretName(name);
    if (isNews && owner) this.changed.fire(owner.id);
  }

  private async forgetConsent(owner: KeyOwner): Promise<void> {
    const others = this.consents().filter((known) => !isSameOwner(known, owner));
    if (others.length < this.consents().length) await this.deps.remembered.set(consentKey, others);
  }

  private consents(): readonly (KeyOwner & { readonly env: string })[] {
    const stored = this.deps.remembered.get(consentKey);
    return Array.isArray(stored) ? stored.filter(isConsent) : [];
  }
}

const consentKey = 'environmentKeys';

function secretName({ id, origin }: KeyOwner): string {
  return `key:${id}@${origin}`;
}

/** Ids hold no `@`, so the first one ends the id. */
function parseSecretName(name: string): KeyOwner | undefined {
  const parts = /^key:([^@]+)@(.+)$/.exec(name);
  return parts?.[1] !== undefined && parts[2] !== undefined ? { id: parts[1], origin: parts[2] } : undefined;
}

function isSameOwner(a: KeyOwner, b: KeyOwner): boolean {
  return a.id === b.id && a.origin === b.origin;
}

function isConsent(value: unknown): value is KeyOwner & { readonly env: string } {
  if (typeof value !== 'object' || value === null) return false;
  if (!('id' in value && 'origin' in value && 'env' in value)) return false;
  return [value.id, value.origin, value.env].every((field) => typeof field === 'string');
}
