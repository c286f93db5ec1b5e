import type { StatusPageComponent, StatusPageRow } from '../statusPageRow';

/** `Claude Sonnet 5.5`, `Opus 4.8`; models are also called by their bare name (`data/claude-incidents-2026.json`). */
const claudeModels = /\b(?:Opus|Sonnet|Haiku|Fable|Mythos)\s+\d+(?:\.\d+)?/gi;

/** Ids of models as they are asked for: `gpt-6-luna`, `o3`, `openai/gpt-oss-120b`, `llama-4-scout-17b-16e-instruct`. */
const modelIds = /(?:[\w-]+\/)?\b(?:(?:chat)?gpt|llama|qwen|kimi|gemma|deepseek)-[\w.-]*\w|\bo\d(?:-\w+)?\b/gi;

/** The page moved behind a challenge for programs in September 2026; the second address shows the same page (§5.1). */
const claudePage = {
  url: 'https://status.claude.com',
  feeds: ['https://status.claude.com/api/v2/summary.json', 'https://anthropic.statuspage.io/api/v2/summary.json'],
  pageId: 'tymt9n04zgry',
  models: claudeModels,
} as const satisfies Partial<StatusPageRow>;

const claudeApi: StatusPageComponent = { id: 'k8w3r06qmzrp', name: /api\.anthropic\.com/i };
const claudeCode: StatusPageComponent = { id: 'yyzkbfz2thpt', name: /^Claude Code$/i };

/** What Claude's page says of its API. */
export const claudeApiPage: StatusPageRow = { ...claudePage, components: [claudeApi] };

/** What Claude's page says of Claude Code, which needs the API as well. */
export const claudeCodePage: StatusPageRow = { ...claudePage, components: [claudeCode, claudeApi] };

/** OpenAI's page on incident.io (§5.2). */
export const openaiPage: StatusPageRow = {
  url: 'https://status.openai.com',
  feeds: ['https://status.openai.com/api/v2/summary.json'],
  pageId: '01JMDK9XYNY6RXSED6SDWW50WY',
  components: [{ id: '01JMXBRMFE6N2NNT7DG6XZQ6PW', name: /^Chat Completions$/i }],
  models: modelIds,
};

/** Groq's page on incident.io (§5.2); neither its id nor those of its parts are known. */
export const groqPage: StatusPageRow = {
  url: 'https://groqstatus.com',
  feeds: ['https://groqstatus.com/api/v2/summary.json'],
  components: [{ name: /\bAPI\b/i }],
  models: modelIds,
};

/** DeepSeek's page, frozen since May 2026 (§5.2); it is read all the same, because it may thaw. */
export const deepseekPage: StatusPageRow = {
  url: 'https://deepseek.statuspage.io',
  feeds: ['https://deepseek.statuspage.io/api/v2/summary.json'],
  components: [{ name: /\bAPI\b/i }],
  models: modelIds,
};

/** A page for people only: good for a second host, and nothing to read (§5.2). */
export function unreadPage(url: string): StatusPageRow {
  return { url, feeds: [], components: [], models: modelIds };
}
