import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { createEmitter, type Emitter } from '../base/emitter';
import type { Logger } from '../base/logger';
import { Cancelled, untilAborted } from '../base/async';
import type { Failure } from '../contract/failure';
import type { ProviderId, Target, Use } from '../contract/target';
import { windowTokens } from '../providers/modelFacts';
import { isCloudName } from '../providers/ollama/cloudModels';
import { listedName } from '../providers/ollama/modelNames';
import { isLoopbackOrigin } from '../providers/origins';
import type { LocalModels, ModelInfo, Provider, ResolvedProvider, Result } from '../providers/provider';
import type { Durations } from '../routing/durations';
import type { ModelLack } from '../routing/route';
import type { LocalOutcome } from '../routing/routerSources';
import type { Remembered, RememberedSet } from '../settings/remembered';
import { chooseChatModel, chooseCompletionModel, type LocalFacts } from './chooseModel';
import { contextSize } from './contextSize';
import type { MemorySize } from './memorySize';
import { canChat } from './modelKind';
import { Trials } from './trials';

/** What is known of the models of one server. */
export interface ServerModels {
  readonly origin: string;
  readonly models: readonly ModelInfo[];
  /** Ids in memory when last asked. */
  readonly loaded: readonly string[];
  /** What programs could have had of the memory then. */
  readonly availableBytes?: number;
  /** Why the last look failed; the list is then the one before. */
  readonly failure?: Failure;
}

/** The ports and services the keeper needs. */
export interface LocalModelDeps {
  resolved(id: ProviderId): ResolvedProvider | undefined;
  provider(id: ProviderId): Provider | undefined;
  localModels(id: ProviderId): LocalModels | undefined;
  readonly memory: MemorySize;
  readonly remembered: Remembered;
  /** Loopback origins that ever answered; part of what makes a provider set up. */
  readonly answered: RememberedSet;
  readonly clock: Clock;
  readonly durations: Durations;
  readonly logger: Logger;
}

/**
 * Knows what local servers offer and which model to use where neither settings nor route name one. What it says comes
 * from the last look; looking is the caller's decision, since no request may leave before the user's first act.
 */
export class LocalModel implements Disposable {
  private readonly servers = new Map<ProviderId, ServerModels>();
  private readonly looking = new Map<ProviderId, Promise<Result<ServerModels>>>();
  private readonly chosen = new Map<ProviderId, Choice>();
  private readonly contexts = new Map<string, number>();
  private readonly trials: Trials;
  private readonly changed: Emitter<ProviderId>;
  private readonly ended = new AbortController();

  constructor(private readonly deps: LocalModelDeps) {
    this.trials = new Trials(deps.remembered);
    this.changed = createEmitter(deps.logger);
  }

  /** Fires with the provider whose list, loaded models or choice has changed. */
  get onDidChange(): Emitter<ProviderId>['event'] {
    return this.changed.event;
  }

  /** The model a provider would use now where nobody named one; `undefined` until a look has found one. */
  modelFor(id: ProviderId, use: Use): string | undefined {
    const provider = this.deps.resolved(id);
    const server = this.serverOf(id, provider);
    if (!provider || !server || !mayChoose(provider)) return undefined;
    const choice = this.choose(id, provider, server);
    return use === 'chat' ? choice.chat : choice.completion;
  }

  /** Why `modelFor` knows no model: nobody has looked yet, the last look failed, or it found none that can chat. */
  whyNoModel(id: ProviderId): ModelLack {
    const provider = this.deps.resolved(id);
    if (!provider?.local) return 'no-model';
    const server = this.serverOf(id, provider);
    return server ? (server.failure?.kind ?? 'no-model') : 'not-looked';
  }

  /** What the last look found; `undefined` before the first one and after the address has changed. */
  models(id: ProviderId): ServerModels | undefined {
    return this.serverOf(id, this.deps.resolved(id));
  }

  /** What a server listed of a model at the last look; it lists `llama3.2` under its whole name, `llama3.2:latest`. */
  listed(provider: ResolvedProvider, model: string): ModelInfo | undefined {
    const models = this.serverOf(provider.id, provider)?.models ?? [];
    return models.find(({ id }) => id === model) ?? models.find(({ id }) => id === `${model}:latest`);
  }

