import { systemClock } from '../../src/platform/systemClock';
import { sleep } from '../../src/core/base/async';
import { startGemma, type Gemma } from '../../test/support/gemma';
import { findGemma } from '../../test/support/gemma/place';
import { freePort } from '../../test/support/ports';
import { findRealOllama } from '../../test/ollama/realServer';

/** A real local server with one small model, which can be made to forget it. */
export interface StandIn {
  /** What was measured, in words. */
  readonly name: string;
  readonly provider: 'ollama' | 'llamacpp';
  readonly baseUrl: string;
  readonly model: string;
  /** It is told to load by a request of ours; else it loads as it starts. */
  readonly loadsOnDemand: boolean;
  /** Takes the model out of memory, and waits until it is. */
  cool(signal: AbortSignal): Promise<void>;
  /** Has it in memory again, where no request of ours can. */
  begin(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/** The Ollama at `OLLAMA_HOST`, else llama.cpp with Gemma 3 270M, else why there is none. */
export async function findStandIn(): Promise<StandIn | string> {
  const ollama = await findRealOllama();
  if (typeof ollama !== 'string') return ollamaStandIn(ollama.baseUrl, ollama.models.chat, ollama.version);
  if (!findGemma()) return `${ollama}, and neither llama.cpp nor the weights of Gemma 3 270M are here`;
  return llamaStandIn(await freePort());
}

function ollamaStandIn(baseUrl: string, model: string, version: string): StandIn {
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    name: `Ollama ${version}, ${model}`,
    provider: 'ollama',
    baseUrl,
    model,
    loadsOnDemand: true,
    begin: nothing,
    stop: nothing,
    async cool(signal) {
      const body = JSON.stringify({ model, prompt: '', keep_alive: 0, stream: false });
      await (await fetch(`${baseUrl}/api/generate`, { method: 'POST', body, signal })).text();
      for (;;) {
        const { models } = (await (await fetch(`${baseUrl}/api/ps`, { signal })).json()) as {
          models: { name: string }[];
        };
        if (!models.some(({ name }) => name === model)) return;
        await sleep(systemClock, 50, signal);
      }
    },
  };
}

function llamaStandIn(port: number): StandIn {
  let running: Gemma | undefined;
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };
  return {
    name: 'llama.cpp, Gemma 3 270M; cold counts the start of its server',
    provider: 'llamacpp',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    model: 'gemma-3-270m',
    loadsOnDemand: false,
    cool: stop,
    async begin(signal) {
      running ??= await startGemma({ port, signal });
    },
    stop,
  };
}
