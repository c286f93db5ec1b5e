import { request } from 'node:http';
import { shapeOf, type Shape } from './ollamaShape';

/** The models that the probes are put to. */
export interface ProbeModels {
  /** Holds a chat and can neither think nor call tools nor fill holes. */
  readonly chat: string;
  /** Has a template with a suffix; without one its probes are left out. */
  readonly insert?: string;
}

/** What a server made of one probe. */
export interface ProbeResult {
  readonly status: number;
  readonly contentType: string;
  /** The kinds of lines in their order, runs of one kind once; or the bare text of an answer that is no JSON. */
  readonly lines: readonly Shape[];
}

/** One request and what to know of its answer. */
interface Probe {
  readonly name: string;
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly path: string;
  readonly host?: string;
  readonly body?: (models: ProbeModels) => unknown;
  readonly needsInsert?: true;
}

const missing = 'no-such-model:1b';
const question = [{ role: 'user', content: 'Name three colours.' }];
const tool = {
  type: 'function',
  function: { name: 'look', description: 'Looks.', parameters: { type: 'object', properties: {} } },
};
/** What every call of ours sends; another context would have the model loaded anew. */
const ours = { think: false, truncate: false, shift: false, keep_alive: 60 };
const options = { num_ctx: 2048, num_predict: 6, temperature: 0, seed: 1 };

/** In their order: what is in memory at one probe depends on those before it. */
const probes: readonly Probe[] = [
  { name: 'the root', path: '/' },
  { name: 'the root, head only', method: 'HEAD', path: '/' },
  { name: 'the version', path: '/api/version' },
  { name: 'a path that is none', path: '/api/nowhere' },
  { name: 'a foreign host header', path: '/api/tags', host: 'evil.example' },
  { name: 'what is pulled', path: '/api/tags' },
  { name: 'a model’s description', path: '/api/show', body: ({ chat }) => ({ model: chat }) },
  { name: 'the description of a model that is missing', path: '/api/show', body: () => ({ model: missing }) },
  { name: 'the description of nothing', path: '/api/show', body: () => ({}) },
  { name: 'unloading', path: '/api/generate', body: ({ chat }) => ({ model: chat, prompt: '', keep_alive: 0 }) },
  {
    name: 'loading',
    path: '/api/generate',
    body: ({ chat }) => ({ ...ours, model: chat, prompt: '', stream: false, options }),
  },
  { name: 'loading by chat', path: '/api/chat', body: ({ chat }) => ({ ...ours, model: chat, messages: [], options }) },
  { name: 'what is in memory', path: '/api/ps' },
  { name: 'a chat', path: '/api/chat', body: ({ chat }) => ({ ...ours, model: chat, messages: question, options }) },
  {
    name: 'a chat in one piece',
    path: '/api/chat',
    body: ({ chat }) => ({ ...ours, model: chat, messages: question, stream: false, options }),
  },
  {
    name: 'a raw prompt',
    path: '/api/generate',
    body: ({ chat }) => ({ ...ours, model: chat, prompt: 'one two three', raw: true, options }),
  },
  {
    name: 'a hole',
    path: '/api/generate',
    body: ({ insert }) => ({ ...ours, model: insert, prompt: 'function add(a, b) {', suffix: '}', options }),
    needsInsert: true,
  },
  {
    name: 'a hole for a model without a template for it',
    path: '/api/generate',
    body: ({ chat }) => ({ ...ours, model: chat, prompt: 'a', suffix: 'b', options }),
  },
  {
    name: 'a chat with a model that is missing',
    path: '/api/chat',
    body: () => ({ model: missing, messages: question }),
  },
  {
    name: 'a prompt for a model that is missing',
    path: '/api/generate',
    body: () => ({ model: missing, prompt: 'a' }),
  },
  { name: 'a chat with nobody', path: '/api/chat', body: () => ({ messages: question }) },
  { name: 'a chat without a body', path: '/api/chat', body: () => undefined },
  {
    name: 'thinking that a model cannot do',
    path: '/api/chat',
    body: ({ chat }) => ({ model: chat, messages: question, think: true }),
  },
  {
    name: 'tools that a model cannot call',
    path: '/api/chat',
    body: ({ chat }) => ({ model: chat, messages: question, tools: [tool] }),
  },
  {
    name: 'a raw prompt with a system text',
    path: '/api/generate',
    body: ({ chat }) => ({ model: chat, prompt: 'a', raw: true, system: 'b' }),
  },
  {
    name: 'a chat longer than its context',
    path: '/api/chat',
    body: ({ chat }) => ({
      ...ours,
      model: chat,
      messages: [{ role: 'user', content: 'word '.repeat(4_000) }],
      options,
    }),
  },
  {
    name: 'a raw prompt longer than its context',
    path: '/api/generate',
    body: ({ chat }) => ({ ...ours, model: chat, prompt: 'word '.repeat(4_000), raw: true, options }),
  },
  { name: 'unloading by chat', path: '/api/chat', body: ({ chat }) => ({ model: chat, messages: [], keep_alive: 0 }) },
  { name: 'pulling a name that is none', path: '/api/pull', body: () => ({ model: '' }) },
];

/** Puts every probe to a server and tells what each answer is made of; `undefined` for those its models do not allow. */
export async function probe(
  baseUrl: string,
  models: ProbeModels,
): Promise<ReadonlyMap<string, ProbeResult | undefined>> {
  const results = new Map<string, ProbeResult | undefined>();
  for (const one of probes) {
    const isLeftOut = one.needsInsert && models.insert === undefined;
    results.set(one.name, isLeftOut ? undefined : await put(baseUrl, one, models));
  }
  return results;
}

async function put(baseUrl: string, one: Probe, models: ProbeModels): Promise<ProbeResult> {
  const sent = one.body?.(models);
  const answer = await send(baseUrl, one, one.body ? (sent === undefined ? '' : JSON.stringify(sent)) : undefined);
  const named = Object.values(models).filter((name) => name !== undefined);
  const text = named.reduce((all, name) => all.replaceAll(name, '<model>'), answer.text);
  return { status: answer.status, contentType: answer.contentType, lines: linesOf(text) };
}

function linesOf(text: string): readonly Shape[] {
  const shapes: Shape[] = [];
  for (const line of text.split('\n').filter((item) => item !== '')) {
    const shape = line.startsWith('{') ? shapeOf(JSON.parse(line)) : line;
    if (JSON.stringify(shape) !== JSON.stringify(shapes.at(-1))) shapes.push(shape);
  }
  return shapes;
}

/** By Node's own client: `fetch` sets the header `Host` itself. */
function send(
  baseUrl: string,
  { method, path, host, body: hasBody }: Probe,
  body: string | undefined,
): Promise<{ readonly status: number; readonly contentType: string; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(host === undefined ? {} : { host }),
      ...(body ? { 'content-type': 'application/json' } : {}),
    };
    const call = request(
      new URL(path, baseUrl),
      { method: method ?? (hasBody ? 'POST' : 'GET'), headers },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, contentType: response.headers['content-type'] ?? '', text }),
        );
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}
