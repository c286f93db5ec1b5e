import type { ProviderRow } from '../provider';
import { claudeApiPage, claudeCodePage } from './statusPages';

/** Claude through its API, with the user's key (`providers.md` §1). */
const claude: ProviderRow = {
  id: 'claude',
  label: 'Claude',
  service: 'anthropic',
  type: 'anthropic',
  baseUrl: 'https://api.anthropic.com',
  key: 'required',
  keyEnv: 'ANTHROPIC_API_KEY',
  keyPage: 'https://platform.claude.com/settings/keys',
  keyPattern: /^sk-ant-/,
  chatModel: 'claude-sonnet-5-5',
  completionModel: 'claude-haiku-5-5',
  // §1.7. The 4.x models read 200K; everything later reads 1M.
  windows: [
    { prefix: 'claude-haiku-4-', tokens: 200_000 },
    { prefix: 'claude-sonnet-4-', tokens: 200_000 },
    { prefix: 'claude-opus-4-', tokens: 200_000 },
    { prefix: '', tokens: 1_000_000 },
  ],
  // §1.7. Haiku 5.5 costs five times as much above 100K tokens of prompt, which one price per model cannot say.
  prices: [
    { prefix: 'claude-fable-5-1', input: 10, output: 50 },
    { prefix: 'claude-opus-5-5', input: 4, output: 20 },
    { prefix: 'claude-sonnet-5-5', input: 2, output: 10 },
    { prefix: 'claude-haiku-5-5', input: 0.1, output: 0.5 },
  ],
  edgeMarks: ['cf-ray', 'request-id'],
  quirks: [],
  continuation: 'none',
  fim: 'none',
  keyCheck: '/v1/models?limit=1',
  statusPage: claudeApiPage,
};

/** The user's own `claude` program with its own login. It has no address of ours: the program finds its way. */
const claudeCode: ProviderRow = {
  id: 'claude-code',
  label: 'Claude Code',
  service: 'anthropic',
  type: 'claude-code',
  baseUrl: '',
  key: 'none',
  // Its own choice, by plan and settings; a name or one of its aliases may take its place.
  chatModel: 'default',
  windows: [{ prefix: '', tokens: 200_000 }],
  edgeMarks: [],
  quirks: ['claude-code-text'],
  continuation: 'none',
  fim: 'none',
  statusPage: claudeCodePage,
};

/** Rows of the service `anthropic`. */
export const anthropicRows: readonly ProviderRow[] = [claude, claudeCode];
