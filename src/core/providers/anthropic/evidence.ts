import { property, stringProperty } from '../causes';
import { commonWords, type ErrorWords } from '../wireEvidence';

/**
 * Reads Anthropic's error, `{"type":"error","error":{type,message,details:{error_code}},"request_id"}` (`providers.md`
 * §1.4), which is the same in an answer and inside a stream.
 */
export function readAnthropicError(body: unknown): ErrorWords | undefined {
  const error = property(body, 'error');
  const words = commonWords(error);
  if (!words) return undefined;
  return {
    ...words,
    code: stringProperty(property(error, 'details'), 'error_code') ?? words.code,
    requestId: stringProperty(body, 'request_id'),
  };
}
