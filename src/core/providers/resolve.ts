import type { ProviderId } from '../contract/target';
import type { ProviderSetting } from '../settings/snapshot';
import { baseUrlsOf, headersOf, settingProblem, typedBaseUrls, unusedHost, type EnvLookup } from './baseAddress';
import { isLocalOrigin } from './origins';
import type { ProviderRow, ResolvedProvider, WireType } from './provider';
import type { ProviderProblem } from './providerProblem';

export type { EnvLookup } from './baseAddress';

/** A provider ready for use, or why there is none. */
export type Resolution =
  | { readonly ok: true; readonly provider: ResolvedProvider }
  | { readonly ok: false; readonly problem: ProviderProblem };

/**
 * Merges the user's setting field by field over the built-in row, or makes a row from the setting alone. Pure, and the one
 * place that decides whether a provider is local.
 */
export function resolveProvider(
  builtIn: ProviderRow | undefined,
  id: ProviderId,
  setting: ProviderSetting | undefined,
  privateHosts: readonly string[],
  env: EnvLookup = () => undefined,
): Resolution {
  const row = builtIn ?? rowFromSetting(id, setting);
  if (!row) return { ok: false, problem: { kind: 'unknown-provider', id } };
  const problem = settingProblem(row, setting, privateHosts, env);
  if (problem) return { ok: false, problem };
  const baseUrls = baseUrlsOf(row, setting, env, privateHosts);
  const baseUrl = baseUrls[0];
  // A program of its own, such as Claude Code, has no address.
  if (baseUrl === undefined && row.type !== 'claude-code')
    return { ok: false, problem: { kind: 'missing-address', id } };
  const origins = baseUrls.map((url) => new URL(url).origin);
  const origin = origins[0] ?? id;
  const type = setting?.type ?? row.type;
  const elsewhere = unusedHost(row, setting, env, privateHosts);
  const provider: ResolvedProvider = {
    ...row,
    ...(type === row.type ? {} : { type, ...knownOf[type] }),
    ...(builtIn ? {} : fimOfHost(baseUrl)),
    service: row.service === 'local' || !builtIn ? origin : row.service,
    baseUrl: baseUrl ?? '',
    baseUrls,
    origin,
    local: origins.length > 0 && origins.every((one) => isLocalOrigin(one, privateHosts)),
    builtIn: builtIn !== undefined,
    baseUrlGiven: typedBaseUrls(setting).length > 0,
    headers: headersOf(setting, env),
    ...(elsewhere === undefined ? {} : { unusedHost: elsewhere }),
    slots: Number(row.slotsVariable && env(row.slotsVariable)) || undefined,
    enabled: setting?.enabled ?? true,
    chatModel: setting?.chatModel ?? row.chatModel,
    completionModel: setting?.completionModel ?? row.completionModel,
    contextWindow: setting?.contextWindow,
  };
  return { ok: true, provider };
}

/** What is known of a server of which only the wire is known. */
const knownOf: Record<WireType, Pick<ProviderRow, 'quirks' | 'fim' | 'modelsApi'>> = {
  anthropic: { quirks: [], fim: 'none', modelsApi: undefined },
  openai: { quirks: [], fim: 'none', modelsApi: undefined },
  ollama: { quirks: ['ollama-text'], fim: 'suffix', modelsApi: undefined },
  'claude-code': { quirks: ['claude-code-text'], fim: 'none', modelsApi: undefined },
};

/** Routes to fill holes that a host is known to have, for a row of the user's own such as Codestral's with its own key (§4). */
function fimOfHost(baseUrl: string | undefined): Partial<Pick<ProviderRow, 'fim'>> {
  switch (baseUrl && new URL(baseUrl).hostname) {
    case 'codestral.mistral.ai':
    case 'api.mistral.ai':
      return { fim: 'mistral-fim' };
    case 'api.deepseek.com':
      return { fim: 'deepseek-beta' };
    default:
      return {};
  }
}

function rowFromSetting(id: ProviderId, setting: ProviderSetting | undefined): ProviderRow | undefined {
  const type = setting?.type;
  if (!type || type === 'claude-code') return undefined;
  return {
    id,
    label: id,
    service: id,
    type,
    baseUrl: '',
    key: 'optional',
    windows: [],
    edgeMarks: [],
    continuation: 'none',
    ...knownOf[type],
  };
}
