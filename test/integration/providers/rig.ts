import type { ChatRequest } from '../../../src/core/contract/ask';
import type { ProviderEvent } from '../../../src/core/contract/events';
import type { Failure } from '../../../src/core/contract/failure';
import type { Target, Use } from '../../../src/core/contract/target';
import { silentLogger } from '../../../src/core/base/logger';
import { ProviderRegistry } from '../../../src/core/providers/registry';
import { durations, type Durations } from '../../../src/core/routing/durations';
import type { ProviderSetting } from '../../../src/core/settings/snapshot';
import { systemClock } from '../../../src/platform/systemClock';
import { settingsOf } from '../../support/routingWorld';
import { serviceById, type ServiceId } from '../../simulator/services';
import type { Simulator } from '../../simulator/simulator';

/** How the rig differs from a plain one. */
export interface RigOptions {
  /** Limits other than those of the policy. */
  readonly durations?: Partial<Durations>;
  readonly providers?: Readonly<Record<string, ProviderSetting>>;
  readonly key?: string;
  /** Variables of the environment; none unless given. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A registry whose providers reach the simulator: clouds under their `.test` names, so that they count as clouds, local
 * servers on their own ports.
 */
export function createRig(sim: Simulator, options: RigOptions = {}): ProviderRegistry {
  const clouds: ServiceId[] = ['claude', 'openai', 'gemini', 'mistral', 'openrouter', 'groq', 'deepseek'];
  const locals: ServiceId[] = ['ollama', 'lmstudio', 'llamacpp', 'vllm'];
  const providers: Record<string, ProviderSetting> = { ...options.providers };
  for (const id of clouds) providers[id] ??= { baseUrl: [sim.cloudUrl(id)] };
  for (const id of locals) providers[id] ??= { baseUrl: [sim.url(id)] };
  const settings = settingsOf({ providers });
  return new ProviderRegistry({
    settings: () => settings,
    fetch: (url, init) => globalThis.fetch(toDoor(sim, clouds, url), init),
    keys: (provider) => Promise.resolve(options.key ?? sim.key(provider.id as ServiceId)),
    clock: systemClock,
    durations: { ...durations, ...options.durations },
    logger: silentLogger,
    env: (name) => options.env?.[name],
  });
}

function toDoor(sim: Simulator, clouds: readonly ServiceId[], url: string): string {
  const id = clouds.find((one) => new URL(url).hostname === serviceById(one).host);
  if (!id) return url;
  return url.replace(new URL(url).origin, new URL(sim.url(id)).origin);
}

/** The first model of a service, or a small Gemma. */
export function targetOf(id: ServiceId, use: Use = 'chat'): Target {
  return { provider: id, model: serviceById(id).models[0] ?? 'gemma3:4b', use };
}

/** One question. */
export const question: ChatRequest = {
  kind: 'chat',
  use: 'chat',
  system: 'Be brief.',
  messages: [{ role: 'user', text: 'How does a stand-in take over?' }],
};

/** An answer read to its end. */
export interface Heard {
  readonly events: readonly ProviderEvent[];
  readonly text: string;
  readonly failure: Failure | undefined;
}

/** Reads everything a provider says. */
export async function hear(stream: AsyncIterable<ProviderEvent>): Promise<Heard> {
  const events: ProviderEvent[] = [];
  for await (const event of stream) events.push(event);
  const last = events.at(-1);
  const text = events.map((event) => (event.t === 'text' ? event.text : '')).join('');
  return { events, text, failure: last?.t === 'failure' ? last.failure : undefined };
}
