import { t } from '../base/t';
import type { FailureKind } from '../contract/failure';
import type { Fault, FaultAct } from './faults/fault';
import * as words from './faults/faultWords';

/*
 * Every way a server or the network can fail an attempt (`failover.md` §1), as data: rehearsals, the simulator and the
 * chaos tests all read this one list. To add a fault is to add one entry. Ids are stable: tests and logs keep them.
 */

type More = Partial<Pick<Fault, 'reach' | 'only' | 'readAsLocal'>>;
type Title = () => string;

/** A fault of the stream or the connection, with the kinds it is read as by phase. */
function fault(id: string, title: Title, act: FaultAct, readAs: Fault['readAs'], more: More = {}): Fault {
  return { id, title, act, readAs, reach: 'asks', ...more };
}

/** An error in the provider's own words instead of an answer. */
function answer(id: string, title: Title, kind: FailureKind, says: words.Words, more: More = {}): Fault {
  return fault(id, title, { do: 'answer', says }, { headers: kind }, more);
}

/** A page of somebody else; it stands in front of everything, free calls too. */
function page(
  id: string,
  title: Title,
  kind: FailureKind,
  act: Omit<FaultAct & { do: 'page' }, 'do'>,
  more: More = {},
): Fault {
  return fault(id, title, { do: 'page', ...act }, { headers: kind }, { reach: 'everything', ...more });
}

function html(title: string, text: string): string {
  return `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>\n`;
}

const htmlHeaders = { 'content-type': 'text/html; charset=utf-8' };
const edgeHeaders = { server: 'cloudflare', 'cf-ray': '8f1c2d3e4a5b6c7d-FRA' };
const loginPage = html('Guest network', 'Please accept the terms of use to go online. <a href="/login">Log in</a>');

const lost = { headers: 'unreachable', firstEvent: 'unreachable', midAnswer: 'cut-off', tool: 'cut-off' } as const;
const torn = { firstEvent: 'cut-off', midAnswer: 'cut-off', tool: 'cut-off' } as const;

