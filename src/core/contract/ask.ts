import type { Target, Use } from './target';

/** Something the user or the editor put beside the words of an ask: a file, a selection, an instructions file. */
export interface ContextItem {
  readonly id: string;
  readonly kind: 'file' | 'selection' | 'instructions' | 'diagnostics';
  /** What the chip says, such as `router.ts:10-24`. */
  readonly label: string;
  readonly uri: string;
  /** The workspace-relative path, for the prompt: unlike `uri` it tells nothing of the machine. */
  readonly path?: string;
  readonly languageId?: string;
  readonly text: string;
  /** Pinned items are the last to be trimmed. */
  readonly pinned?: boolean;
}

/** One turn of the neutral history: no thinking blocks, signatures, cache marks or ids of any provider. */
export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly context?: readonly ContextItem[];
}

/** A chat ask before it is budgeted and rendered for a target. The last turn is the user's. */
export interface ChatAsk {
  readonly use: 'chat';
  readonly id: string;
  readonly system: string;
  readonly instructions: readonly ContextItem[];
  readonly turns: readonly Turn[];
  /** Who wrote the last answer among the turns: a conversation stays with a stand-in while it fits nobody before it. */
  readonly lastBy?: Target;
  /**
   * The answer to the last turn as far as it was told before it was cut off, by a killed host or for good: the router
   * begins at its seam and carries it on.
   */
  readonly cut?: CutAnswer;
  /** The question waits for somebody to be back: nobody is asked before their time has come, not even as the last resort. */
  readonly whenBack?: boolean;
}

/** An answer that stopped short. */
export interface CutAnswer {
  readonly text: string;
  readonly by: Target;
}

/** A piece of another place that helps to fill a hole, LF inside. */
export interface Excerpt {
  readonly kind: 'signature' | 'open-file' | 'recent-edit';
  readonly uri: string;
  /** Workspace-relative path, for the prompt. */
  readonly path: string;
  readonly text: string;
}

/** What other places say of a hole, in no order of its own; each list the most useful first within a kind. */
export interface AskContext {
  /** Stays the same from ask to ask, for servers that keep the beginning of a prompt in memory. */
  readonly steady: readonly Excerpt[];
  /** As it is now. */
  readonly latest: readonly Excerpt[];
}

/** A completion ask: text around the cursor with LF line ends, already cut to what may be sent at all. */
export interface CompletionAsk {
  readonly use: 'completion';
  readonly id: string;
  readonly languageId: string;
  /** Workspace-relative path, for the prompt and the gate. */
  readonly path: string;
  readonly uri: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly multiline: boolean;
  readonly context?: AskContext;
  /** The user asked for it by a command: no target is spared. */
  readonly explicit?: true;
  /** The first choice has had its usual time in the same line and said nothing: a loaded local model is asked beside it at once. */
  readonly overdue?: true;
}

/** A message as every wire knows it. */
export interface Message {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

/** A chat request rendered for one target: what a provider sends. */
export interface ChatRequest {
  readonly kind: 'chat';
  readonly use: Use;
  readonly system: string;
  readonly messages: readonly Message[];
  readonly maxOutputTokens?: number;
  readonly stop?: readonly string[];
  /** Carry on the trailing assistant message natively; only for rows that declare it. */
  readonly continueLast?: boolean;
}

/** A fill-in-the-middle request: by the server's own route, or by a raw prompt with the model's own marks. */
export type FimRequest =
  | {
      readonly kind: 'fim';
      readonly prefix: string;
      readonly suffix: string;
      /** Pieces of other files, for the one route that takes them apart from the prefix (llama.cpp's `input_extra`). */
      readonly extra?: readonly Excerpt[];
      readonly maxOutputTokens: number;
      readonly stop: readonly string[];
    }
  | {
      readonly kind: 'raw';
      readonly prompt: string;
      readonly maxOutputTokens: number;
      readonly stop: readonly string[];
    };

/** What a provider can be asked for an inline completion. A `chat` request is the hole filler. */
export type CompletionRequest = FimRequest | ChatRequest;
