import type { FailureKind } from '../../contract/failure';
import type { Lamp, LoginStatus, PageStatus } from '../../contract/status';
import { lampLabel, loginWords, messagesWords, tokenHostWords, type MessagesSign } from '../../status/loginWords';
import type { TargetHealth } from '../targetHealth';
import type { ClaudeCodeKnown } from './loginWatch';
import type { TokenHostSign } from './tokenHostSigns';

/** Everything the lamps are lit from. */
export interface LoginFacts {
  readonly known: ClaudeCodeKnown;
  readonly tokenHost: TokenHostSign;
  /** The targets of Claude's service, however they reach it. */
  readonly messages: readonly TargetHealth[];
  /** The messages API has answered within the last minutes, be it that a login or a key stands in the way since. */
  readonly hasAnsweredLately: boolean;
  readonly pages: readonly PageStatus[];
  readonly isOffline: boolean;
  /** Live traffic has shown that the login is gone. */
  readonly isMarkedLost: boolean;
}

/** The failures that are the service's own; keys, money and networks say nothing of it. */
const ofTheService: ReadonlySet<FailureKind | 'paused' | undefined> = new Set<FailureKind>([
  'overloaded',
  'server',
  'unreachable',
  'slow-start',
  'stalled',
  'cut-off',
  'empty',
]);

/** An incident that is about logging in or renewing a login, by its title. Tokens by themselves are what a model counts in. */
const aboutLogins =
  /\b(log[ -]?ins?|logging in|sign[ -]?in|auth|authenticat\w+|authori[sz]ation|oauth|(access|refresh) tokens?)\b/i;

/** What is known of Claude Code's login, with its three lamps told apart. Pure. */
export function loginStatus(facts: LoginFacts): LoginStatus {
  const { known, isMarkedLost } = facts;
  const isLost = known.isLost || isMarkedLost;
  const lamps: readonly Lamp[] = [messagesLamp(facts), tokenLamp(facts), loginLamp(facts)];
  return {
    state: isLost ? 'lost' : known.login.state === 'fine' ? 'fine' : 'unknown',
    lamps,
    kind: known.login.kind,
    toBeRenewed: known.login.toBeRenewed,
    hasProgram: known.program !== undefined,
    ...(known.login.state === 'hidden' ? { hidden: true } : {}),
    ...(known.login.state === 'hidden' || known.rememberedFrom !== undefined ? { inKeychain: true } : {}),
    ...(known.program?.version === undefined ? {} : { version: known.program.version }),
    ...(known.writtenAt === undefined ? {} : { writtenAt: known.writtenAt }),
  };
}

/** Whether the host that renews logins is seen to be in trouble: by its status page, by an ask, or by a file left past. */
export function isTokenHostIll(tokenHost: TokenHostSign, pages: readonly PageStatus[]): boolean {
  return tokenHost.t === 'not-renewing' || loginIncident(pages) !== undefined;
}

function loginIncident(pages: readonly PageStatus[]): { readonly title: string } | undefined {
  return pages.flatMap(({ incidents }) => incidents).find(({ title }) => aboutLogins.test(title));
}

function messagesLamp({ messages, hasAnsweredLately, isOffline }: LoginFacts): Lamp {
  const lamp = (state: Lamp['state'], sign: MessagesSign): Lamp => ({
    of: 'messages',
    label: lampLabel('messages'),
    state,
    text: messagesWords(sign),
  });
  if (isOffline) return lamp('unknown', { t: 'offline' });
  if (messages.some(({ state }) => state === 'closed')) return lamp('ok', { t: 'answering' });
  const sick = messages.find(({ reason }) => ofTheService.has(reason));
  if (sick?.reason && sick.reason !== 'paused') return lamp('trouble', { t: 'trouble', reason: sick.reason });
  return hasAnsweredLately ? lamp('ok', { t: 'answering' }) : lamp('unknown', { t: 'not-asked' });
}

function tokenLamp({ tokenHost, pages, isOffline }: LoginFacts): Lamp {
  const lamp = (state: Lamp['state'], text: string): Lamp => ({
    of: 'tokens',
    label: lampLabel('tokens'),
    state,
    text,
  });
  if (isOffline) return lamp('unknown', tokenHostWords({ t: 'offline' }));
  const incident = loginIncident(pages);
  if (incident) return lamp('trouble', tokenHostWords({ t: 'page', title: incident.title }));
  if (tokenHost.t === 'not-renewing') return lamp('trouble', tokenHostWords(tokenHost));
  return lamp(tokenHost.t === 'renewed' ? 'ok' : 'unknown', tokenHostWords(tokenHost));
}

function loginLamp({ known, isMarkedLost }: LoginFacts): Lamp {
  const isLost = known.isLost || isMarkedLost;
  const state = isLost ? 'trouble' : known.login.state === 'fine' ? 'ok' : 'unknown';
  const refused = isMarkedLost && !known.isLost;
  return {
    of: 'login',
    label: lampLabel('login'),
    state,
    text: loginWords(known.login, { refused, rememberedFrom: known.rememberedFrom }),
  };
}
