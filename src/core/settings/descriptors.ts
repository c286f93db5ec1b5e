import { boolean, picklist } from 'valibot';
import { parseUrl } from '../providers/origins';
import { describe, describeList } from './descriptor';
import { providersDescriptor } from './providerSettings';
import { cleanRouteEntry } from './routes';

/** One descriptor per setting that works. Manifest, this table and `docs/settings.md` are held together by a test. */
export const descriptors = {
  providers: providersDescriptor,
  chatRoute: describeList('understudy.chat.route', 'application', ['claude', 'claude-code', 'ollama'], cleanRouteEntry),
  completionsRoute: describeList('understudy.completions.route', 'application', ['claude', 'ollama'], cleanRouteEntry),
  failoverMode: describe('understudy.failover.mode', 'application', picklist(['auto', 'ask', 'off']), 'auto'),
  onQuota: describe('understudy.failover.onQuota', 'application', picklist(['ask', 'switch', 'stay']), 'ask'),
  onCutOff: describe('understudy.chat.onCutOff', 'application', picklist(['continue', 'ask', 'keep']), 'continue'),
  keepWarm: describe(
    'understudy.ollama.keepWarm',
    'application',
    picklist(['onTrouble', 'always', 'never']),
    'onTrouble',
  ),
  localOnly: describe('understudy.localOnly', 'resource', boolean(), false, true),
  privateHosts: describeList('understudy.privateHosts', 'application', [], cleanHost),
  completionsEnabled: describe('understudy.completions.enabled', 'language-overridable', boolean(), true),
  ignore: describeList('understudy.ignore', 'resource', [], (glob) => glob.trim() || undefined),
  watchLogin: describe('understudy.claudeCode.watchLogin', 'application', boolean(), true, false),
  statusPageEnabled: describe('understudy.statusPage.enabled', 'application', boolean(), true, false),
} as const;

function cleanHost(text: string): string | undefined {
  const host = text.trim();
  const url = parseUrl(host.includes('://') ? host : `http://${host}`);
  return url && url.hostname !== '' ? host : undefined;
}