/** The list, from the connection to the end of the answer. */
export const faults: readonly Fault[] = [
  fault(
    'refused',
    () => t('Connection refused'),
    { do: 'refuse' },
    { connect: 'unreachable' },
    {
      reach: 'everything',
      readAsLocal: { connect: 'local-stopped' },
    },
  ),
  fault(
    'dns',
    () => t('Name not found'),
    {
      do: 'nothing',
      why: 'The name is looked up before any server is asked: point the provider at an address that ends in .invalid.',
      errno: 'ENOTFOUND',
    },
    { connect: 'unreachable' },
  ),
  fault(
    'foreign-certificate',
    () => t('Foreign certificate'),
    { do: 'foreignCertificate' },
    { connect: 'intercepted' },
    {
      reach: 'everything',
    },
  ),

  answer('overloaded', () => t('Overloaded'), 'overloaded', words.overloadedWords),
  page(
    'overloaded-bare',
    () => t('Overloaded, no explanation'),
    'overloaded',
    { status: 529, headers: edgeHeaders, body: '' },
    {
      reach: 'asks',
      only: ['claude'],
    },
  ),
  answer(
    'unavailable',
    () => t('Service unavailable'),
    'overloaded',
    words.both(503, 'api_error', 'Service unavailable'),
  ),
  answer('no-capacity', () => t('No capacity'), 'overloaded', {
    groq: { status: 498, type: 'capacity_exceeded', code: 'capacity_exceeded', message: 'Flex tier capacity exceeded' },
  }),
  answer('server-error', () => t('Server error'), 'server', words.serverWords),
  page('bad-gateway', () => t('Bad gateway'), 'server', {
    status: 502,
    headers: { ...htmlHeaders, ...edgeHeaders },
    body: html('502 Bad Gateway', 'cloudflare'),
  }),
  answer(
    'gateway-timeout',
    () => t('Gateway timeout'),
    'server',
    words.both(504, 'timeout_error', 'Request timed out'),
  ),
  answer(
    'request-timeout',
    () => t('Request timeout'),
    'server',
    words.both(408, 'timeout_error', 'Request timed out'),
  ),
  answer('conflict', () => t('Conflict'), 'server', words.both(409, 'conflict_error', 'Conflict with another request')),
  answer('too-early', () => t('Too early'), 'server', words.both(425, 'api_error', 'Too early')),

  page('portal', () => t('Login page of a network'), 'intercepted', {
    status: 200,
    headers: htmlHeaders,
    body: loginPage,
  }),
  page('portal-redirect', () => t('Redirect to a login page'), 'intercepted', {
    status: 302,
    headers: { ...htmlHeaders, location: 'http://portal.test/login' },
    body: loginPage,
  }),
  page('proxy-login', () => t('Proxy wants a login'), 'intercepted', {
    status: 407,
    headers: { ...htmlHeaders, 'proxy-authenticate': 'Basic realm="proxy"' },
    body: html('Proxy Authentication Required', 'Log in to use this proxy.'),
  }),
  page('network-login', () => t('Network wants a login'), 'intercepted', {
    status: 511,
    headers: htmlHeaders,
    body: loginPage,
  }),
  page('blocked-page', () => t('Blocked by a filter'), 'intercepted', {
    status: 403,
    headers: htmlHeaders,
    body: html('Access blocked', 'This category of site is not allowed here.'),
  }),
  page(
    'edge-challenge',
    () => t('Blocked by the provider’s edge'),
    'forbidden',
    {
      status: 403,
      headers: { ...htmlHeaders, ...edgeHeaders },
      body: html('Just a moment...', 'Checking your browser.'),
    },
    { only: ['claude', 'openai', 'mistral', 'openrouter', 'groq'] },
  ),
  page('not-the-wire', () => t('Wrong address'), 'wrong-address', {
    status: 404,
    headers: { 'content-type': 'text/plain' },
    body: '404 page not found',
  }),
  answer('model-missing', () => t('Model missing'), 'model-missing', words.modelMissingWords, {
    readAsLocal: { headers: 'local-missing' },
  }),

  answer('key-refused', () => t('Key refused'), 'auth', words.keyRefusedWords, { reach: 'everything' }),
  answer('auth-storm', () => t('Good keys refused'), 'auth', words.keyRefusedWords),
  answer(
    'key-invalid',
    () => t('Key invalid'),
    'auth',
    {
      gemini: { status: 400, code: 'API_KEY_INVALID', message: 'API key not valid. Please pass a valid API key.' },
    },
    { reach: 'everything' },
  ),
  answer(
    'forbidden',
    () => t('Access denied'),
    'forbidden',
    words.both(403, 'permission_error', 'No permission for this resource.'),
  ),
  answer('payment', () => t('Payment required'), 'quota', words.paymentWords),
  answer('spend-limit', () => t('Spend limit reached'), 'quota', words.spendLimitWords, {
    only: ['claude', 'openai', 'gemini'],
  }),
  answer('insufficient-quota', () => t('Out of quota'), 'quota', words.quotaWords, { only: ['openai'] }),
  answer('credit-too-low', () => t('Credit too low'), 'quota', words.creditWords),
  answer('rate-limited', () => t('Rate limited'), 'rate-limited', words.rateLimitWords()),
  answer('rate-limited-3s', () => t('Rate limited for 3 seconds'), 'rate-limited', words.rateLimitWords(3)),
  answer('rate-limited-300s', () => t('Rate limited for 5 minutes'), 'rate-limited', words.rateLimitWords(300)),

  fault(
    'stall',
    () => t('Stall'),
    { do: 'silence', pings: false },
    {
      headers: 'slow-start',
      firstEvent: 'slow-start',
      midAnswer: 'stalled',
      tool: 'stalled',
    },
  ),
  fault(
    'stall-pings',
    () => t('Stall with signs of life'),
    { do: 'silence', pings: true },
    {
      firstEvent: 'slow-start',
      midAnswer: 'stalled',
      tool: 'stalled',
    },
    { only: ['claude', 'deepseek', 'openrouter', 'llamacpp'] },
  ),
  fault('eof', () => t('Early end of the answer'), { do: 'end' }, { ...torn, firstEvent: 'empty' }),
  fault('reset', () => t('Connection reset'), { do: 'reset' }, lost),
  fault('closed', () => t('Connection closed'), { do: 'close' }, lost),
  fault('broken-frame', () => t('Broken frame'), { do: 'breakFrame' }, torn),
  fault('huge-frame', () => t('Endless frame'), { do: 'flood', bytes: 50_000_000 }, torn),
  fault(
    'overloaded-event',
    () => t('Overloaded inside the stream'),
    { do: 'errorEvent', says: words.overloadedWords },
    {
      firstEvent: 'overloaded',
      midAnswer: 'overloaded',
      tool: 'overloaded',
    },
  ),
  fault(
    'server-error-event',
    () => t('Server error inside the stream'),
    { do: 'errorEvent', says: words.serverWords },
    {
      firstEvent: 'server',
      midAnswer: 'server',
      tool: 'server',
    },
  ),
  fault(
    'finish-error',
    () => t('Ends with the reason “error”'),
    { do: 'finishError' },
    {
      firstEvent: 'server',
      midAnswer: 'server',
    },
    { only: ['openrouter'] },
  ),
  fault('empty', () => t('Empty answer'), { do: 'sayNothing' }, { firstEvent: 'empty' }),

  answer('bad-request', () => t('Bad request'), 'bad-request', words.badRequestWords),
  answer(
    'unprocessable',
    () => t('Unprocessable request'),
    'bad-request',
    words.both(422, 'invalid_request_error', 'Unprocessable'),
  ),
  answer('too-long', () => t('Prompt too long'), 'too-long', words.tooLongWords),
  fault(
    'refusal',
    () => t('Refused by policy'),
    { do: 'refuseContent' },
    { firstEvent: 'refused', midAnswer: 'refused' },
    {
      only: ['claude', 'openai'],
    },
  ),

  answer('memory', () => t('Out of memory'), 'local-memory', {
    ollama: { status: 500, message: 'model requires more system memory (9.6 GiB) than is available (3.1 GiB)' },
  }),
  answer('busy', () => t('Local server busy'), 'local-busy', {
    ollama: { status: 503, message: 'server busy, please try again.  maximum pending requests exceeded' },
  }),
  answer(
    'loading',
    () => t('Local model loading'),
    'local-loading',
    {
      llamacpp: { status: 503, type: 'unavailable_error', code: '503', message: 'Loading model' },
    },
    { reach: 'everything' },
  ),
  fault(
    'slow-load',
    () => t('Slow cold start'),
    { do: 'delay', ms: 40_000 },
    { headers: 'local-loading' },
    {
      only: ['ollama', 'lmstudio'],
    },
  ),
];

/** The entry with this id, or `undefined`. */
export function faultById(id: string): Fault | undefined {
  return faults.find((one) => one.id === id);
}
