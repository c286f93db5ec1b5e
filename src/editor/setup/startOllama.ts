import { sleep } from '../../core/base/async';
import type { Clock } from '../../core/base/clock';
import { t } from '../../core/base/t';
import type { ProviderId } from '../../core/contract/target';
import { findSpeaking, type Speaking } from '../../core/local/findSpeaking';
import type { LocalModel } from '../../core/local/localModel';
import { isTooOld } from '../../core/local/ollamaVersion';
import type { MemorySize } from '../../core/local/memorySize';
import { suggestModel } from '../../core/local/suggestModel';
import { hostToServe } from '../../core/providers/ollama/hostVariable';
import { isLoopbackOrigin } from '../../core/providers/origins';
import type { LocalModels, Provider, ResolvedProvider } from '../../core/providers/provider';
import { parseRouteEntry } from '../../core/routing/route';
import type { Settings } from '../../core/settings/snapshot';
import { localSentence, unusedHostSentence } from '../../core/status/localWords';
import { modelName } from '../../core/status/modelName';
import { failureSentence } from '../../core/status/sentences';
import type { SettingsWriter, SetupUi } from './ports';

const id = 'ollama';
const downloadPage = 'https://ollama.com/download';

/** A server that was just started is asked this often, and this long. */
const waitStepMs = 500;
const longestWaitMs = 20_000;

/** What starting Ollama needs. */
export interface StartOllamaDeps {
  readonly ui: SetupUi;
  readonly local: LocalModel;
  readonly memory: MemorySize;
  readonly clock: Clock;
  readonly writer: SettingsWriter;
  settings(): Settings;
  resolved(id: ProviderId): ResolvedProvider | undefined;
  provider(id: ProviderId): Provider | undefined;
  localModels(id: ProviderId): LocalModels | undefined;
  /** The gate: whether an address may be contacted at all, which `understudy.localOnly` decides. */
  mayReach(url: string): boolean;
  /**
   * The command line that starts the Ollama of this machine; `undefined` where there is none. Only looks. `obeysEnv`: it has to
   * listen where the terminal's environment says.
   */
  serveLine(obeysEnv: boolean, signal: AbortSignal): Promise<string | undefined>;
  env(name: string): string | undefined;
  /** Begins the download of a model from a button. */
  downloadModel(model: string): unknown;
  /** The machine the editor's extensions run on where it is not the user's own. */
  readonly remoteName?: string;
}

/**
 * The button *Start Ollama*: an Ollama that answers is put to use; one that is installed is started in a terminal; else its
 * download page opens. For a click of the user's only.
 */
export async function startOllama(deps: StartOllamaDeps): Promise<void> {
  const ollama = deps.resolved(id);
  if (!ollama) {
    deps.ui.tell('problem', t('The settings of Ollama can’t be used.'), openSettings(deps));
    return;
  }
  if (!ollama.baseUrls.every((url) => deps.mayReach(url))) {
    deps.ui.tell('problem', t('Local only is on, so Ollama at {0} can’t be used.', ollama.origin), {
      label: t('Open Settings'),
      run: () => deps.ui.openSettings('understudy.localOnly'),
    });
    return;
  }
  const looked = await deps.ui.progress(t('Looking for Ollama…'), (signal) => deps.local.refresh(id, signal));
  if (!looked) return;
  if (looked.ok) await putToUse(deps, ollama);
  else if (isLoopbackOrigin(ollama.origin) && looked.failure.kind === 'local-stopped') await start(deps, ollama);
  else deps.ui.tell('problem', failureSentence(looked.failure, ollama), openSettings(deps));
}

async function start(deps: StartOllamaDeps, ollama: ResolvedProvider): Promise<void> {
  const isHere = await deps.ui.progress(t('Starting Ollama…'), async (signal) => {
    const host = hostToServe(ollama.origin, deps.env('OLLAMA_HOST'));
    const line = await deps.serveLine(host !== undefined, signal);
    if (line === undefined) return 'missing';
    deps.ui.runInTerminal('Ollama', line, host === undefined ? {} : { OLLAMA_HOST: host });
    return (await hasStarted(deps, signal)) ? 'running' : 'silent';
  });
  switch (isHere) {
    case 'running':
      return putToUse(deps, ollama);
    case 'missing':
      if (ollama.unusedHost !== undefined) {
        deps.ui.tell('info', unusedHostSentence(ollama.unusedHost), {
          label: t('Open Settings'),
          run: () => deps.ui.openSettings('understudy.privateHosts'),
        });
        return;
      }
      deps.ui.openExternal(downloadPage);
      deps.ui.tell(
        'info',
        deps.remoteName === undefined
          ? t('Ollama is not installed here; its download page is open.')
          : t(
              'Ollama is not installed on {0}, where extensions run; its download page is open. {1}',
              deps.remoteName,
              forwardWords(deps.remoteName),
            ),
        { label: t('Start Ollama'), run: () => startOllama(deps) },
      );
      return;
    case 'silent':
      deps.ui.tell('problem', t('Ollama did not start; its terminal says why.'), tryAgain(deps));
      return;
    case undefined:
  }
}

