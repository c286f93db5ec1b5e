import type { Evidence, FailurePhase } from '../../contract/failure';
import { numberProperty, property, stringProperty } from '../causes';
import type { ProgramEnd } from './program';

/** What the program said of a limit of the plan before it said that the request was refused. */
export interface PlanLimit {
  /** Epoch seconds. */
  readonly resetsAt: number;
}

/**
 * The error that the program reports as an answer of its own: a synthetic `assistant` event or a `result`, with status and
 * type of the service where that was asked at all (2.1.330; the older ones measured in `claude-code.md` §A.4 give text only).
 */
export function errorEvidence(
  event: unknown,
  phase: FailurePhase,
  limit: PlanLimit | undefined,
  now: number,
): Evidence {
  const text = errorText(event);
  const status = numberProperty(event, 'api_error_status') ?? statusIn(text);
  const headers: Record<string, string> = {};
  const requestId = stringProperty(event, 'request_id');
  if (requestId !== undefined) headers['request-id'] = requestId;
  // Whole seconds, never fewer: an ask before the reset would only be refused again.
  if (limit) headers['retry-after'] = String(Math.max(0, Math.ceil(limit.resetsAt - now / 1_000)));
  const common = { headers, text: text?.slice(0, 500) };
  if (status !== undefined) {
    const type = stringProperty(event, 'api_error_type');
    // A limit of the subscription comes as an ordinary 429; that it has a reset of its own tells it from the other.
    return { phase: phaseOf(phase, 'headers'), status, type, ...(limit ? { code: 'plan-limit' } : {}), ...common };
  }
  if (stringProperty(event, 'error') === 'authentication_failed') return { phase, type: 'login-lost', ...common };
  if (/mid-response/i.test(text ?? '')) return { phase, observed: 'no-proof', ...common };
  if (/request timed out/i.test(text ?? '')) return { phase, observed: 'no-headers', ...common };
  return { phase, errno: /\((E[A-Z_]+)\)/.exec(text ?? '')?.[1], ...common };
}

/** The program means to try again by itself: `system`/`api_retry`, with the service's status or none for a dead connection. */
export function retryEvidence(event: unknown, phase: FailurePhase): Evidence {
  const status = numberProperty(event, 'error_status');
  const error = stringProperty(event, 'error');
  const type = error === undefined ? undefined : retryTypes.get(error);
  if (status !== undefined) return { phase: phaseOf(phase, 'headers'), status, type };
  // Without a status nobody answered; which of the ways to fail it was is not told.
  return type === undefined ? { phase, errno: 'ECONNRESET' } : { phase, type };
}

/** A run that ended without having said how the answer ended. */
export function endEvidence({ code, errno, said }: ProgramEnd, phase: FailurePhase, hasContent: boolean): Evidence {
  const text = said === '' ? undefined : said;
  if (errno !== undefined) return { phase: 'connect', errno, text };
  if (hasContent) return { phase, observed: 'no-proof', text };
  return code === 0
    ? { phase, observed: 'no-content', text }
    : { phase, type: 'program-failed', code: `exit ${code ?? '?'}`, text };
}

/** The words of `api_retry` in the service's own (2.1.330). */
const retryTypes: ReadonlyMap<string, string> = new Map([
  ['overloaded', 'overloaded_error'],
  ['server_error', 'api_error'],
  ['rate_limit', 'rate_limit_error'],
  ['authentication_failed', 'authentication_error'],
  ['billing_error', 'billing_error'],
  ['invalid_request', 'invalid_request_error'],
]);

function errorText(event: unknown): string | undefined {
  const result = stringProperty(event, 'result');
  if (result !== undefined) return result;
  const content = property(property(event, 'message'), 'content');
  return Array.isArray(content)
    ? content.flatMap((block: unknown) => stringProperty(block, 'text') ?? []).join('\n')
    : undefined;
}

/** `API Error: 529 Overloaded. …`, of versions that give no status beside it. */
function statusIn(text: string | undefined): number | undefined {
  const found = /API Error: ([45]\d\d)\b|Request rejected \((429)\)/.exec(text ?? '');
  return found ? Number(found[1] ?? found[2]) : undefined;
}

/** A status is known with the headers, but what came after text stays after text. */
function phaseOf(phase: FailurePhase, atBest: FailurePhase): FailurePhase {
  return phase === 'midAnswer' || phase === 'tool' ? phase : atBest;
}
