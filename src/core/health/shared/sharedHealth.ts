import { lazily, settlesWithin } from '../../base/async';
import type { Random } from '../../base/clock';
import { toDisposable, type Disposable } from '../../base/disposable';
import type { ProviderId, Target, Use } from '../../contract/target';
import type { ResolvedProvider } from '../../providers/provider';
import type { Permit } from '../../routing/live';
import type { AttemptMode } from '../../routing/plan';
import type { HealthMonitor } from '../monitor';
import type { HealthMemory, HealthMemoryDeps } from './healthMemory';
import type { Lease } from './lease';
import type { SharedPorts } from './ports';

/** What sharing needs from outside. */
export interface SharedHealthDeps extends Omit<HealthMemoryDeps, 'health' | 'file' | 'bondOf'> {
  readonly health: HealthMonitor;
  readonly random: Random;
  /** Where health is kept and shared; without it the window is alone and forgets. */
  readonly ports: (() => Promise<SharedPorts>) | undefined;
}

interface Loaded {
  readonly memory: HealthMemory;
  readonly probes: Lease;
  readonly looks: Lease;
}

/**
 * Health as the windows of one host have it together: what one has learnt the others know at their next ask, and of several
 * that could probe one does. Nothing of it is loaded before the start is over.
 */
export class SharedHealth implements Disposable {
  private readonly loading = lazily(() => this.start());
  private hasToldFailure = false;
  private disposed = false;
  private readonly starting: Disposable;

  constructor(private readonly deps: SharedHealthDeps) {
    // What is known of a key can only be told by reading that key, which is no part of a start; an ask does so at once.
    const { clock, durations } = deps;
    const glancing = clock.schedule(0, () => void this.glance());
    const reading = clock.schedule(durations.firstLookMs, () => void this.refresh());
    this.starting = toDisposable(() => {
      glancing.dispose();
      reading.dispose();
    });
  }

  /** Takes over what other windows have learnt, before an ask. A slow disk does not hold the ask up. Never rejects. */
  async catchUp(): Promise<void> {
    const { clock, durations, ports } = this.deps;
    if (ports) await settlesWithin(clock, this.refresh(), durations.healthReadMs);
  }

  /**
   * The permit for one attempt, as `HealthMonitor.acquire` gives it; a probe only while no other window makes one. The right
   * to probe goes back once its outcome is written, so that whoever gets it next knows what came of it.
   */
  async acquire(target: Target, provider: ResolvedProvider, mode: AttemptMode): Promise<Permit | undefined> {
    const { health } = this.deps;
    if (mode === 'last-resort' || health.standing(target, provider).kind !== 'due')
      return health.acquire(target, provider, mode);
    const lease = await this.takeProbe();
    if (!lease) return undefined;
    await this.catchUp();
    const permit = health.acquire(target, provider, mode);
    if (permit?.kind !== 'probe') {
      lease.dispose();
      return permit;
    }
    return {
      ...permit,
      settle: (outcome) => {
        permit.settle(outcome);
        void this.flush().then(() => lease.dispose());
      },
    };
  }

  /** The right to probe, shared by all attempts of this window; `undefined` while another window has it. */
  async takeProbe(): Promise<Disposable | undefined> {
    return this.take((loaded) => loaded.probes);
  }

  /** The right to look for a way back; `undefined` while another window looks. */
  async takeLook(): Promise<Disposable | undefined> {
    return this.take((loaded) => loaded.looks);
  }

  /** Writes what is not written yet. Never rejects. */
  async flush(): Promise<void> {
    if (this.loading.begun) await (await this.load())?.memory.flush();
  }

  dispose(): void {
    this.disposed = true;
    this.starting.dispose();
    if (this.loading.begun) void this.load().then((loaded) => loaded?.memory.dispose());
  }

  /** A window that is alone is never refused. */
  private async take(which: (loaded: Loaded) => Lease): Promise<Disposable | undefined> {
    const loaded = await this.load();
    if (!loaded) return toDisposable(() => undefined);
    const release = await which(loaded).take();
    return release && toDisposable(() => void release());
  }

  private async glance(): Promise<void> {
    if (!this.disposed) await (await this.load())?.memory.glance();
  }

  private async refresh(): Promise<void> {
    if (!this.disposed) await (await this.load())?.memory.refresh();
  }

  /** What sharing works with; `undefined` while this window is alone, as it also is where that cannot be loaded. */
  private async load(): Promise<Loaded | undefined> {
    try {
      return await this.loading.get();
    } catch (error) {
      if (!this.hasToldFailure) this.deps.logger.error('health.alone', { error: String(error) });
      this.hasToldFailure = true;
      return undefined;
    }
  }

  private async start(): Promise<Loaded | undefined> {
    const { deps } = this;
    if (!deps.ports) return undefined;
    const [{ HealthMemory, Lease }, { leases: folder, ...kept }] = await Promise.all([import('./load'), deps.ports()]);
    const asked = {
      resolved: (id: ProviderId) => deps.resolved(id),
      first: (use: Use) => deps.first(use),
      rehearsed: () => deps.rehearsed(),
    };
    const memory = new HealthMemory({ ...deps, ...kept, ...asked });
    if (this.disposed) memory.dispose();
    return { memory, probes: new Lease('probe', { ...deps, folder }), looks: new Lease('look', { ...deps, folder }) };
  }
}
