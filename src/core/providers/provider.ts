import type { ChatRequest, CompletionRequest } from '../contract/ask';
import type { ProviderEvent } from '../contract/events';
import type { Failure } from '../contract/failure';
import type { ProviderId, Target } from '../contract/target';
import type { StatusPageRow } from './statusPageRow';

/** The wire a provider speaks; one folder each under `providers/`. */
export type WireType = 'anthropic' | 'openai' | 'ollama' | 'claude-code';

/** How a target fills a hole in code; `none` means a hole-filler chat prompt. */
export type FimRoute = 'suffix' | 'raw' | 'infill' | 'mistral-fim' | 'deepseek-beta' | 'none';

/** How a row carries on a trailing assistant message natively (`providers.md` §7); `none` for most. */
export type Continuation = 'none' | 'trailing-assistant' | 'prefix-flag' | 'continue-final-message';

/** A row's own sentences that `failure.ts` must know because no status or code says the same (`providers.md` §3.3, §4). */
export type ErrorQuirk =
  | 'gemini-key-text'
  | 'groq-limit-text'
  | 'llamacpp-loading'
  | 'ollama-text'
  | 'claude-code-text';

/** A server of the OpenAI wire that tells more of its models than their names, each in its own way (`providers.md` §4). */
export type ModelsApi = 'llama-server' | 'lm-studio';

/** What an OpenAI-compatible server takes beyond the fields all of them know (`providers.md` §2.3). */
export interface OpenAiDialect {
  /** Takes `stream_options: { include_usage: true }`; some of the others answer 400 to it. */
  readonly streamUsage: boolean;
  readonly maxTokens: 'max_tokens' | 'max_completion_tokens';
  /** Takes `chat_template_kwargs: { enable_thinking: false }`, sent with completions only. */
  readonly templateSwitch?: boolean;
  /** Models that answer 400 to `stop` (smolagents#1662); who asked cuts the answer itself. */
  readonly refusesStop?: RegExp;
  /** Models that take `reasoning_effort: 'low'`, sent with completions only. */
  readonly takesEffort?: RegExp;
}

/** Where a Claude model runs when it is not Anthropic's own address; rows for these come later. */
export type Hosting = 'bedrock' | 'vertex';

/** Everything the product knows of a provider, as data. Adding one is adding a row. */
export interface ProviderRow {
  readonly id: ProviderId;
  /** As users read it: `Claude`, `Gemini`. */
  readonly label: string;
  /** Who runs it. Targets of one service share overload and connection failures within an ask. */
  readonly service: string;
  readonly type: WireType;
  readonly baseUrl: string;
  /** Further addresses to look at, for servers whose default port changed. */
  readonly otherBaseUrls?: readonly string[];
  /** The variable in which the server's own client finds its address; looked at where the user typed none. */
  readonly hostVariable?: string;
  /** The variable that says how many requests a model of this server answers at once; one without it. */
  readonly slotsVariable?: string;
  readonly hosting?: Hosting;
  /** Absent means the smallest set of fields. */
  readonly dialect?: OpenAiDialect;
  readonly key: 'required' | 'optional' | 'none';
  /** The environment variable offered (never used silently). */
  readonly keyEnv?: string;
  /** Where a user gets a key. */
  readonly keyPage?: string;
  /** What a key of this provider looks like; a mismatch is a warning, not a refusal. */
  readonly keyPattern?: RegExp;
  readonly chatModel?: string;
  readonly completionModel?: string;
  /** Tokens a model reads at most; the first matching prefix counts, `''` is the default. */
  readonly windows: readonly { readonly prefix: string; readonly tokens: number }[];
  /** Dollars per million tokens; the first matching prefix counts. */
  readonly prices?: readonly { readonly prefix: string; readonly input: number; readonly output: number }[];
  /** Its models may think unseen before the first event, so that its deadline is the wider one (`failover.md` §3). */
  readonly thinksUnseen?: boolean;
  /** Headers that only this provider's edge sends: their absence on HTML means somebody is in between. */
  readonly edgeMarks: readonly string[];
  readonly quirks: readonly ErrorQuirk[];
  readonly continuation: Continuation;
  readonly fim: FimRoute;
  /** How the server tells which models are in memory; absent where it does not, and on Ollama's wire, which always does. */
  readonly modelsApi?: ModelsApi;
  /** Its model list tells the context it was started with, so that it is believed also where it is the larger one. */
  readonly listsServedContext?: boolean;
  /** The server has `/health`, which tells that its engine died while its lists are still served; asked by a check. */
  readonly hasHealth?: boolean;
  /** The free call that proves a key, where one is known (`failover.md` §1, row *auth*). */
  readonly keyCheck?: string;
  readonly statusPage?: StatusPageRow;
}

