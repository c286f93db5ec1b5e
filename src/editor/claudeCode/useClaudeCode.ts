import { t } from '../../core/base/t';
import { programTooOld } from '../../core/providers/claudeCode/program';
import { parseRouteEntry } from '../../core/routing/route';
import type { ClaudeCodeDeps } from './deps';
import { logIn } from './logIn';

const id = 'claude-code';
const downloadPage = 'https://code.claude.com/docs/en/setup';

/**
 * The button *Use Claude Code*: the user's own program answers in chat from now on, with its own login. It is looked for and
 * asked for its options; nothing is sent. Resolves to whether it is in use. Throws `Cancelled` when the signal aborts.
 */
export async function useClaudeCode(isUsed: boolean, deps: ClaudeCodeDeps, signal: AbortSignal): Promise<boolean> {
  const { claudeCode, ui } = deps;
  if (!isUsed) {
    await claudeCode.setUsed(false);
    return false;
  }
  if (!deps.mayStartCloudProgram()) {
    ui.tell('problem', t('Local only is on, so Claude Code can’t be used.'), {
      label: t('Open Settings'),
      run: () => ui.openSettings('understudy.localOnly'),
    });
    return false;
  }
  const wasUsed = claudeCode.isUsed;
  await claudeCode.setUsed(true);
  await claudeCode.look();
  const stop = async (sentence: string, label: string, run: () => unknown): Promise<boolean> => {
    // One that was in use comes back by itself when what it lacks is there again.
    await claudeCode.setUsed(wasUsed);
    ui.tell('problem', sentence, { label, run });
    return false;
  };
  const open = (): void => ui.openExternal(downloadPage);
  const { known } = claudeCode;
  if (!known?.program) return stop(t('Claude Code was not found on this machine.'), t('How to install it'), open);
  const checked = await deps.provider(id)?.check(signal);
  if (checked?.ok !== true)
    return checked?.failure.evidence.type === programTooOld
      ? stop(t('This Claude Code is too old to be asked from here.'), t('How to update it'), open)
      : stop(t('Claude Code is on this machine, but does not start.'), t('How to install it'), open);
  if (known.login.state === 'none')
    return stop(t('Nobody has logged in to Claude Code yet.'), t('Log in'), () => logIn(deps));
  const { chatRoute, completionsRoute } = deps.settings();
  if (!chatRoute.some((entry) => parseRouteEntry(entry).id === id))
    await deps.writer.writeRoutes({ chatRoute: afterClaude(chatRoute), completionsRoute });
  ui.tell('info', t('Claude Code answers in chat now, by its own login. Code is completed by others.'));
  return true;
}

/** After Claude by key, which is quicker, and before whoever else the user has put there. */
function afterClaude(route: readonly string[]): readonly string[] {
  const at = route.findLastIndex((entry) => parseRouteEntry(entry).id === 'claude') + 1;
  return [...route.slice(0, at), id, ...route.slice(at)];
}
