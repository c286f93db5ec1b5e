import { property } from '../causes';
import { commonWords, type ErrorWords } from '../wireEvidence';

/** Reads Ollama's error, `{"error":"text"}`, the same in an answer and as a line of a stream (`providers.md` §3.3). */
export function readOllamaError(body: unknown): ErrorWords | undefined {
  return commonWords(property(body, 'error'));
}
