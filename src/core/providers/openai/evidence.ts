import { property, stringProperty } from '../causes';
import { lastingQuota } from '../failureRules';
import { commonWords, type ErrorWords } from '../wireEvidence';

/**
 * Reads an error of a server that speaks Chat Completions (`providers.md` §2.1, §4): OpenAI's `{error:{…}}`, Ollama's
 * `{error:"…"}`, Mistral's flat `{object:"error",…}`, Gemini's array around it. `{detail:…}` is what frameworks say to a
 * wrong path, so it is not taken for the wire.
 */
export function readOpenAiError(body: unknown): ErrorWords | undefined {
  const whole: unknown = Array.isArray(body) ? body[0] : body;
  if (stringProperty(whole, 'object') === 'error') return commonWords(whole);
  const error = property(whole, 'error');
  const words = commonWords(error);
  if (!words) return undefined;
  return { ...words, ...googleWords(error), ...routerWords(error) };
}

/** Google's `status` name is the type; reasons, quotas and waits hide in `details` (§4). */
function googleWords(error: unknown): ErrorWords {
  const status = stringProperty(error, 'status');
  const details = property(error, 'details');
  if (status === undefined) return {};
  const parts: readonly unknown[] = Array.isArray(details) ? details : [];
  const words: { type: string; code?: string; retryDelay?: string } = { type: status };
  for (const part of parts) {
    const code = stringProperty(part, 'reason') ?? quotaId(part);
    if (code !== undefined) words.code = code;
    const delay = stringProperty(part, 'retryDelay');
    if (delay !== undefined) words.retryDelay = delay;
  }
  return words;
}

/** The quota that was exceeded; one that lasts weighs more than one per minute. */
function quotaId(part: unknown): string | undefined {
  const violations = property(part, 'violations');
  if (!Array.isArray(violations)) return undefined;
  const ids = violations.flatMap((one) => stringProperty(one, 'quotaId') ?? []);
  return ids.find((id) => lastingQuota.test(id)) ?? ids[0];
}

/** OpenRouter says in `metadata` what its number does not (§4). */
function routerWords(error: unknown): ErrorWords {
  const metadata = property(error, 'metadata');
  const limit = stringProperty(metadata, 'limit_source') ?? stringProperty(error, 'limit_source');
  if (limit === 'openrouter_in_flight_budget') return { code: limit };
  return Array.isArray(property(metadata, 'reasons')) ? { code: 'moderation' } : {};
}
