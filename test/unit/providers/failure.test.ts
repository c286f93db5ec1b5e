import assert from 'node:assert/strict';
import type { Evidence, FailureKind, FailurePhase } from '../../../src/core/contract/failure';
import { toFailure } from '../../../src/core/providers/failure';
import { textRules } from '../../../src/core/providers/failureRules';
import type { ResolvedProvider } from '../../../src/core/providers/provider';
import { resolvedProvider } from '../../support/providerRows';

const cloud = resolvedProvider('claude', { edgeMarks: ['cf-ray'] });
const ollama = resolvedProvider('ollama', { local: true, quirks: ['ollama-text'] });
const inTheHouse = resolvedProvider('vllm', { local: true, baseUrl: 'http://10.0.0.5:8000' });
const now = Date.UTC(2026, 10, 21, 12);

function kindOf(evidence: Partial<Evidence>, provider: ResolvedProvider = cloud): FailureKind {
  return toFailure({ phase: 'connect', ...evidence }, provider, now).kind;
}

describe('a failure without an answer', () => {
  const rows: readonly [string, Partial<Evidence>, ResolvedProvider, FailureKind][] = [
    ['refused by a cloud', { errno: 'ECONNREFUSED' }, cloud, 'unreachable'],
    ['refused on loopback', { errno: 'ECONNREFUSED' }, ollama, 'local-stopped'],
    ['refused by a private host', { errno: 'ECONNREFUSED' }, inTheHouse, 'unreachable'],
    ['name not found', { errno: 'ENOTFOUND' }, cloud, 'unreachable'],
    ['no route', { errno: 'ENETUNREACH' }, cloud, 'unreachable'],
    ['connect time-out', { errno: 'UND_ERR_CONNECT_TIMEOUT' }, cloud, 'unreachable'],
    ['reset before the headers', { errno: 'ECONNRESET', phase: 'headers' }, cloud, 'unreachable'],
    ['reset before content', { errno: 'ECONNRESET', phase: 'firstEvent' }, cloud, 'unreachable'],
    ['reset after text', { errno: 'ECONNRESET', phase: 'midAnswer' }, cloud, 'cut-off'],
    ['closed inside a tool call', { errno: 'UND_ERR_SOCKET', phase: 'tool' }, cloud, 'cut-off'],
    ['broken chunk after text', { errno: 'HPE_INVALID_CHUNK_SIZE', phase: 'midAnswer' }, cloud, 'cut-off'],
    ['an answer that is not HTTP', { errno: 'HPE_INVALID_CONSTANT' }, cloud, 'wrong-address'],
    ['Node’s own header limit', { errno: 'UND_ERR_HEADERS_TIMEOUT', phase: 'headers' }, cloud, 'slow-start'],
    ['Node’s own body limit', { errno: 'UND_ERR_BODY_TIMEOUT', phase: 'midAnswer' }, cloud, 'stalled'],
    ['self-signed certificate', { errno: 'SELF_SIGNED_CERT_IN_CHAIN' }, cloud, 'intercepted'],
    ['unknown issuer', { errno: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }, cloud, 'intercepted'],
    ['certificate of another name', { errno: 'ERR_TLS_CERT_ALTNAME_INVALID' }, cloud, 'intercepted'],
    ['certificate run out', { errno: 'CERT_HAS_EXPIRED' }, cloud, 'unreachable'],
    ['no TLS on a built-in address', { errno: 'ERR_SSL_WRONG_VERSION_NUMBER' }, cloud, 'intercepted'],
    ['no TLS on a typed address', { errno: 'EPROTO' }, { ...cloud, baseUrlGiven: true }, 'wrong-address'],
    ['nothing known, nothing shown', {}, cloud, 'unreachable'],
    ['nothing known, text shown', { phase: 'midAnswer' }, cloud, 'cut-off'],
    ['a 407, of which Node says nothing', { text: 'fetch failed' }, cloud, 'intercepted'],
    [
      'a proxy that refuses the tunnel',
      { text: 'Proxy response (407) !== 200 when HTTP Tunneling' },
      cloud,
      'intercepted',
    ],
    ['a blocked port', { text: 'bad port' }, cloud, 'wrong-address'],
    ['a key no header can carry', { text: 'Cannot convert argument to a ByteString' }, cloud, 'auth'],
    ['no key at all', { type: 'no-key' }, cloud, 'auth'],
    ['a lost login', { type: 'login-lost' }, cloud, 'login-lost'],
  ];
  for (const [name, evidence, provider, kind] of rows) {
    it(`${name}: ${kind}`, () => assert.equal(kindOf(evidence, provider), kind));
  }
});