/** A row merged with the user's settings. `local` is decided from the origin, never from the type. */
export interface ResolvedProvider extends ProviderRow {
  /** An origin on another machine that its variable names, and that is not used since the user has not counted it as his. */
  readonly unusedHost?: string;
  readonly builtIn: boolean;
  /** All addresses in order; more than one only for keyless local providers. */
  readonly baseUrls: readonly string[];
  readonly origin: string;
  readonly local: boolean;
  /** The user typed `baseUrl` in settings. */
  readonly baseUrlGiven: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Requests that one model of it answers at once, where this machine says so; else one. */
  readonly slots?: number;
  readonly enabled: boolean;
  readonly contextWindow?: number;
}

/** A model as the provider lists it. */
export interface ModelInfo {
  readonly id: string;
  readonly label?: string;
  readonly contextWindow?: number;
  /** Bytes on disk, for local models. */
  readonly sizeBytes?: number;
  /** Billions of parameters, for local models. */
  readonly billions?: number;
  readonly capabilities?: readonly string[];
}

/** A value or the failure that stood in its way. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** The port every wire type implements. */
export interface Provider {
  readonly info: ResolvedProvider;
  /** Streams an answer. Throws `Cancelled` when `signal` aborts; every other end is an event. */
  chat(request: ChatRequest, target: Target, signal: AbortSignal): AsyncIterable<ProviderEvent>;
  /** Streams a fill of the hole. A `chat` request goes through `chat`. */
  complete?(request: CompletionRequest, target: Target, signal: AbortSignal): AsyncIterable<ProviderEvent>;
  /** How this model fills holes; asks the server where only it knows. */
  fimRoute(model: string, signal: AbortSignal): Promise<FimRoute>;
  listModels(signal: AbortSignal): Promise<Result<readonly ModelInfo[]>>;
  /** Reads the key once more: whether it is another one than the last request went with. */
  hasNewKey?(signal: AbortSignal): Promise<boolean>;
  /** The free call: proves address and key, generates nothing. */
  check(signal: AbortSignal): Promise<Result<undefined>>;
}

/** What a server says while it fetches a model (`providers.md` §3.4). A layer has a digest, its size and how much of it is there. */
export interface PullProgress {
  readonly status: string;
  readonly digest?: string;
  /** Bytes of this layer. */
  readonly total?: number;
  /** Bytes of this layer that are there; fewer than before where the server threw some away. */
  readonly completed?: number;
}

/** What `core/local` needs of a local server; by Ollama and the servers of `ModelsApi`. */
export interface LocalModels {
  list(signal: AbortSignal): Promise<Result<readonly ModelInfo[]>>;
  /** Ids of the models in memory now. */
  loaded(signal: AbortSignal): Promise<Result<readonly string[]>>;
  /** Loads a model and returns when it is ready. */
  load(model: string, signal: AbortSignal): Promise<Result<undefined>>;
  /** The server's version as it says it; absent for servers of which no version is too old. */
  version?(signal: AbortSignal): Promise<Result<string>>;
  /** Takes a model out of memory as soon as nobody is answered by it; absent for servers that decide that themselves. */
  unload?(model: string, signal: AbortSignal): Promise<Result<undefined>>;
  /**
   * Fetches a model and returns when it can be used; absent for servers that are given theirs. Stopping keeps what is there:
   * the next pull goes on from it.
   */
  pull?(model: string, note: (progress: PullProgress) => void, signal: AbortSignal): Promise<Result<undefined>>;
}

/** Looks up the key for a provider at the moment of use; `undefined` means none is stored for this origin. */
export type KeySource = (provider: ResolvedProvider, signal: AbortSignal) => Promise<string | undefined>;
