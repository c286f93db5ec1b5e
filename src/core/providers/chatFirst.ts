import type { ChatRequest, CompletionRequest } from '../contract/ask';
import type { ProviderEvent } from '../contract/events';
import type { Target } from '../contract/target';
import type { CallContext } from './callContext';
import { toFailure } from './failure';
import { ModelTurns } from './modelTurns';
import type { FimRoute, ModelInfo, Provider, ResolvedProvider, Result } from './provider';

/** A local server where completions make room for chat answers, as long as it answers one request at a time. */
export class ChatFirst implements Provider {
  private readonly turns: ModelTurns;

  constructor(
    private readonly server: Required<Pick<Provider, 'complete'>> & Provider,
    private readonly context: CallContext,
    slots: () => number,
  ) {
    this.turns = new ModelTurns(slots);
  }

  get info(): ResolvedProvider {
    return this.server.info;
  }

  chat(request: ChatRequest, target: Target, signal: AbortSignal): AsyncIterable<ProviderEvent> {
    const open: Opening = (stop) => this.server.chat(request, target, stop);
    return target.use === 'chat' ? this.beforeOthers(open, target, signal) : this.duringTurn(open, target, signal);
  }

  complete(request: CompletionRequest, target: Target, signal: AbortSignal): AsyncIterable<ProviderEvent> {
    if (request.kind === 'chat') return this.chat(request, target, signal);
    return this.duringTurn((stop) => this.server.complete(request, target, stop), target, signal);
  }

  fimRoute(model: string, signal: AbortSignal): Promise<FimRoute> {
    return this.server.fimRoute(model, signal);
  }

  listModels(signal: AbortSignal): Promise<Result<readonly ModelInfo[]>> {
    return this.server.listModels(signal);
  }

  check(signal: AbortSignal): Promise<Result<undefined>> {
    return this.server.check(signal);
  }

  private async *beforeOthers(open: Opening, { model }: Target, signal: AbortSignal): ProviderEvents {
    const end = this.turns.beginChat(model);
    try {
      yield* open(signal);
    } finally {
      end();
    }
  }

  /** A completion that a chat answer has pushed aside is over; the user goes on typing and asks again by that. */
  private async *duringTurn(open: Opening, { model }: Target, signal: AbortSignal): ProviderEvents {
    const turn = this.turns.beginCompletion(model);
    try {
      if (turn) {
        yield* open(AbortSignal.any([signal, turn.signal]));
        return;
      }
    } catch (error) {
      if (signal.aborted || !turn?.signal.aborted) throw error;
    } finally {
      turn?.end();
    }
    const failure = toFailure({ phase: 'connect', type: 'chat-first' }, this.info, this.context.clock.now());
    yield { t: 'failure', failure };
  }
}

type ProviderEvents = AsyncGenerator<ProviderEvent>;

/** Begins a request to the server, which ends with this signal. */
type Opening = (signal: AbortSignal) => AsyncIterable<ProviderEvent>;