describe('a failure that our own watch saw', () => {
  const rows: readonly [Evidence['observed'], FailurePhase, FailureKind][] = [
    ['no-headers', 'headers', 'slow-start'],
    ['no-first-event', 'firstEvent', 'slow-start'],
    ['idle', 'firstEvent', 'slow-start'],
    ['idle', 'midAnswer', 'stalled'],
    ['idle', 'tool', 'stalled'],
    ['no-progress', 'firstEvent', 'stalled'],
    ['no-progress', 'midAnswer', 'stalled'],
    ['no-proof', 'midAnswer', 'cut-off'],
    ['broken-frame', 'firstEvent', 'cut-off'],
    ['broken-frame', 'midAnswer', 'cut-off'],
    ['no-content', 'firstEvent', 'empty'],
    ['not-the-wire', 'firstEvent', 'wrong-address'],
  ];
  for (const [observed, phase, kind] of rows) {
    it(`${observed} in ${phase}: ${kind}`, () => assert.equal(kindOf({ observed, phase }), kind));
  }
});

describe('an error said inside a stream, which has no status', () => {
  const rows: readonly [Partial<Evidence>, FailureKind][] = [
    [{ type: 'overloaded_error' }, 'overloaded'],
    [{ type: 'api_error' }, 'server'],
    [{ type: 'rate_limit_error' }, 'rate-limited'],
    [{ type: 'rate_limit_error', code: 'enforced_spend_limit_reached' }, 'quota'],
    [{ type: 'authentication_error' }, 'auth'],
    [{ type: 'something_new' }, 'server'],
    [{ code: 'server_error' }, 'server'],
    [{ type: 'error', code: '503' }, 'overloaded'],
    [{ type: 'error', code: '429' }, 'rate-limited'],
    [{ type: 'UNAVAILABLE', code: '503' }, 'overloaded'],
    [{ type: 'finish_reason_error' }, 'server'],
  ];
  for (const [evidence, kind] of rows) {
    it(`${JSON.stringify(evidence)}: ${kind}`, () => assert.equal(kindOf({ phase: 'midAnswer', ...evidence }), kind));
  }

  it('Ollama’s memory text is about memory, wherever it is said', () => {
    const text = 'model requires more system memory (9.6 GiB) than is available (3.1 GiB)';
    assert.equal(kindOf({ phase: 'firstEvent', type: 'error', text }, ollama), 'local-memory');
    assert.equal(kindOf({ phase: 'firstEvent', type: 'error', text }), 'server');
  });
});

describe('what a failure carries', () => {
  it('a scope for each kind: the ask, the model, the credential, the provider', () => {
    const scope = (evidence: Partial<Evidence>) => toFailure({ phase: 'headers', ...evidence }, cloud, now).scope;
    assert.equal(scope({ status: 400 }), 'ask');
    assert.equal(scope({ status: 529 }), 'model');
    assert.equal(scope({ status: 401 }), 'credential');
    assert.equal(scope({ errno: 'ENOTFOUND' }), 'provider');
  });

  it('the instant until which a quota is used up', () => {
    const failure = toFailure({ phase: 'headers', status: 402, headers: { 'retry-after': '3600' } }, cloud, now);
    assert.equal(failure.until, now + 3_600_000);
  });

  it('the cause, the evidence and the request id', () => {
    const cause = new Error('x');
    const evidence: Evidence = { phase: 'headers', status: 529, headers: { 'request-id': 'req_1' } };
    const failure = toFailure(evidence, cloud, now, cause);
    assert.deepEqual([failure.cause, failure.evidence, failure.requestId], [cause, evidence, 'req_1']);
  });

  it('text rows name their source and never overrule what is certain', () => {
    for (const rule of textRules) assert.ok(rule.source.length > 20, String(rule.pattern));
    assert.equal(kindOf({ status: 401, text: 'Your credit balance is too low' }), 'auth');
  });
});
