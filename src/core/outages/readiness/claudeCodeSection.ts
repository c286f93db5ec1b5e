import { t } from '../../base/t';
import type { LoginStatus } from '../../contract/status';
import type { ReportSection } from '../drill/drillReport';

/**
 * What would happen to the user's own Claude Code in each kind of outage today; no section where there is none. Measured on
 * 2.1.329 (`claude-code.md` §A.4, §B.2). Pure.
 */
export function claudeCodeSection(login: LoginStatus | undefined): readonly ReportSection[] {
  if (!login?.hasProgram) return [];
  return [
    {
      heading: t('Your Claude Code'),
      blocks: [
        {
          t: 'text',
          text: t(
            'Chat and completions here carry on by your routes. Claude Code itself, in its terminal, would do this:',
          ),
        },
        {
          t: 'facts',
          facts: [
            ...login.lamps.map(({ label, text }) => ({ label, value: text })),
            { label: t('If Claude’s API fails'), value: apiFails(login) },
            { label: t('If Claude’s API is silent'), value: apiSilent(login) },
            { label: t('If the login service fails'), value: loginServiceFails(login) },
            { label: t('If your login is refused'), value: loginRefused(login) },
            { label: t('If the network drops'), value: t('it tries for about three minutes, then stops') },
          ],
        },
      ],
    },
  ];
}

/** Whether it reaches the models by another cloud, which has outages of its own. */
function usesOtherCloud({ kind }: LoginStatus): boolean {
  return kind === 'bedrock' || kind === 'vertex' || kind === 'foundry';
}

function apiFails(login: LoginStatus): string {
  return usesOtherCloud(login)
    ? t('nothing, it uses another cloud; if that one fails, it stops')
    : t('it stops: within seconds when overloaded, else after about three minutes of trying');
}

function apiSilent(login: LoginStatus): string {
  return usesOtherCloud(login)
    ? t('nothing, it uses another cloud')
    : t('it waits, about six minutes with each try, and says nothing');
}

function loginServiceFails({ kind, state, hidden, toBeRenewed }: LoginStatus): string {
  if (state === 'lost') return t('you could not log in again');
  if (hidden || kind === 'unknown') return t('unknown: its login is not known');
  if (kind !== 'subscription')
    return t('nothing, its login is not renewed there; a start may take half a minute longer');
  return toBeRenewed
    ? t('its next start could not renew the login, and could lose it')
    : t('it works until its token runs out; then the login can’t be renewed, and could be lost');
}

function loginRefused({ kind, state }: LoginStatus): string {
  if (state === 'lost') return t('it is lost already: it stops at once until you log in again');
  return kind === 'subscription'
    ? t('it stops within seconds until you log in again')
    : t('it tries for about three minutes, then stops until the key or token is replaced');
}