  /**
   * The tokens of context every call to a model asks for: the user's own figure, or for Ollama one that fits the machine. The
   * first call settles it, since another one would make the server load the model anew.
   */
  contextTokens(provider: ResolvedProvider, model: string): number {
    const tokens = this.plannedContext(provider, model) ?? windowTokens(provider, model);
    if (provider.type === 'ollama' && provider.contextWindow === undefined) {
      this.contexts.set(`${provider.origin}|${model}`, tokens);
    }
    return tokens;
  }

  /** What the next call would ask for; `undefined` while that hangs on a server that has not been looked at. Settles nothing. */
  plannedContext(provider: ResolvedProvider, model: string): number | undefined {
    const known = this.listed(provider, model);
    if (provider.type !== 'ollama') return listedTokens(provider, known) ?? windowTokens(provider, model);
    if (provider.contextWindow !== undefined) return provider.contextWindow;
    const settled = this.contexts.get(`${provider.origin}|${model}`);
    if (settled !== undefined || !known) return settled;
    return contextSize({
      memoryBytes: this.deps.memory.totalBytes(),
      sizeBytes: known.sizeBytes,
      limitTokens: known.contextWindow,
    });
  }

  /** How models of this server did when tried. */
  get trialResults(): Trials {
    return this.trials;
  }

  /** Looks at a server now. Looks at the same server at the same time are one; each caller's signal ends its own wait. */
  async refresh(id: ProviderId, signal: AbortSignal): Promise<Result<ServerModels>> {
    let look = this.looking.get(id);
    if (!look) {
      look = this.look(id, this.ended.signal).finally(() => this.looking.delete(id));
      this.looking.set(id, look);
    }
    return untilAborted(look, signal);
  }

