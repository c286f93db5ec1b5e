import type { Use } from '../contract/target';
import type { ResolvedProvider } from '../providers/provider';

/** Why the gate is closed for a provider. */
export type GateRefusal = 'disabled' | 'local-only' | 'not-set-up' | 'no-consent' | 'login-renewal';

/** What the user has allowed, read afresh at every question so that a changed setting counts at once. */
export interface Permissions {
  /** `understudy.localOnly`, true in any of user, workspace, folder. */
  readonly localOnly: boolean;
  /** The provider was set up by the user (`product.md`, *Set up*). */
  isSetUp(provider: ResolvedProvider): boolean;
  /** The user said yes to sending code around the cursor to this cloud provider while typing. */
  mayCompleteInCloud(provider: ResolvedProvider): boolean;
  /** It is started by the user's own click alone, or as the first choice: its start would renew a login that is past. */
  needsClick?(provider: ResolvedProvider): boolean;
  /** Loopback or one of `understudy.privateHosts`. */
  isLocalOrigin(origin: string): boolean;
}

/**
 * The one gate. Every attempt, started program, status page fetch and second-host check asks it first; `localOnly`
 * closes everything that is not local. It decides destinations; which files may be read at all is the ignore rules' part.
 */
export class Gate {
  constructor(private readonly permissions: () => Permissions) {}

  /** Why this provider may not be asked for this use, or `undefined` if it may. */
  refusal(provider: ResolvedProvider, use: Use): GateRefusal | undefined {
    const allowed = this.permissions();
    if (!provider.enabled) return 'disabled';
    if (allowed.localOnly && !provider.local) return 'local-only';
    if (!allowed.isSetUp(provider)) return 'not-set-up';
    if (use === 'completion' && !provider.local && !allowed.mayCompleteInCloud(provider)) return 'no-consent';
    return allowed.needsClick?.(provider) ? 'login-renewal' : undefined;
  }

  /** Whether an address may be contacted for anything but an attempt: a status page, a second host, a list of models. */
  mayReach(url: string): boolean {
    const allowed = this.permissions();
    if (!allowed.localOnly) return true;
    try {
      return allowed.isLocalOrigin(new URL(url).origin);
    } catch {
      return false;
    }
  }

  /** Whether a program that talks to a cloud by itself, such as `claude`, may be started. */
  mayStartCloudProgram(): boolean {
    return !this.permissions().localOnly;
  }
}
