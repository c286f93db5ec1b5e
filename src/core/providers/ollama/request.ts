import type { ChatRequest as OllamaChat, GenerateRequest, Options } from 'ollama/browser';
import { fillTemperature } from '../../completions/budgets';
import type { ChatRequest, FimRequest } from '../../contract/ask';
import type { Target } from '../../contract/target';

/** What is the same in every call to one model. Another `num_ctx` would make the server load the model anew. */
export interface ModelSettings {
  readonly contextTokens: number;
  readonly keepAliveMs: number;
}

/**
 * Sent with every call (`providers.md` §3.2): a model that can think does so unless told not to, and a prompt or an answer
 * that does not fit is cut silently unless that is forbidden. `shift` is also how the runner is started: a model loaded
 * with another one is loaded anew by the next call (server/sched.go, `needsReload`; seen with 0.33.0).
 */
const unaltered = { truncate: false, shift: false } as const;
const always = { stream: true, think: false, ...unaltered } as const;

/** Renders a chat request for `/api/chat`. */
export function toOllamaChat(
  request: ChatRequest,
  target: Target,
  settings: ModelSettings,
): OllamaChat & typeof always {
  const system = request.system === '' ? [] : [{ role: 'system', content: request.system }];
  return {
    ...always,
    ...loading(target.model, settings),
    messages: [...system, ...request.messages.map(({ role, text }) => ({ role, content: text }))],
    options: {
      ...optionsOf(settings, request.maxOutputTokens, request.stop ?? []),
      ...(request.use === 'completion' ? { temperature: fillTemperature } : {}),
    },
  };
}

/**
 * Stands for nothing behind the cursor. The templates ask `if .Suffix` (`providers.md` §3), so that with an empty one they
 * would render the code as a question to chat about.
 */
const emptySuffix = '\n';

/** Renders a hole for `/api/generate`: by the model's own template, or as a raw prompt past every template. */
export function toOllamaHole(
  request: FimRequest,
  target: Target,
  settings: ModelSettings,
): GenerateRequest & typeof always {
  const hole =
    request.kind === 'raw'
      ? { prompt: request.prompt, raw: true }
      : { prompt: request.prefix, suffix: request.suffix || emptySuffix };
  return {
    ...always,
    ...loading(target.model, settings),
    ...hole,
    options: { ...optionsOf(settings, request.maxOutputTokens, request.stop), temperature: fillTemperature },
  };
}

/** An empty prompt: loads the model as every other call wants it, and says nothing. */
export function toOllamaLoad(model: string, settings: ModelSettings): GenerateRequest & { readonly stream: false } {
  const options = optionsOf(settings, undefined, []);
  return { ...unaltered, ...loading(model, settings), prompt: '', stream: false, options };
}

/** An empty prompt that is kept for no time: the model leaves memory once nobody is answered by it any more. */
export function toOllamaUnload(model: string): GenerateRequest & { readonly stream: false } {
  return { model, prompt: '', stream: false, keep_alive: 0 };
}

function loading(model: string, settings: ModelSettings): { model: string; keep_alive: number } {
  return { model, keep_alive: Math.ceil(settings.keepAliveMs / 1_000) };
}

function optionsOf(settings: ModelSettings, maxTokens: number | undefined, stop: readonly string[]): Partial<Options> {
  return {
    num_ctx: settings.contextTokens,
    ...(maxTokens === undefined ? {} : { num_predict: maxTokens }),
    ...(stop.length > 0 ? { stop: [...stop] } : {}),
  };
}
