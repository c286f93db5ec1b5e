import type { ServiceId } from '../../simulator/services';
import type { Simulator } from '../../simulator/simulator';

/** A question as it reached a service. */
export interface ReceivedAsk {
  readonly model: string | undefined;
  /** The system text: our own, and the project's instructions. */
  readonly system: string;
  /** The last message of the user: context and question. */
  readonly question: string;
  /** How the simulator saw it end. */
  outcome(): string;
}

/** The chat asks that a service has received since the last reset, in order. */
export function chatAsks({ control }: Simulator, service: ServiceId): readonly ReceivedAsk[] {
  return control.journal.requests
    .filter((request) => request.service === service && request.use === 'chat')
    .map((request) => {
      const body = request.body as { system?: string; messages: readonly { role: string; content: string }[] };
      const inMessages = body.messages.find(({ role }) => role === 'system')?.content;
      return {
        model: request.model,
        system: body.system ?? inMessages ?? '',
        question: body.messages.at(-1)?.content ?? '',
        outcome: () => request.outcome,
      };
    });
}

/** The last chat ask that a service has received; throws when there was none. */
export function lastAsk(simulator: Simulator, service: ServiceId): ReceivedAsk {
  const ask = chatAsks(simulator, service).at(-1);
  if (!ask) throw new Error(`${service} was not asked.`);
  return ask;
}
