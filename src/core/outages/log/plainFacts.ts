import { redactKeys } from '../../base/keyLike';
import type { FailureFacts } from '../../routing/askNews';

/** What a wire's own types, codes and request ids look like: one token. A sentence, which could quote a prompt, is not. */
const token = /^[\w.:/-]{1,128}$/;

/**
 * The facts of a failure as they may be kept. They come from whatever answered at the provider's address, so that each text
 * has to look like what it should be; anything else is left out.
 */
export function plainFacts(facts: FailureFacts): FailureFacts {
  const { kind, phase, status, retryAfterMs, until } = facts;
  return {
    kind,
    phase,
    ...(status === undefined ? {} : { status }),
    ...plainText('type', facts.type),
    ...plainText('code', facts.code),
    ...plainText('errno', facts.errno),
    ...plainText('requestId', facts.requestId),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(until === undefined ? {} : { until }),
  };
}

/** What a status page says, on one line and of a length that fits into a list. */
export function plainStatusPage(text: string): string {
  return redactKeys(text.replace(/\s+/g, ' ').trim()).slice(0, 300);
}

/** Whether a text is a token that may be kept, and looks like no key. */
export function isToken(text: string): boolean {
  return token.test(text) && redactKeys(text) === text;
}

function plainText(name: 'type' | 'code' | 'errno' | 'requestId', text: string | undefined): Partial<FailureFacts> {
  return text !== undefined && isToken(text) ? { [name]: text } : {};
}
