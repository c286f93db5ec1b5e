import { t } from '../../core/base/t';
import { throwIfCancelled } from '../../core/base/async';
import type { DownloadDeps } from '../../core/local/download/deps';
import { downloadModel as download } from '../../core/local/download/downloadModel';
import type { DownloadEnd, DownloadState } from '../../core/local/download/downloadState';
import { listedName } from '../../core/providers/ollama/modelNames';
import { UnfinishedDownloads } from '../../core/local/download/unfinished';
import { offerOf } from '../../core/local/modelOffers';
import { isLoopbackOrigin } from '../../core/providers/origins';
import type { LocalModels, ResolvedProvider } from '../../core/providers/provider';
import { downloadLine, downloadSentence } from '../../core/status/downloadWords';
import { failureSentence } from '../../core/status/sentences';
import type { LocalModelDeps } from './deps';
import { pickModel } from './pickModel';
import { putModelToUse } from './putModelToUse';

const id = 'ollama';
const ollamaPage = 'https://ollama.com/download';

/** A server that can be told to fetch a model, and answers. */
interface Fetcher {
  readonly server: ResolvedProvider;
  readonly models: LocalModels;
  readonly pull: NonNullable<LocalModels['pull']>;
}

/**
 * The command *Download model*: which one, then the download with its progress, then a try, and the model stands on the
 * route. Everything after a click of the user's; `named` skips the question, `anyway` the look at the disk.
 */
export async function downloadModel(deps: LocalModelDeps, named?: string, anyway = false): Promise<void> {
  const fetcher = await findFetcher(deps, named);
  if (!fetcher) return;
  const model = named ?? (await pickModel(deps, fetcher.server));
  if (model === undefined) return;
  const isHere = deps.local.models(id)?.models.some((known) => known.id === listedName(model)) ?? false;
  if (isHere || (await fetch(deps, fetcher, model, anyway)))
    await putModelToUse(deps, fetcher.server, listedName(model));
}

async function findFetcher(deps: LocalModelDeps, named: string | undefined): Promise<Fetcher | undefined> {
  const server = deps.resolved(id);
  const models = deps.localModels(id);
  const pull = models?.pull?.bind(models);
  if (!server || !models || !pull) {
    const open = { label: t('Open Settings'), run: () => deps.ui.openSettings('understudy.providers') };
    deps.ui.tell('problem', t('The settings of Ollama can’t be used.'), open);
    return undefined;
  }
  if (!server.baseUrls.every((url) => deps.mayReach(url))) {
    const open = { label: t('Open Settings'), run: () => deps.ui.openSettings('understudy.localOnly') };
    deps.ui.tell('problem', t('Local only is on, so Ollama at {0} can’t be used.', server.origin), open);
    return undefined;
  }
  const looked = await deps.ui.progress(t('Looking for Ollama…'), (signal) => deps.local.refresh(id, signal));
  if (!looked) return undefined;
  if (looked.ok) return { server, models, pull };
  const remedy =
    looked.failure.kind === 'local-stopped'
      ? { label: t('Start Ollama'), run: () => deps.startOllama() }
      : { label: t('Try again'), run: () => downloadModel(deps, named) };
  deps.ui.tell('problem', failureSentence(looked.failure, server), remedy);
  return undefined;
}

/** Whether the model is here now; if not, the user knows why. */
async function fetch(
  deps: LocalModelDeps,
  { server, models, pull }: Fetcher,
  model: string,
  anyway: boolean,
): Promise<boolean> {
  const lease = await deps.lease();
  const downloadDeps: DownloadDeps = {
    ...deps,
    unfinished: new UnfinishedDownloads(deps.remembered),
    pull,
    lease,
    has: async (wanted, signal) => {
      const listed = await models.list(signal);
      throwIfCancelled(signal);
      return listed.ok && listed.value.some((known) => known.id === listedName(wanted));
    },
    // The disk of another machine cannot be seen from here.
    freeBytes: () => (isLoopbackOrigin(server.origin) && !anyway ? deps.freeBytes() : Promise.resolve(undefined)),
  };
  const size = offerOf(model)?.sizeBytes;
  const order = { model, origin: server.origin, ...(size === undefined ? {} : { sizeBytes: size }) };
  const end = await deps.ui.progress(t('Downloading {0}', model), (signal, say) =>
    download(order, downloadDeps, (state) => say(downloadLine(state), shareOf(state)), signal),
  );
  if (end === undefined) {
    const resume = { label: t('Resume'), run: () => downloadModel(deps, model) };
    deps.ui.tell('info', t('What is here of {0} is kept.', model), resume);
    return false;
  }
  if (end.t === 'pulled') return true;
  deps.ui.tell('problem', downloadSentence(end, model, server), remedyFor(end, deps, model));
  return false;
}

function remedyFor(end: DownloadEnd, deps: LocalModelDeps, model: string): { label: string; run(): unknown } {
  switch (end.t) {
    case 'no-space':
      // A server may keep its models on another disk than the one we looked at; one that ran full has said so itself.
      return end.neededBytes === undefined
        ? { label: t('Download another'), run: () => downloadModel(deps) }
        : { label: t('Download anyway'), run: () => downloadModel(deps, model, true) };
    case 'unknown-model':
      return { label: t('Download another'), run: () => downloadModel(deps) };
    case 'too-old':
      return { label: t('Download Ollama'), run: () => deps.ui.openExternal(ollamaPage) };
    default:
      return { label: t('Try again'), run: () => downloadModel(deps, model) };
  }
}

function shareOf(state: DownloadState): number | undefined {
  if (state.t === 'checking') return 1;
  return state.t === 'pulling' && state.total > 0 ? state.completed / state.total : undefined;
}
