import type { Logger } from '../base/logger';
import type { ProviderId } from '../contract/target';
import type { Settings } from '../settings/snapshot';
import type { EnvLookup } from './baseAddress';
import type { ProviderDeps } from './callContext';
import { builtInRow, builtInRows } from './catalog';
import { LazyProvider } from './lazyProvider';
import type { LocalModels, Provider, ResolvedProvider } from './provider';
import type { ProviderProblem } from './providerProblem';
import { resolveProvider } from './resolve';

/** What the registry needs beside what its providers need. */
export interface RegistryDeps extends ProviderDeps {
  /** The snapshot in force; a changed setting is a new object. */
  settings(): Settings;
  readonly logger: Logger;
  /** Reads the variables named in `${env:NAME}`; without it they count as unset. */
  readonly env?: EnvLookup;
}

/** A provider and what hangs on it. */
interface Entry {
  readonly resolved: ResolvedProvider;
  readonly provider: Provider;
  readonly localModels: LocalModels | undefined;
}

/** Every provider there is: the built-in rows and the user's own, merged with the settings in force. */
export class ProviderRegistry {
  private settings: Settings | undefined;
  private entries: ReadonlyMap<ProviderId, Entry> = new Map();
  private found: readonly ProviderProblem[] = [];

  constructor(private readonly deps: RegistryDeps) {}

  /** The provider's row merged with the settings; undefined if there is none or its settings cannot be used. */
  resolved(id: ProviderId): ResolvedProvider | undefined {
    return this.current().get(id)?.resolved;
  }

  /** All usable providers in the order pickers show them, the user's own last. */
  all(): readonly ResolvedProvider[] {
    return [...this.current().values()].map((entry) => entry.resolved);
  }

  /** The provider to ask; undefined if there is none or its settings cannot be used. */
  get(id: ProviderId): Provider | undefined {
    return this.current().get(id)?.provider;
  }

  /** The models of a local server; undefined for servers that say nothing about them. */
  localModels(id: ProviderId): LocalModels | undefined {
    return this.current().get(id)?.localModels;
  }

  /** What is wrong in the provider settings in force. */
  problems(): readonly ProviderProblem[] {
    this.current();
    return this.found;
  }

  private current(): ReadonlyMap<ProviderId, Entry> {
    const settings = this.deps.settings();
    if (settings !== this.settings) {
      this.settings = settings;
      this.rebuild(settings);
    }
    return this.entries;
  }

  private rebuild(settings: Settings): void {
    const ids = new Set([...builtInRows.map((row) => row.id), ...Object.keys(settings.providers)]);
    const entries = new Map<ProviderId, Entry>();
    const problems: ProviderProblem[] = [];
    for (const id of ids) {
      const resolution = resolveProvider(
        builtInRow(id),
        id,
        settings.providers[id],
        settings.privateHosts,
        this.deps.env,
      );
      if (resolution.ok) entries.set(id, this.entryFor(resolution.provider));
      else problems.push(resolution.problem);
    }
    this.warn(problems);
    this.entries = entries;
    this.found = problems;
  }

  /** An unchanged provider stays the same object, with what it has learned of its server. */
  private entryFor(resolved: ResolvedProvider): Entry {
    const before = this.entries.get(resolved.id);
    return before && isSame(before.resolved, resolved) ? before : createEntry(resolved, this.deps);
  }

  private warn(problems: readonly ProviderProblem[]): void {
    const known = new Set(this.found.map((problem) => JSON.stringify(problem)));
    for (const problem of problems) {
      if (known.has(JSON.stringify(problem))) continue;
      // The kind alone: the sentence quotes what was typed, and an address may hold a password.
      this.deps.logger.warn('settings.provider', { provider: problem.id, problem: problem.kind });
    }
  }
}

function isSame(a: ResolvedProvider, b: ResolvedProvider): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function createEntry(resolved: ResolvedProvider, deps: ProviderDeps): Entry {
  const provider = new LazyProvider(resolved, resolved.type, deps);
  const tellsModels = resolved.type === 'ollama' || resolved.modelsApi !== undefined;
  return { resolved, provider, localModels: tellsModels ? provider.localModels : undefined };
}
