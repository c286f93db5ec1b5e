import { isCloudName } from '../providers/ollama/cloudModels';
import type { ModelInfo } from '../providers/provider';

/** Model files that only turn text into vectors, by the names their makers give them; for servers that list no capabilities. */
const embeddingName = /embed|minilm|(^|[/:_-])(bge|e5|gte|nomic)([:_-]|$)|rerank/i;

/** Whether a model on this machine can hold a chat: it generates text, and it is no cloud in disguise. */
export function canChat(model: ModelInfo): boolean {
  if (isCloudName(model.id)) return false;
  if (model.capabilities) return model.capabilities.includes('completion');
  return !embeddingName.test(model.id);
}

/** Whether a model has a template to fill a hole in code: Ollama's capability `insert` (`providers.md` §3.7). */
export function canInsert(model: ModelInfo): boolean {
  return model.capabilities?.includes('insert') ?? false;
}

/**
 * Whether a model is a Gemma made for chat: `gemma4:e4b`, `hf.co/x/gemma-3-4b-it-GGUF`. CodeGemma, EmbeddingGemma,
 * FunctionGemma and ShieldGemma are other trades under one name.
 */
export function isGemma(model: ModelInfo): boolean {
  const name = model.id.split('/').pop() ?? model.id;
  return /^gemma(?:[-_:.]|\d|$)/i.test(name) && canChat(model);
}
