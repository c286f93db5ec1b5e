import { t } from '../../core/base/t';
import { adviseFiller, type FillerAdvice } from '../../core/local/adviseFiller';
import { tryHole, type HoleVerdict } from '../../core/local/tryHole';
import { windowTokens } from '../../core/providers/modelFacts';
import type { ModelInfo, ResolvedProvider } from '../../core/providers/provider';
import { modelName } from '../../core/status/modelName';
import { adviceSentence, holeSentence } from '../../core/status/holeWords';
import { failureSentence } from '../../core/status/sentences';
import type { SetUpDeps } from './deps';
import type { ToldAction } from './ports';

/** What telling how a model fills needs of set-up. */
export type TellHowItFillsDeps = Pick<
  SetUpDeps,
  'ui' | 'clock' | 'memory' | 'local' | 'writer' | 'provider' | 'localModels' | 'downloadModel' | 'mayReach'
>;

/**
 * Has a model that was just chosen to complete code fill one hole of nobody's code, and shows the verdict. Where a local
 * model is no good at it, the advice is a small one that was made for it, by a button.
 */
export async function tellHowItFills(
  deps: TellHowItFillsDeps,
  server: ResolvedProvider,
  model: string,
  here: readonly ModelInfo[],
): Promise<void> {
  const provider = deps.provider(server.id);
  if (!provider) return;
  const { clock } = deps;
  const mayReach = (url: string): boolean => deps.mayReach(url);
  const localModels = deps.localModels(server.id);
  const trial = await deps.ui.progress(t('Trying {0}…', model), (signal) =>
    tryHole(model, { provider, clock, mayReach, ...(localModels ? { localModels } : {}) }, signal),
  );
  if (!trial || 'refused' in trial) return;
  const again: ToldAction = { label: t('Try again'), run: () => tellHowItFills(deps, server, model, here) };
  if (!trial.ok) return deps.ui.tell('problem', failureSentence(trial.failure, server, { model }), again);
  const { verdict } = trial;
  const name = server.local ? modelName(model) : model;
  const kind = verdict.t === 'misses' || verdict.t === 'slow' ? 'problem' : 'info';
  // Models of another server than Ollama are not ours to download, and a cloud's are as they are.
  const advice = server.local && server.type === 'ollama' ? adviceFor(deps, server, verdict, model, here) : undefined;
  if (!advice) return deps.ui.tell(kind, holeSentence(verdict, name));
  const sentence = `${holeSentence(verdict, name)} ${adviceSentence(advice)}`;
  deps.ui.tell(kind, sentence, actionOf(deps, server, advice, here));
}

/** Has a model that is here complete code from now on, and tells how it does. */
export async function useFiller(
  deps: TellHowItFillsDeps,
  server: ResolvedProvider,
  model: string,
  here: readonly ModelInfo[],
): Promise<void> {
  await deps.writer.writeProvider(server.id, 'completionModel', model);
  await tellHowItFills(deps, server, model, here);
}

function adviceFor(
  { local, memory }: TellHowItFillsDeps,
  server: ResolvedProvider,
  verdict: HoleVerdict,
  model: string,
  here: readonly ModelInfo[],
): FillerAdvice | undefined {
  const chatModel = local.modelFor(server.id, 'chat');
  return adviseFiller(verdict, model, {
    here,
    chatModel,
    contextTokens: windowTokens(server, ''),
    memoryBytes: memory.totalBytes(),
  });
}

function actionOf(
  deps: TellHowItFillsDeps,
  server: ResolvedProvider,
  advice: FillerAdvice,
  here: readonly ModelInfo[],
): ToldAction {
  const { model } = advice;
  if (advice.t === 'download') return { label: t('Download {0}', model), run: () => deps.downloadModel(model) };
  return { label: t('Use {0}', model), run: () => useFiller(deps, server, model, here) };
}