  /**
   * Before an ask: looks at those local providers of which nothing usable is known yet, so that a server started a moment
   * ago is found. Costs nothing once a look has succeeded; a server that is not there refuses at once.
   */
  async refreshUnknown(ids: readonly ProviderId[], signal: AbortSignal): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => {
      const provider = this.deps.resolved(id);
      if (!provider?.enabled || !provider.local || !mayChoose(provider)) return false;
      return this.modelFor(id, 'chat') === undefined;
    });
    await Promise.all(unknown.map((id) => this.refresh(id, signal)));
  }

  /** The one look at loopback Ollama after activation, unless any of its addresses has been moved elsewhere. */
  lookOnce(): Disposable {
    return this.deps.clock.schedule(this.deps.durations.firstLookMs, () => {
      const ollama = this.deps.resolved('ollama');
      if (!ollama?.enabled || !ollama.baseUrls.every(isLoopbackOrigin)) return;
      this.refresh('ollama', this.ended.signal).catch((error: unknown) => {
        if (!(error instanceof Cancelled))
          this.deps.logger.error('local.lookFailed', { provider: 'ollama', error: String(error) });
      });
    });
  }

  /** Learns from real traffic: a warm model whose first token took this long, or one that could not be run at all. */
  async noteOutcome(target: Target, outcome: LocalOutcome): Promise<void> {
    const provider = this.deps.resolved(target.provider);
    if (!provider?.local) return;
    await this.trials.note(provider.origin, target.model, outcome);
    this.changed.fire(target.provider);
  }

  dispose(): void {
    this.ended.abort();
    this.changed.dispose();
  }

  private async look(id: ProviderId, signal: AbortSignal): Promise<Result<ServerModels>> {
    const provider = this.deps.resolved(id);
    const source = this.deps.localModels(id);
    const listing = source ? source.list(signal) : this.deps.provider(id)?.listModels(signal);
    if (!provider || !listing) return { ok: false, failure: nobodyToAsk };
    const listed = await listing;
    if (!listed.ok) return this.lookFailed(id, provider, listed.failure);
    const loaded = await source?.loaded(signal);
    // The memory of another machine cannot be seen from here.
    const available = isLoopbackOrigin(provider.origin) ? this.deps.memory.availableBytes?.() : undefined;
    const server: ServerModels = {
      origin: provider.origin,
      models: listed.value.filter((model) => !provider.local || !isCloudName(model.id)),
      loaded: loaded?.ok ? loaded.value : [],
      ...(available === undefined ? {} : { availableBytes: available }),
    };
    this.servers.set(id, server);
    this.deps.logger.debug('local.modelsListed', {
      provider: id,
      models: server.models.length,
      loaded: server.loaded.length,
    });
    if (isLoopbackOrigin(provider.origin)) await this.deps.answered.add(provider.origin);
    await this.rememberFiller(provider, this.choose(id, provider, server));
    this.changed.fire(id);
    return { ok: true, value: server };
  }

  private lookFailed(id: ProviderId, provider: ResolvedProvider, failure: Failure): Result<ServerModels> {
    const known = this.serverOf(id, provider);
    this.deps.logger.debug('local.modelsNotListed', { provider: id, kind: failure.kind });
    // A server that stopped has nothing in memory; its list is kept, so that its models still have names.
    this.servers.set(id, { origin: provider.origin, models: known?.models ?? [], loaded: [], failure });
    this.changed.fire(id);
    return { ok: false, failure };
  }

  /** A list belongs to an origin: after a changed address nothing is known. */
  private serverOf(id: ProviderId, provider: ResolvedProvider | undefined): ServerModels | undefined {
    const server = this.servers.get(id);
    return server && server.origin === provider?.origin ? server : undefined;
  }

  private choose(id: ProviderId, provider: ResolvedProvider, server: ServerModels): Choice {
    if (provider.type !== 'ollama') {
      const able = server.models.filter(canChat);
      const first = (able.find(({ id: name }) => server.loaded.includes(name)) ?? able[0])?.id;
      return { chat: first, completion: first };
    }
    const before = this.chosen.get(id);
    const filler = before ? before.completion : this.rememberedFiller(provider);
    const { availableBytes } = server;
    const facts: LocalFacts = {
      models: server.models,
      loaded: server.loaded,
      memoryBytes: this.deps.memory.totalBytes(),
      ...(availableBytes === undefined ? {} : { availableBytes }),
      contextTokens: windowTokens(provider, ''),
      isUnfit: (model) => this.trials.isUnfit(provider.origin, model),
      current: before?.chat,
      loadedForCompletions: filler === before?.chat ? undefined : filler,
    };
    const chat = provider.chatModel === undefined ? chooseChatModel(facts) : listedName(provider.chatModel);
    const choice = { chat, completion: provider.completionModel ?? chooseCompletionModel(facts, chat) };
    this.chosen.set(id, choice);
    return choice;
  }

  /** The server keeps a model for half an hour, longer than a window may live: without this the next one would chat with it. */
  private async rememberFiller({ origin }: ResolvedProvider, { chat, completion }: Choice): Promise<void> {
    if (completion !== undefined && completion !== chat) await this.deps.remembered.set(`filler@${origin}`, completion);
  }

  private rememberedFiller({ origin }: ResolvedProvider): string | undefined {
    const filler = this.deps.remembered.get(`filler@${origin}`);
    return typeof filler === 'string' ? filler : undefined;
  }
}

interface Choice {
  readonly chat?: string;
  readonly completion?: string;
}

const nobodyToAsk: Failure = { kind: 'wrong-address', scope: 'provider', evidence: { phase: 'connect' } };

/**
 * The context of another local server in tokens. What it lists is often what a model was made for, not what the server was
 * started with, so that it only lowers ours, unless the row knows better. Nothing makes it larger than it is.
 */
function listedTokens(provider: ResolvedProvider, known: ModelInfo | undefined): number | undefined {
  const listed = provider.local ? known?.contextWindow : undefined;
  if (!known || !listed) return undefined;
  const isServed = provider.listsServedContext === true && provider.contextWindow === undefined;
  return isServed ? listed : Math.min(windowTokens(provider, known.id), listed);
}

/** Built-in clouds never get a model by themselves: the user picks one at set-up. */
function mayChoose(provider: ResolvedProvider): boolean {
  return provider.local || !provider.builtIn;
}
