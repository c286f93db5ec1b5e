import OpenAI from 'openai';
import { freePort, untilAnswers } from '../../../test/support/ports';
import { eachLine, start, stopTree } from '../../../test/support/processes';
import type { Contender, Ground } from '../contender';
import { isInOwnNetwork } from '../namespace';
import { claudeModel, maxTokens } from './anthropicSdk';
import { standIn } from './standIn';

/** Portkey's gateway with its fallback strategy, asked by OpenAI's SDK as its README shows; with and without its time limit. */
export async function createPortkeys({ simulator, peers }: Ground, requestTimeoutMs: number): Promise<Contender[]> {
  if (!peers) throw new Error('not installed');
  if (!isInOwnNetwork())
    throw new Error('it listens on every address of the machine, and there is no namespace to hide it in');
  const port = await freePort();
  const script = peers.file('@portkey-ai/gateway', 'build/start-server.js');
  const child = start(process.execPath, [script, `--port=${port}`, '--headless']);
  const said: string[] = [];
  eachLine(child, (line) => said.push(line));
  const stop = (): Promise<void> => stopTree(child);
  try {
    await untilAnswers(`http://127.0.0.1:${port}/`, {
      limitMs: 30_000,
      late: () => `it did not listen: ${said.slice(-3).join(' ')}`,
      gone: () => (child.exitCode === null ? undefined : `it ended: ${said.slice(-3).join(' ')}`),
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const contender = (name: string, limit: object): Contender => {
    const config = {
      strategy: { mode: 'fallback' },
      ...limit,
      targets: [
        {
          provider: 'anthropic',
          api_key: simulator.key('claude'),
          custom_host: `${simulator.url('claude')}/v1`,
          override_params: { model: claudeModel },
        },
        {
          provider: standIn.id,
          api_key: simulator.key(standIn.id),
          custom_host: simulator.url(standIn.id),
          override_params: { model: standIn.model },
        },
      ],
    };
    const client = new OpenAI({
      baseURL: `http://127.0.0.1:${port}/v1`,
      apiKey: 'any',
      defaultHeaders: { 'x-portkey-config': JSON.stringify(config) },
    });
    return {
      name,
      hasStandIn: true,
      renew: () => undefined, // It remembers no failure.
      ask: async (prompt, screen, signal) => {
        const stream = client.chat.completions.stream(
          { model: claudeModel, max_tokens: maxTokens, messages: [{ role: 'user', content: prompt }] },
          { signal },
        );
        stream.on('content', (more) => screen.show(more));
        await stream.finalChatCompletion();
      },
      pid: child.pid,
      stop,
    };
  };
  return [contender('Portkey', {}), contender('Portkey with a limit', { request_timeout: requestTimeoutMs })];
}
