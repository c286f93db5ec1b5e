import type { ProviderRow } from '../provider';

/** The context every Ollama call asks for. One value for chat and completions: another one reloads the model. */
const ollamaContextTokens = 8_192;

/** Servers on the user's machine or in the house (`providers.md` §3 and §4). Their service is their origin. */
export const localRows: readonly ProviderRow[] = [
  {
    id: 'ollama',
    label: 'Ollama',
    service: 'local',
    type: 'ollama',
    baseUrl: 'http://127.0.0.1:11434',
    hostVariable: 'OLLAMA_HOST',
    slotsVariable: 'OLLAMA_NUM_PARALLEL',
    key: 'none',
    windows: [{ prefix: '', tokens: ollamaContextTokens }],
    edgeMarks: [],
    quirks: ['ollama-text'],
    continuation: 'none',
    fim: 'suffix',
  },
  {
    id: 'lmstudio',
    label: 'LM Studio',
    service: 'local',
    type: 'openai',
    baseUrl: 'http://127.0.0.1:1234/v1',
    key: 'optional',
    windows: [{ prefix: '', tokens: 8_192 }],
    edgeMarks: [],
    quirks: [],
    modelsApi: 'lm-studio',
    continuation: 'none',
    fim: 'raw',
  },
  {
    id: 'llamacpp',
    label: 'llama.cpp',
    service: 'local',
    type: 'openai',
    baseUrl: 'http://127.0.0.1:8080/v1',
    // Its README's examples moved to this port (§4).
    otherBaseUrls: ['http://127.0.0.1:9931/v1'],
    key: 'optional',
    dialect: { streamUsage: true, maxTokens: 'max_tokens', templateSwitch: true },
    windows: [{ prefix: '', tokens: 8_192 }],
    edgeMarks: [],
    quirks: ['llamacpp-loading'],
    modelsApi: 'llama-server',
    continuation: 'trailing-assistant',
    fim: 'infill',
  },
  {
    id: 'vllm',
    label: 'vLLM',
    service: 'local',
    type: 'openai',
    baseUrl: 'http://127.0.0.1:8000/v1',
    key: 'optional',
    dialect: { streamUsage: true, maxTokens: 'max_tokens', templateSwitch: true },
    windows: [{ prefix: '', tokens: 8_192 }],
    edgeMarks: [],
    quirks: [],
    continuation: 'continue-final-message',
    fim: 'raw',
  },
];
