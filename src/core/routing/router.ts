/*
 * The one loop. An ask goes down a plan of targets until one answers. Before the first text or tool call of a target a
 * failed attempt is replaced unseen (`attempt.ts`); after it the seam takes over (`seam.ts`, `joiner.ts`): the text stays on
 * screen and the next target carries it on or starts again. SDKs never retry; whatever is tried again is tried again here.
 */
import { createEmitter, type Emitter, type Event } from '../base/emitter';
import type { ChatAsk, CompletionAsk } from '../contract/ask';
import type { AnswerEvent } from '../contract/events';
import type { Target, Use } from '../contract/target';
import type { Errand, RenderCompletion } from './errand';
import type { IsEnough } from './hedge';
import type * as loopModule from './loop';
import type { RouterSources } from './routerSources';

type Loop = typeof loopModule;

/** Sends asks down their routes. Holds what outlives an ask: the user's yes to an offer, and who is loading. */
export class Router {
  private readonly accepted = new Set<string>();
  private readonly loadingChanged: Emitter<Target | undefined>;
  private readonly ending = new AbortController();
  private loadingTarget: Target | undefined;

  /** Ends with the router. */
  readonly life = this.ending.signal;

  constructor(private readonly sources: RouterSources) {
    this.loadingChanged = createEmitter(sources.logger);
  }

  /** A waiting chat ask has begun or ceased to wait for a local model to load. */
  get onDidChangeLoading(): Event<Target | undefined> {
    return this.loadingChanged.event;
  }

  /** The local model a chat ask is waiting for. */
  get loading(): Target | undefined {
    return this.loadingTarget;
  }

  /**
   * Answers a chat ask. Ends with `done` or `failed`; a stop through `signal` ends it as `done` with outcome `stopped`.
   * Never throws for anything a provider does.
   */
  chat(ask: ChatAsk, signal: AbortSignal): AsyncIterable<AnswerEvent> {
    return this.run(({ chatErrand }) => chatErrand(ask), ask, signal);
  }

  /**
   * Fills a hole in code; `render` makes the request for each target that is tried, `isEnough` says when what one has said
   * may be shown, which decides between a cloud and the local model started beside it. Ends like `chat`.
   */
  complete(
    ask: CompletionAsk,
    render: RenderCompletion,
    signal: AbortSignal,
    isEnough: IsEnough = () => true,
  ): AsyncIterable<AnswerEvent> {
    return this.run(({ completionErrand }) => completionErrand(ask, render, isEnough), ask, signal);
  }

  dispose(): void {
    this.ending.abort();
    this.loadingChanged.dispose();
  }

  private async *run(
    toErrand: (loop: Loop) => Errand,
    ask: ChatAsk | CompletionAsk,
    signal: AbortSignal,
  ): AsyncGenerator<AnswerEvent> {
    // The loop is loaded with the first ask; starting the editor needs none of it.
    const [loop] = await Promise.all([import('./loop'), this.sources.catchUp()]);
    const prepared = this.sources.prepare(ask.use, signal);
    let route = this.sources.route(ask.use);
    if (route.targets.length === 0) {
      await prepared;
      route = this.sources.route(ask.use);
    }
    this.sources.onAsk(route);
    const { sources } = this;
    yield* new loop.AskRun({
      errand: toErrand(loop),
      id: ask.id,
      route,
      prepared,
      sources,
      memory: this,
      signal,
    }).events();
  }

  /** Whether the user has said yes to this kind of move in the present episode. */
  hasAccepted(reason: string, use: Use): boolean {
    const episode = this.sources.health.episode(use);
    return episode !== undefined && this.accepted.has(`${reason}:${episode.id}`);
  }

  /** Remembers a yes for the present episode in this window. */
  accept(reason: string, use: Use): void {
    const episode = this.sources.health.episode(use);
    if (episode) this.accepted.add(`${reason}:${episode.id}`);
  }

  /** Notes which local model a waiting ask is loading. */
  setLoading(target: Target | undefined): void {
    if (this.loadingTarget === target) return;
    this.loadingTarget = target;
    this.loadingChanged.fire(target);
  }
}