/** How an Ollama on the user's own machine is reached from the side where extensions run (docs/troubleshooting.md). */
function forwardWords(remoteName: string): string {
  switch (remoteName) {
    case 'ssh-remote':
      return t('Or forward that of your own machine: {0}', 'ssh -R 11434:127.0.0.1:11434 <host>');
    case 'wsl':
      return t('Or let WSL share the network of Windows: {0} in .wslconfig', 'networkingMode=mirrored');
    case 'dev-container':
    case 'attached-container':
      return t(
        'Or use that of the machine around the container: {0} as baseUrl, and in understudy.privateHosts.',
        'http://host.docker.internal:11434',
      );
    default:
      return t('Or forward port 11434 of your own machine to it.');
  }
}

async function hasStarted(deps: StartOllamaDeps, signal: AbortSignal): Promise<boolean> {
  for (let waited = 0; waited < longestWaitMs; waited += waitStepMs) {
    await sleep(deps.clock, waitStepMs, signal);
    if ((await deps.local.refresh(id, signal)).ok) return true;
  }
  return false;
}

async function putToUse(deps: StartOllamaDeps, ollama: ResolvedProvider): Promise<void> {
  const provider = deps.provider(id);
  if (!provider) return;
  await addToRoutes(deps);
  const trial = { provider, localModels: deps.localModels(id), clock: deps.clock };
  const woken = await deps.ui.progress(t('Waking Ollama…'), async (signal, say) => {
    const found = await findSpeaking(id, deps.local, trial, (model) => say(t('Trying {0}…', model)), signal);
    return { found, version: await trial.localModels?.version?.(signal) };
  });
  if (woken?.version?.ok && isTooOld(woken.version.value)) tellTooOld(deps, ollama, woken.version.value);
  else if (woken) report(deps, ollama, woken.found);
}

function tellTooOld({ ui }: StartOllamaDeps, ollama: ResolvedProvider, version: string): void {
  ui.tell('problem', localSentence('too-old', ollama, { version, suggested: '' }), {
    label: t('Update Ollama'),
    run: () => ui.openExternal(downloadPage),
  });
}

function report(deps: StartOllamaDeps, ollama: ResolvedProvider, found: Speaking): void {
  const suggested = suggestModel(deps.memory.totalBytes());
  const pull = (model: string): { label: string; run(): unknown } => ({
    label: t('Pull {0}', model),
    run: () => deps.downloadModel(model),
  });
  switch (found.t) {
    case 'spoke':
      return deps.ui.tell('info', t('{0} is ready.', modelName(found.model)));
    case 'slow':
      return deps.ui.tell('info', t('{0} is slow on this machine.', modelName(found.model)), pull('gemma3:1b'));
    case 'no-model':
      return deps.ui.tell('problem', localSentence('no-model', ollama, { suggested }), pull(suggested));
    case 'failure':
      return deps.ui.tell('problem', failureSentence(found.failure, ollama), tryAgain(deps));
  }
}

/** Putting Ollama to use on a route that leaves it out means putting it at the end. */
async function addToRoutes(deps: StartOllamaDeps): Promise<void> {
  const { chatRoute, completionsRoute } = deps.settings();
  const withOllama = (route: readonly string[]): readonly string[] =>
    route.some((entry) => parseRouteEntry(entry).id === id) ? route : [...route, id];
  const routes = { chatRoute: withOllama(chatRoute), completionsRoute: withOllama(completionsRoute) };
  if (routes.chatRoute === chatRoute && routes.completionsRoute === completionsRoute) return;
  await deps.writer.writeRoutes(routes);
}

function openSettings(deps: StartOllamaDeps): { label: string; run(): void } {
  return { label: t('Open Settings'), run: () => deps.ui.openSettings('understudy.providers') };
}

function tryAgain(deps: StartOllamaDeps): { label: string; run(): unknown } {
  return { label: t('Try again'), run: () => startOllama(deps) };
}
