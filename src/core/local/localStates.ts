import type { FailureKind } from '../contract/failure';
import type { LocalStatus, TargetStatus } from '../contract/status';
import type { ProviderId, Target } from '../contract/target';
import { isLoopbackOrigin } from '../providers/origins';
import type { LocalModels, ResolvedProvider } from '../providers/provider';
import { localAction, localSentence } from '../status/localWords';
import { listedName } from '../providers/ollama/modelNames';
import type { LocalModel, ServerModels } from './localModel';
import { localState } from './localState';
import type { MemorySize } from './memorySize';
import { suggestModel } from './suggestModel';

/** What this side knows of Ollama's program, beside what a server says: a port, since core asks no operating system. */
export interface OllamaProgram {
  /** Whether it is on this side; only looks. */
  isInstalled(): Promise<boolean>;
  /** What the editor calls the machine that extensions run on, where it is not the user's own. */
  readonly remoteName?: string;
}

/** What telling the states needs. */
export interface LocalStatesDeps {
  readonly local: Pick<LocalModel, 'models' | 'modelFor'>;
  readonly memory: MemorySize;
  resolved(id: ProviderId): ResolvedProvider | undefined;
  localModels(id: ProviderId): LocalModels | undefined;
  /** Without it nobody says that Ollama is not installed. */
  readonly ollamaProgram?: OllamaProgram;
}

/** What is going on at the local servers now. */
export interface LocalGoings {
  /** The models on their way into memory. */
  readonly loading: readonly Target[];
  /** The servers that turned an ask away a moment ago. */
  readonly busy: ReadonlySet<ProviderId>;
}

/** What was learnt beside the look at a server. */
interface Learnt {
  readonly origin: string;
  readonly hasProgram?: boolean;
  readonly version?: string;
}

/** Tells in which state each local server is, from the last look at it, its version, and whether its program is here. */
export class LocalStates {
  private readonly learnt = new Map<ProviderId, Learnt>();
  /** The last look at each server that has answered an ask since. */
  private readonly outdated = new Map<ProviderId, ServerModels>();

  constructor(private readonly deps: LocalStatesDeps) {}

  /**
   * After a look at a server: asks one that answers for its version, once, and looks for the program of one that does not.
   * Throws `Cancelled` when the signal aborts.
   */
  async learn(id: ProviderId, signal: AbortSignal): Promise<void> {
    const { deps } = this;
    const provider = deps.resolved(id);
    const server = deps.local.models(id);
    if (provider?.type !== 'ollama' || !server) return;
    const { origin } = provider;
    if (server.failure) {
      const isStoppedHere = isLoopbackOrigin(origin) && kindOf(server) === 'local-stopped';
      const hasProgram = isStoppedHere ? await deps.ollamaProgram?.isInstalled() : undefined;
      // The version is forgotten: it may come back as another one.
      this.learnt.set(id, { origin, ...(hasProgram === undefined ? {} : { hasProgram }) });
      return;
    }
    if (this.of(id, origin)?.version !== undefined) return;
    const version = await deps.localModels(id)?.version?.(signal);
    if (version?.ok) this.learnt.set(id, { origin, version: version.value });
  }

  /** A server has answered an ask: a look that failed before says nothing of it any more. */
  noteAnswered(id: ProviderId): void {
    const server = this.deps.local.models(id);
    if (server?.failure) this.outdated.set(id, server);
  }

  /** The states of the local servers among these targets that were looked at, in the order of the targets. */
  statuses(targets: readonly TargetStatus[], goings: LocalGoings): readonly LocalStatus[] {
    const ids = new Set(targets.filter(({ local }) => local).map(({ provider }) => provider));
    return [...ids].flatMap((id) => this.status(id, targets, goings) ?? []);
  }

  private status(
    id: ProviderId,
    targets: readonly TargetStatus[],
    { loading, busy }: LocalGoings,
  ): LocalStatus | undefined {
    const { local, memory, ollamaProgram } = this.deps;
    const provider = this.deps.resolved(id);
    const server = local.models(id);
    if (!provider || !server) return undefined;
    const learnt = this.of(id, provider.origin);
    const model = provider.chatModel ?? local.modelFor(id, 'chat');
    const coming = loading.find((target) => target.provider === id)?.model;
    const hasAnswered = this.outdated.get(id) === server;
    const state = localState({
      ...learnt,
      ...(server.failure && !hasAnswered ? { failure: kindOf(server) } : {}),
      hasModel: model !== undefined && (hasAnswered || hasModel(provider, server, model)),
      reasons: targets.filter(({ provider: of }) => of === id).map(({ reason }) => reason),
      isLoading: coming !== undefined,
      isBusy: busy.has(id),
    });
    if (state === undefined) return undefined;
    const known = {
      model: coming ?? model,
      version: learnt?.version,
      suggested: suggestModel(memory.totalBytes()),
      ...(isLoopbackOrigin(provider.origin) ? { side: ollamaProgram?.remoteName } : {}),
    };
    const words = { text: localSentence(state, provider, known), action: localAction(state, provider, known) };
    return { provider: id, label: provider.label, state, ...words };
  }

  /** What was learnt of one address says nothing of another. */
  private of(id: ProviderId, origin: string): Learnt | undefined {
    const learnt = this.learnt.get(id);
    return learnt?.origin === origin ? learnt : undefined;
  }
}

/** Nobody listens at a loopback address whose kept connection was closed: its server has just ended. */
function kindOf({ origin, failure }: ServerModels): FailureKind | undefined {
  return failure?.kind === 'unreachable' && isLoopbackOrigin(origin) ? 'local-stopped' : failure?.kind;
}

/** Whether a model is among those of a server. Only Ollama's list is known to be whole and to have its own names. */
function hasModel({ type }: ResolvedProvider, { models }: ServerModels, model: string): boolean {
  return type !== 'ollama' || models.some(({ id }) => id === model || id === listedName(model));
}
