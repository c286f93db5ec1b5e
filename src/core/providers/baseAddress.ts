import type { ProviderSetting } from '../settings/snapshot';
import { hostVariableAddress } from './ollama/hostVariable';
import { isLocalOrigin, isLoopbackHost, parseUrl } from './origins';
import type { ProviderRow } from './provider';
import type { ProviderProblem } from './providerProblem';

/** Reads one environment variable by name; nothing else of the environment is ever looked at. */
export type EnvLookup = (name: string) => string | undefined;

/** Replaces `${env:NAME}`, the only substitution there is. An unset variable leaves nothing; `settingProblem` reports it. */
export function substituteEnv(text: string, env: EnvLookup): string {
  return text.replace(envPattern, (_whole, variable: string) => env(variable) ?? '');
}

/**
 * The addresses of a provider as clients can connect to them, in the order in which they are tried, without a trailing
 * slash; ones that are no address are left out.
 */
export function baseUrlsOf(
  row: ProviderRow,
  setting: ProviderSetting | undefined,
  env: EnvLookup,
  privateHosts: readonly string[],
): readonly string[] {
  const typed = typedBaseUrls(setting).map((text) => substituteEnv(text, env).trim());
  const built = [...variableAddress(row, env, privateHosts), row.baseUrl, ...(row.otherBaseUrls ?? [])];
  const urls = (typed.length > 0 ? typed : built).flatMap((text) => {
    const url = parseUrl(text);
    return url ? [toBaseUrl(url)] : [];
  });
  return row.hostVariable === undefined ? urls : [...new Set([...urls, ...urls.flatMap(otherFamily)])];
}

/**
 * The origin that the row's own variable names on another machine and that is left alone for it: text would go there without
 * the user having said so here. `undefined` where there is none, or the user typed an address.
 */
export function unusedHost(
  row: ProviderRow,
  setting: ProviderSetting | undefined,
  env: EnvLookup,
  privateHosts: readonly string[],
): string | undefined {
  const address = namedAddress(row, env);
  if (address === undefined || typedBaseUrls(setting).length > 0) return undefined;
  const { origin } = new URL(address);
  return isLocalOrigin(origin, privateHosts) ? undefined : origin;
}

/** The address in the row's own variable. One outside this machine is used only where the user counts it as his. */
function variableAddress(row: ProviderRow, env: EnvLookup, privateHosts: readonly string[]): readonly string[] {
  const address = namedAddress(row, env);
  return address !== undefined && isLocalOrigin(new URL(address).origin, privateHosts) ? [address] : [];
}

function namedAddress(row: ProviderRow, env: EnvLookup): string | undefined {
  const url = row.hostVariable && parseUrl(hostVariableAddress(env(row.hostVariable)) ?? '');
  return url ? toBaseUrl(url) : undefined;
}

/** The same port on the other loopback address: a server on `localhost` listens on one of them, its clients may try the other. */
function otherFamily(address: string): readonly string[] {
  const { protocol, hostname, port, pathname } = new URL(address);
  if (!isLoopbackHost(hostname)) return [];
  const hosts = ['127.0.0.1', '[::1]'].filter((host) => host !== hostname);
  return hosts.map((host) => `${protocol}//${host}${port === '' ? '' : `:${port}`}${pathname}`.replace(/\/+$/, ''));
}

/** The addresses the user typed. */
export function typedBaseUrls(setting: ProviderSetting | undefined): readonly string[] {
  return setting?.baseUrl?.filter((url) => url.trim() !== '') ?? [];
}

/** The headers the user added, by lower-case name. */
export function headersOf(setting: ProviderSetting | undefined, env: EnvLookup): Readonly<Record<string, string>> {
  const entries = Object.entries(setting?.headers ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name.trim().toLowerCase(), substituteEnv(value, env)]));
}

/** What is wrong with the addresses and headers of a setting, the first thing found; `undefined` if they can be used. */
export function settingProblem(
  row: ProviderRow,
  setting: ProviderSetting | undefined,
  privateHosts: readonly string[],
  env: EnvLookup,
): ProviderProblem | undefined {
  const { id } = row;
  const typed = typedBaseUrls(setting);
  const variable = [...typed, ...Object.values(setting?.headers ?? {})]
    .flatMap((text) => [...text.matchAll(envPattern)].map((match) => match[1] ?? ''))
    .find((name) => !env(name));
  if (variable !== undefined) return { kind: 'missing-variable', id, variable };
  for (const value of typed) {
    const url = parseUrl(substituteEnv(value, env).trim());
    if (!url) return { kind: 'bad-address', id, value };
    if (url.username !== '' || url.password !== '') return { kind: 'key-in-address', id };
  }
  const isKeylessLocal =
    row.key !== 'required' &&
    baseUrlsOf(row, setting, env, privateHosts).every((url) => isLocalOrigin(new URL(url).origin, privateHosts));
  if (typed.length > 1 && !isKeylessLocal) return { kind: 'several-addresses', id };
  for (const [header, value] of Object.entries(headersOf(setting, env))) {
    if (forbiddenHeaders.has(header)) return { kind: 'forbidden-header', id, header };
    if (!headerName.test(header) || !headerValue.test(value)) return { kind: 'bad-header', id, header };
  }
  return undefined;
}

const envPattern = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** A key belongs into the secret store, where it is bound to its origin. */
const forbiddenHeaders = new Set(['authorization', 'proxy-authorization', 'x-api-key', 'api-key', 'cookie']);
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

function toBaseUrl(url: URL): string {
  // Servers listen on "every address" under names that no client can connect to everywhere.
  const everyAddress: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' };
  const host = everyAddress[url.hostname] ?? url.hostname;
  const port = url.port === '' ? '' : `:${url.port}`;
  return `${url.protocol}//${host}${port}${url.pathname}`.replace(/\/+$/, '');
}
