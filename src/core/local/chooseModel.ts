import type { ModelInfo } from '../providers/provider';
import { memoryBudget, memoryNeeded } from './memoryNeed';
import { canChat, canInsert, isGemma } from './modelKind';

/** What the choice of a local model is made from, at an instant. */
export interface LocalFacts {
  readonly models: readonly ModelInfo[];
  /** Ids of the models in memory now. */
  readonly loaded: readonly string[];
  /** What chat uses so far: among several loaded models it stays. */
  readonly current?: string;
  /** The model we had loaded to complete code; that it is in memory says nothing about chat. */
  readonly loadedForCompletions?: string;
  readonly memoryBytes: number;
  /** What programs could have now; it counts only for models that are not in memory yet. */
  readonly availableBytes?: number;
  /** Tokens of context every call asks for; the same for chat and completions, since another value reloads the model. */
  readonly contextTokens: number;
  /** A try has shown that its first token takes too long here, or that it does not run at all. */
  isUnfit(model: string): boolean;
}

/**
 * The model for chat where the user named none: one already loaded, else the largest Gemma that fits and is not known as
 * unfit, else the largest other chat model that does, else whatever is smallest. `undefined` when none can chat.
 */
export function chooseChatModel(facts: LocalFacts): string | undefined {
  const usable = facts.models.filter(canChat);
  const fit = usable.filter((model) => !facts.isUnfit(model.id));
  const fitting = fit.filter((model) => fits(model, facts));
  // A browser full of pages may have taken what the machine has; whatever still runs then is better than none.
  const now = fitting.filter((model) => model.id === facts.current || fitsNow(model, facts));
  const roomy = now.length > 0 ? now : fitting;
  const loaded = fit.filter((model) => facts.loaded.includes(model.id) && model.id !== facts.loadedForCompletions);
  const chosen =
    loaded.find((model) => model.id === facts.current) ??
    largest(loaded.filter(isGemma)) ??
    largest(loaded) ??
    largest(roomy.filter(isGemma)) ??
    largest(roomy) ??
    smallest(fit) ??
    smallest(usable);
  return chosen?.id;
}

/**
 * The model for completions where the user named none: one that fills holes by itself and fits into memory beside the chat
 * model, else the chat model. Two models that evict one another would reload at every turn.
 */
export function chooseCompletionModel(facts: LocalFacts, chatModel: string | undefined): string | undefined {
  const chat = facts.models.find((model) => model.id === chatModel);
  const taken = chat ? memoryNeeded(chat, facts.contextTokens) : 0;
  const room = memoryBudget(facts.memoryBytes) - taken;
  const fillers = facts.models.filter(
    (model) =>
      canChat(model) &&
      canInsert(model) &&
      !facts.isUnfit(model.id) &&
      (model.id === chatModel || facts.loaded.includes(model.id) || memoryNeeded(model, facts.contextTokens) <= room),
  );
  const loaded = fillers.filter((model) => facts.loaded.includes(model.id));
  return (largest(loaded) ?? largest(fillers))?.id ?? chatModel;
}

/** Whether a model could be loaded now: beside other programs, in the place of the models that are loaded. */
function fitsNow(model: ModelInfo, { availableBytes, models, loaded, contextTokens }: LocalFacts): boolean {
  if (availableBytes === undefined) return true;
  const held = models.filter(({ id }) => loaded.includes(id)).reduce((sum, one) => sum + size(one), 0);
  return memoryNeeded(model, contextTokens) <= availableBytes + held;
}

function fits(model: ModelInfo, facts: LocalFacts): boolean {
  return memoryNeeded(model, facts.contextTokens) <= memoryBudget(facts.memoryBytes);
}

function largest(models: readonly ModelInfo[]): ModelInfo | undefined {
  return [...models].sort((a, b) => size(b) - size(a))[0];
}

function smallest(models: readonly ModelInfo[]): ModelInfo | undefined {
  return [...models].sort((a, b) => size(a) - size(b))[0];
}

function size(model: ModelInfo): number {
  return model.sizeBytes ?? 0;
}
