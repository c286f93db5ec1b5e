import Anthropic from '@anthropic-ai/sdk';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort, untilAnswers } from '../../../test/support/ports';
import { eachLine, start, stopTree } from '../../../test/support/processes';
import type { Contender, Ground } from '../contender';
import { askWithHelper, claudeModel } from './anthropicSdk';
import { standIn } from './standIn';

/** claude-code-router with its `fallback`, asked by Anthropic's SDK as Claude Code asks it. */
export async function createClaudeCodeRouter({ simulator, peers }: Ground): Promise<Contender> {
  if (!peers) throw new Error('not installed');
  const port = await freePort();
  const home = mkdtempSync(path.join(tmpdir(), 'understudy-bench-ccr-'));
  mkdirSync(path.join(home, '.claude-code-router'));
  const config = {
    HOST: '127.0.0.1',
    PORT: port,
    LOG: false,
    Providers: [
      {
        name: 'star',
        api_base_url: `${simulator.url('claude')}/v1/messages`,
        api_key: simulator.key('claude'),
        models: [claudeModel],
        transformer: { use: ['Anthropic'] },
      },
      {
        name: 'back',
        api_base_url: `${simulator.url(standIn.id)}/chat/completions`,
        api_key: simulator.key(standIn.id),
        models: [standIn.model],
      },
    ],
    Router: { default: `star,${claudeModel}` },
    fallback: { default: [`back,${standIn.model}`] },
  };
  writeFileSync(path.join(home, '.claude-code-router/config.json'), JSON.stringify(config));
  const child = start(process.execPath, [peers.file('@musistudio/claude-code-router', 'dist/cli.js'), 'start'], {
    env: { HOME: home, USERPROFILE: home },
    cwd: home,
  });
  const said: string[] = [];
  eachLine(child, (line) => said.push(line));
  const stop = async (): Promise<void> => {
    await stopTree(child);
    rmSync(home, { recursive: true, force: true });
  };
  const baseURL = `http://127.0.0.1:${port}`;
  try {
    await untilAnswers(`${baseURL}/health`, {
      limitMs: 30_000,
      late: () => `it did not listen: ${said.slice(-3).join(' ')}`,
      gone: () => (child.exitCode === null ? undefined : `it ended: ${said.slice(-3).join(' ')}`),
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const client = new Anthropic({ baseURL, apiKey: 'any' });
  return {
    name: 'claude-code-router',
    hasStandIn: true,
    renew: () => undefined, // It remembers no failure.
    ask: (prompt, screen, signal) => askWithHelper(client, prompt, screen, signal),
    pid: child.pid,
    stop,
  };
}
