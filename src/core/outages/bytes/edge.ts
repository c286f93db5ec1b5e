const cloudflare = { server: 'cloudflare', 'cf-ray': '8f1c2d3e4a5b6c7d-FRA' };

/** Headers that the edge of a service puts on every answer, by service id (`providers.md` §1.4, §4). */
const edges: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  claude: { ...cloudflare, 'anthropic-organization-id': '00000000-0000-4000-8000-000000000000' },
  openai: { ...cloudflare, 'openai-organization': 'simulated', 'openai-version': '2020-10-01' },
  gemini: { server: 'scaffolding on HTTPServer2', 'server-timing': 'gfet4t7; dur=12' },
  mistral: { ...cloudflare, 'mistral-correlation-id': '00000000-0000-7000-8000-000000000000' },
  openrouter: cloudflare,
  groq: { ...cloudflare, 'x-groq-region': 'fra' },
  deepseek: { server: 'elb', 'x-ds-trace-id': '0123456789abcdef0123456789abcdef' },
  lmstudio: { 'x-powered-by': 'Express' },
  llamacpp: { server: 'llama.cpp' },
  vllm: { server: 'uvicorn' },
};

/** The edge headers of a service; none where its edge is not known. */
export function edgeHeaders(service: string): Readonly<Record<string, string>> {
  return edges[service] ?? {};
}
