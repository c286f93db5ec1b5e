import { edgeHeaders } from '../../src/core/outages/bytes/edge';
import type { FaultWire } from '../../src/core/outages/faults/fault';

/** The provider ids of the product; each is one simulated service. */
export type ServiceId =
  | 'claude'
  | 'openai'
  | 'gemini'
  | 'mistral'
  | 'openrouter'
  | 'groq'
  | 'deepseek'
  | 'lmstudio'
  | 'llamacpp'
  | 'vllm'
  | 'ollama';

/** One simulated service: where it is found, what it speaks, which models it has. */
export interface Service {
  readonly id: ServiceId;
  readonly label: string;
  readonly wire: FaultWire;
  /** The name under which the forward proxy finds it; local services have none. */
  readonly host?: string;
  /** What follows the origin in the base URL of a client. */
  readonly basePath: string;
  /** The key it accepts; absent means it asks for none. */
  readonly key?: string;
  readonly models: readonly string[];
  /** Headers of its edge, on every answer. */
  readonly edge: Readonly<Record<string, string>>;
}

/** Every service, the star first. */
export const services: readonly Service[] = [
  {
    id: 'claude',
    label: 'Claude',
    wire: 'anthropic',
    host: 'api.claude.test',
    basePath: '',
    key: 'sk-ant-api03-simulated-key-of-understudy-0123456789',
    models: ['claude-sonnet-5-5', 'claude-haiku-5-5', 'claude-opus-5-5', 'claude-fable-5-1', 'claude-haiku-4-5'],
    edge: edgeHeaders('claude'),
  },
  {
    id: 'openai',
    label: 'OpenAI',
    wire: 'openai',
    host: 'api.openai.test',
    basePath: '/v1',
    key: 'sk-proj-simulated-key-0123456789',
    models: ['gpt-6-luna', 'gpt-5.4-mini'],
    edge: edgeHeaders('openai'),
  },
  {
    id: 'gemini',
    label: 'Gemini',
    wire: 'openai',
    host: 'api.gemini.test',
    basePath: '/v1beta/openai',
    key: 'AIzaSimulatedKey0123456789012345678901',
    models: ['gemini-3.8-flash', 'gemini-3-flash-preview'],
    edge: edgeHeaders('gemini'),
  },
  {
    id: 'mistral',
    label: 'Mistral',
    wire: 'openai',
    host: 'api.mistral.test',
    basePath: '/v1',
    key: 'simulatedMistralKey0123456789012',
    models: ['mistral-medium-latest', 'codestral-latest'],
    edge: edgeHeaders('mistral'),
  },
  {
    id: 'openrouter',
    label: 'OpenRouter',
    wire: 'openai',
    host: 'api.openrouter.test',
    basePath: '/api/v1',
    key: 'sk-or-v1-simulated0123456789',
    models: ['google/gemma-4-31b-it', 'anthropic/claude-sonnet-5-5'],
    edge: edgeHeaders('openrouter'),
  },
  {
    id: 'groq',
    label: 'Groq',
    wire: 'openai',
    host: 'api.groq.test',
    basePath: '/openai/v1',
    key: 'gsk_simulated0123456789',
    models: ['gemma-4-31b-it'],
    edge: edgeHeaders('groq'),
  },
  {
    id: 'deepseek',
    label: 'DeepSeek',
    wire: 'openai',
    host: 'api.deepseek.test',
    basePath: '',
    key: 'sk-simulated0123456789abcdef01234567',
    models: ['deepseek-chat'],
    edge: edgeHeaders('deepseek'),
  },
  {
    id: 'lmstudio',
    label: 'LM Studio',
    wire: 'openai',
    basePath: '/v1',
    models: ['gemma-4-e4b'],
    edge: edgeHeaders('lmstudio'),
  },
  {
    id: 'llamacpp',
    label: 'llama.cpp',
    wire: 'openai',
    basePath: '/v1',
    models: ['gemma-3-270m-it'],
    edge: edgeHeaders('llamacpp'),
  },
  {
    id: 'vllm',
    label: 'vLLM',
    wire: 'openai',
    basePath: '/v1',
    models: ['google/gemma-4-e4b-it'],
    edge: edgeHeaders('vllm'),
  },
  { id: 'ollama', label: 'Ollama', wire: 'ollama', basePath: '', models: [], edge: {} },
];

/** The service with this id. @throws when there is none. */
export function serviceById(id: string): Service {
  const service = services.find((one) => one.id === id);
  if (!service) throw new Error(`no such service: ${id}`);
  return service;
}

/** The service behind this name, or `undefined`. */
export function serviceByHost(host: string): Service | undefined {
  return services.find((one) => one.host === host);
}
