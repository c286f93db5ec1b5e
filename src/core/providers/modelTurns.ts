/** A completion's place at a model: aborted when a chat answer wants it. */
export interface CompletionTurn {
  readonly signal: AbortSignal;
  end(): void;
}

/**
 * Who has a model now, where its server answers one request at a time (Ollama unless told otherwise, llama.cpp with `--parallel 1`): a completion
 * would wait behind the whole chat answer, and a chat answer behind the completion. So chat goes first.
 */
export class ModelTurns {
  private readonly chats = new Map<string, number>();
  private readonly completions = new Map<string, Set<AbortController>>();

  /** `slots`: how many requests the server answers at once. */
  constructor(private readonly slots: () => number) {}

  /** A chat answer begins: completions of the model under way make room. Returns what is called once at its end. */
  beginChat(model: string): () => void {
    if (this.slots() > 1) return () => undefined;
    this.chats.set(model, (this.chats.get(model) ?? 0) + 1);
    for (const controller of this.completions.get(model) ?? []) controller.abort();
    return () => void this.chats.set(model, (this.chats.get(model) ?? 1) - 1);
  }

  /** A place for a completion; `undefined` while a chat answer has the model. */
  beginCompletion(model: string): CompletionTurn | undefined {
    if ((this.chats.get(model) ?? 0) > 0) return undefined;
    const controller = new AbortController();
    const running = this.completions.get(model) ?? new Set();
    this.completions.set(model, running.add(controller));
    return { signal: controller.signal, end: () => void running.delete(controller) };
  }
}
