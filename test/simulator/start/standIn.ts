import { startGemma } from '../../support/gemma';
import type { Stage } from './stage';

/** Who answers when Claude does not, and the settings that put it on the routes. */
export interface StandIn {
  /** What the user is told. */
  readonly words: string;
  readonly providers: Readonly<Record<string, unknown>>;
  readonly route: readonly string[];
  stop(): Promise<void>;
}

const OLLAMA = 'http://127.0.0.1:11434';

/** The best stand-in this machine has: a real Ollama, a real Gemma in llama.cpp, the simulated Ollama. */
export async function findStandIn(
  stage: Stage,
  scripted: boolean,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<StandIn> {
  if (!scripted) {
    const real = (await realOllama()) ?? (await realGemma(say, signal));
    if (real) return real;
  }
  return {
    words: 'the simulated Ollama: its words are scripted, no model is running',
    providers: { ollama: { baseUrl: stage.services['ollama']?.url } },
    route: ['claude', 'ollama'],
    stop: async () => undefined,
  };
}

async function realOllama(): Promise<StandIn | undefined> {
  const host = process.env['OLLAMA_HOST'];
  const baseUrl = host ? (host.includes('://') ? host : `http://${host}`) : OLLAMA;
  const response = await fetch(new URL('/api/tags', baseUrl), { signal: AbortSignal.timeout(2000) }).catch(
    () => undefined,
  );
  if (!response?.ok) return undefined;
  return {
    words: `your own Ollama at ${baseUrl}`,
    providers: baseUrl === OLLAMA ? {} : { ollama: { baseUrl } },
    route: ['claude', 'ollama'],
    stop: async () => undefined,
  };
}

async function realGemma(say: (line: string) => void, signal: AbortSignal): Promise<StandIn | undefined> {
  try {
    const gemma = await startGemma({ onProgress: say, signal });
    const { baseUrl, model } = gemma;
    return {
      words: 'a real Gemma 3 270M in llama.cpp: small, quick and often wrong, but nothing is scripted',
      providers: { llamacpp: { baseUrl, chatModel: model, completionModel: model } },
      route: ['claude', 'llamacpp'],
      stop: () => gemma.stop(),
    };
  } catch (error) {
    signal.throwIfAborted();
    say(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
    return undefined;
  }
}
