import type { ProviderId, Target, Use } from '../contract/target';
import type { ClaudeCode } from '../health/claudeCodeLogin/claudeCode';
import type { HealthMonitor } from '../health/monitor';
import type { LocalModel } from '../local/localModel';
import type { ResolvedProvider } from '../providers/provider';
import type { ProviderRegistry } from '../providers/registry';
import { isSetUp } from '../providers/setUp';
import type { Gate } from '../routing/gate';
import type { Pins } from '../routing/pins';
import { parseRouteEntry, routeFor, type Route, type RouteSources } from '../routing/route';
import type { RememberedSet } from '../settings/remembered';
import type { Settings } from '../settings/snapshot';
import type { SnapshotEntry, SnapshotUse } from './snapshot';
import { snapshotUse } from './snapshotUse';

/** What the routes of this moment are worked out from. */
export interface CurrentRoutesDeps {
  settings(): Settings;
  hasKey(provider: ResolvedProvider): boolean;
  mayReadEnvironment(provider: ResolvedProvider): boolean;
  /** The user's own program: whether it was put to use, and whether it could be. */
  readonly claudeCode: Pick<ClaudeCode, 'isSetUp' | 'isOffered'>;
  /** Origins that ever answered. */
  readonly answered: Pick<RememberedSet, 'has'>;
  readonly registry: Pick<ProviderRegistry, 'resolved'>;
  readonly local: Pick<LocalModel, 'modelFor' | 'whyNoModel'>;
  readonly pins: Pick<Pins, 'pinned'>;
  readonly gate: Gate;
  readonly health: HealthMonitor;
  /** Whether it is fair to call a key bad (`Engine.isKeyRefused`). */
  isKeyRefused(provider: ProviderId): boolean;
}

/** Both routes as they are now: nothing is kept, since settings, keys, pins and local models change at any time. */
export class CurrentRoutes {
  constructor(private readonly deps: CurrentRoutesDeps) {}

  /** Whether the user has set this provider up. */
  isSetUp(provider: ResolvedProvider): boolean {
    const { deps } = this;
    return isSetUp(provider, {
      hasKey: deps.hasKey(provider),
      mayReadEnvironment: deps.mayReadEnvironment(provider),
      hasAnswered: deps.answered.has(provider.origin),
      usesProgram: deps.claudeCode.isSetUp,
      isRoutedByUser: deps.settings().routedByUser?.includes(provider.id) ?? false,
    });
  }

  /** The route of a use, behind the gate. */
  route(use: Use): Route {
    return routeFor(use, this.sources());
  }

  /** The route of a use in the user's order, also what is not set up or may not be asked. */
  entries(use: Use): readonly SnapshotEntry[] {
    const { chat, completions } = this.uses();
    return (use === 'chat' ? chat : completions).entries;
  }

  /** What a snapshot says of both uses. */
  uses(): { readonly chat: SnapshotUse; readonly completions: SnapshotUse } {
    const sources = {
      ...this.sources(),
      isSetUp: (provider: ResolvedProvider) => this.isSetUp(provider),
      health: this.deps.health,
      isKeyRefused: (id: ProviderId) => this.deps.isKeyRefused(id),
    };
    return { chat: snapshotUse('chat', sources), completions: snapshotUse('completion', sources) };
  }

  /** The providers that the user's route names, whether or not they may be asked. */
  ids(use: Use): readonly ProviderId[] {
    const { chatRoute, completionsRoute } = this.deps.settings();
    return (use === 'chat' ? chatRoute : completionsRoute).map((entry) => parseRouteEntry(entry).id);
  }

  /** Whom the others on the route of a use stand in for; `undefined` while nobody is first, or something is pinned. */
  first(use: Use): ProviderId | undefined {
    const { deps } = this;
    if (deps.pins.pinned(use)) return undefined;
    const { localOnly } = deps.settings();
    return this.ids(use).find((id) => !localOnly || deps.registry.resolved(id)?.local === true);
  }

  /** Whether a provider would be asked in chat only after another one that is set up: by failover, and not as the user's choice. */
  isStandIn(id: ProviderId): boolean {
    const { deps } = this;
    if (deps.pins.pinned('chat')?.provider === id) return false;
    const ids = this.ids('chat');
    return ids.slice(0, Math.max(0, ids.indexOf(id))).some((before) => {
      const provider = deps.registry.resolved(before);
      return provider !== undefined && provider.id !== id && provider.enabled && this.isSetUp(provider);
    });
  }

  private sources(): RouteSources {
    const { deps } = this;
    return {
      settings: () => deps.settings(),
      resolved: (id) => deps.registry.resolved(id),
      modelFor: (id, use) => deps.local.modelFor(id, use),
      whyNoModel: (id) => deps.local.whyNoModel(id),
      pinned: (use): Target | undefined => deps.pins.pinned(use),
      // A program that is not on this machine leads nowhere.
      isOffered: (provider) => provider.type !== 'claude-code' || deps.claudeCode.isOffered,
      gate: deps.gate,
    };
  }
}
