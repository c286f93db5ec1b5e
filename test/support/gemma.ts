import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { buildEngine } from './gemma/engine';
import { cacheFolder, findGemma, findProgram, gemmaPlaces, MODEL_NAME, type GemmaFiles } from './gemma/place';
import { findPython } from './gemma/pypi';
import { fetchWeights } from './gemma/weights';
import { withLock } from './lock';
import { freePort, untilAnswers } from './ports';
import { eachLine, start, stopTree } from './processes';

/** How real Gemma is fetched and started. */
export interface GemmaOptions {
  readonly port?: number;
  /** The form of the prompt; absent means the plain text that the base weights know. */
  readonly chatTemplate?: string;
  readonly onProgress?: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A running llama.cpp server with Gemma 3 270M. */
export interface Gemma {
  /** What the `llamacpp` provider is given as `baseUrl`. */
  readonly baseUrl: string;
  readonly model: string;
  stop(): Promise<void>;
}

const START_LIMIT_MS = 60_000;

/**
 * The published weights are the base model, which knows no turns: asked in plain text it answers, asked with the tags of
 * the instruction-tuned one it babbles.
 */
const PLAIN_TEMPLATE = [
  '{%- for message in messages -%}',
  "{%- if message.role == 'user' -%}Question: {{ message.content }}\n",
  "{% elif message.role == 'assistant' -%}Answer: {{ message.content }}\n\n",
  '{% else -%}{{ message.content }}\n\n',
  '{% endif -%}{%- endfor -%}{%- if add_generation_prompt -%}Answer:{%- endif -%}',
].join('');

/** The turn marks that Gemma 3 was tuned on; the last turn of the assistant is left open, so that it can be carried on. */
export const GEMMA_TURNS = [
  '{{ bos_token }}{%- for message in messages -%}',
  "<start_of_turn>{{ 'model' if message.role == 'assistant' else 'user' }}\n{{ message.content }}",
  "{%- if not loop.last or message.role != 'assistant' -%}<end_of_turn>\n{% endif -%}",
  '{%- endfor -%}{%- if add_generation_prompt -%}<start_of_turn>model\n{% endif -%}',
].join('');

/**
 * Fetches the weights and builds the engine where they are missing; the second time it only looks.
 * Throws a sentence where this machine cannot have them. Two processes at once take turns.
 */
export async function prepareGemma({ onProgress: say = () => undefined, signal }: GemmaOptions): Promise<GemmaFiles> {
  const ready = findGemma();
  if (ready) return ready;
  const cache = cacheFolder();
  await mkdir(cache, { recursive: true });
  await withLock(path.join(cache, 'prepare.lock'), signal, async () => {
    const { weights, engine } = gemmaPlaces();
    const work = await mkdtemp(path.join(cache, 'work-'));
    try {
      const python = await findPython(signal);
      if (!existsSync(weights)) await fetchWeights(weights, work, python, say, signal);
      if (!existsSync(engine) && !findProgram('llama-server')) await buildEngine(engine, work, python, say, signal);
    } catch (error) {
      say(`no real Gemma here: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  });
  const prepared = findGemma();
  if (!prepared) throw new Error('Gemma was fetched, but is not where it should be.');
  return prepared;
}

/** Starts real Gemma behind llama.cpp's server on loopback and returns when it is ready to answer. */
export async function startGemma(options: GemmaOptions): Promise<Gemma> {
  const { weights, engine } = await prepareGemma(options);
  const port = options.port ?? (await freePort());
  options.onProgress?.('starting llama.cpp with Gemma 3 270M');
  const child = start(engine, serverArguments(weights, port, options.chatTemplate ?? PLAIN_TEMPLATE));
  const lines: string[] = [];
  eachLine(child, (line) => lines.push(line));
  const told = (what: string): string => `llama.cpp ${what}:\n${lines.slice(-10).join('\n')}`;
  try {
    await untilAnswers(`http://127.0.0.1:${port}/health`, {
      limitMs: START_LIMIT_MS,
      late: () => told('did not get ready'),
      gone: () => (child.exitCode === null ? undefined : told(`ended with ${child.exitCode}`)),
      signal: options.signal,
    });
  } catch (error) {
    await stopTree(child);
    throw error;
  }
  return { baseUrl: `http://127.0.0.1:${port}/v1`, model: MODEL_NAME, stop: () => stopTree(child) };
}

/** One thread: two wait for each other at every layer, which on a machine with other work takes many times as long. */
function serverArguments(weights: string, port: number, chatTemplate: string): string[] {
  const address = ['--host', '127.0.0.1', '--port', String(port)];
  const model = ['-m', weights, '--alias', MODEL_NAME, '--jinja', '--chat-template', chatTemplate, '-r', 'Question:'];
  return [...address, ...model, '-c', '8192', '-np', '1', '--threads', '1', '--seed', '1', '--no-webui', '--offline'];
}
