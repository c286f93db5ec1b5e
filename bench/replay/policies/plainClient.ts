import { Cancelled } from '../../../src/core/base/async';
import { silentLogger } from '../../../src/core/base/logger';
import { renderCompletion } from '../../../src/core/completions/render';
import type { Failure } from '../../../src/core/contract/failure';
import { windowTokens } from '../../../src/core/providers/modelFacts';
import { ProviderRegistry } from '../../../src/core/providers/registry';
import { durations, scaleDurations } from '../../../src/core/routing/durations';
import { chatErrand, completionErrand } from '../../../src/core/routing/errand';
import { keyOf, settingsFor, toChatAsk, toCompletionAsk } from '../asking';
import type { Stage } from '../policy';
import type { Screen } from '../screen';
import type { UserAsk } from '../workload';

/** How one request ended for a client without a policy of its own. */
export type Spoken =
  | { readonly t: 'whole' }
  | { readonly t: 'stopped' }
  /** `isOpen`: the provider had answered 200 before it broke, so that an SDK's or a gateway's retry is over. */
  | { readonly t: 'failure'; readonly failure: Failure; readonly isOpen: boolean };

/** Clients of other policies are as patient as their SDKs: all our own limits are moved out of the way. */
const patient = scaleDurations(durations, 1 / 10_000);

/**
 * The providers without our policy: the same SDKs on the same wires with the same requests, no deadline, no retry. Each of the
 * policies we compare with is built from its `speak`.
 */
export class PlainClient {
  private readonly registry: ProviderRegistry;

  constructor(stage: Stage, fetch = stage.internet.fetch) {
    const settings = settingsFor(stage.route);
    this.registry = new ProviderRegistry({
      settings: () => settings,
      fetch,
      keys: (provider) => Promise.resolve(keyOf(provider.id)),
      clock: stage.clock,
      durations: patient,
      logger: silentLogger,
    });
  }

  /** One request; its text goes to the screen as it comes. */
  async speak(id: string, ask: UserAsk, screen: Screen, signal: AbortSignal): Promise<Spoken> {
    const provider = this.registry.get(id);
    if (!provider) throw new Error(`no provider ${id}`);
    const { info } = provider;
    const model = (ask.use === 'chat' ? info.chatModel : info.completionModel) ?? '';
    const entry = { provider: info, target: { provider: id, model, use: ask.use } };
    const errand =
      ask.use === 'chat'
        ? chatErrand(toChatAsk(ask))
        : completionErrand(toCompletionAsk(ask), (completion, to, by, until) =>
            renderCompletion(completion, to.target, by, until),
          );
    try {
      const rendered = await errand.render(entry, provider, { windowTokens: windowTokens(info, model) }, signal);
      if (rendered.t !== 'request') throw new Error(`the ask was not rendered: ${rendered.t}`);
      for await (const event of errand.open(provider, entry, rendered.request, signal)) {
        if (event.t === 'text') screen.show(event.text);
        // An SDK ends its stream without a word when the proof of completion is missing (`providers.md` §0).
        else if (event.t === 'failure' && event.failure.evidence.observed !== 'no-proof')
          return toSpoken(event.failure);
      }
      return { t: 'whole' };
    } catch (error) {
      if (error instanceof Cancelled) return { t: 'stopped' };
      throw error;
    }
  }
}

function toSpoken(failure: Failure): Spoken {
  const { phase } = failure.evidence;
  return { t: 'failure', failure, isOpen: phase !== 'connect' && phase !== 'headers' };
}

/** What these clients show for a failure: the provider's own words, as their SDKs put them into the error. */
export function rawWords({ evidence }: Failure): string {
  return `${evidence.status ?? ''} ${evidence.type ?? evidence.errno ?? ''} ${evidence.text ?? ''}`.trim();
}
