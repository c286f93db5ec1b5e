import { t } from '../../core/base/t';
import { durationWords } from '../../core/base/timeWords';
import type { Use } from '../../core/contract/target';
import { firstTokenLimitMs } from '../../core/local/trials';
import { tryHole } from '../../core/local/tryHole';
import { tryModel } from '../../core/local/tryModel';
import type { ResolvedProvider } from '../../core/providers/provider';
import { parseRouteEntry } from '../../core/routing/route';
import { modelName } from '../../core/status/modelName';
import { holeSentence } from '../../core/status/holeWords';
import { failureSentence } from '../../core/status/sentences';
import { useWord } from '../../core/status/words';
import { tellHowItFills } from '../setup/tellHowItFills';
import type { LocalModelDeps } from './deps';

/**
 * Tries a model that has just come, and puts it on the route: for completions where it fills holes by itself, else for chat.
 * A model that does not run, or is too slow here, is told of and not put to use. One to chat with that completes code as
 * well, since there is none better here, is tried on that too.
 */
export async function putModelToUse(deps: LocalModelDeps, server: ResolvedProvider, model: string): Promise<void> {
  const { ui, local, clock } = deps;
  const { id } = server;
  const provider = deps.provider(id);
  if (!provider) return;
  let fillsHoles = false;
  const trial = await ui.progress(t('Trying {0}…', model), async (signal) => {
    await local.refresh(id, signal);
    fillsHoles = (await provider.fimRoute(model, signal)) !== 'none';
    return tryModel(model, { provider, localModels: deps.localModels(id), clock }, signal);
  });
  if (!trial) return;
  const again = { label: t('Try again'), run: () => putModelToUse(deps, server, model) };
  if (!trial.ok) return ui.tell('problem', failureSentence(trial.failure, server, { model }), again);
  const use: Use = fillsHoles ? 'completion' : 'chat';
  await local.noteOutcome({ provider: id, model, use: 'chat' }, trial.result);
  const smaller = { label: t('Choose model'), run: () => deps.chooseModel() };
  if ('failed' in trial.result) return ui.tell('problem', t('There is not enough memory for {0}.', model), smaller);
  const { firstTokenMs } = trial.result;
  if (firstTokenMs > firstTokenLimitMs) {
    return ui.tell('problem', t('{0} is slow on this machine.', modelName(model)), smaller);
  }
  if (use === 'completion') {
    const fill = await ui.progress(t('Trying {0}…', model), (signal) =>
      tryHole(model, { provider, clock, mayReach: (url) => deps.mayReach(url) }, signal),
    );
    if (!fill || 'refused' in fill) return;
    if (!fill.ok) return ui.tell('problem', failureSentence(fill.failure, server, { model }), again);
    const sentence = holeSentence(fill.verdict, modelName(model));
    if (fill.verdict.t === 'misses' || fill.verdict.t === 'slow') return ui.tell('problem', sentence, smaller);
    await standOnRoute(deps, id, model, use);
    return ui.tell('info', sentence);
  }
  await standOnRoute(deps, id, model, use);
  ui.tell(
    'info',
    t(
      '{0} is ready for {1}; its first word took {2}.',
      modelName(model),
      useWord(use),
      durationWords(Math.max(1, firstTokenMs)),
    ),
  );
  const completes = deps.settings().completionsEnabled && local.modelFor(id, 'completion') === model;
  if (completes) await tellHowItFills(deps, server, model, local.models(id)?.models ?? []);
}

/** What was chosen by a click is used, also where another one would be chosen by itself. */
async function standOnRoute(deps: LocalModelDeps, id: string, model: string, use: Use): Promise<void> {
  const field = use === 'chat' ? 'chatModel' : 'completionModel';
  if (deps.local.modelFor(id, use) !== model) await deps.writer.writeProvider(id, field, model);
  const { chatRoute, completionsRoute } = deps.settings();
  const withServer = (route: readonly string[]): readonly string[] =>
    route.some((entry) => parseRouteEntry(entry).id === id) ? route : [...route, id];
  const routes = { chatRoute: withServer(chatRoute), completionsRoute: withServer(completionsRoute) };
  if (routes.chatRoute === chatRoute && routes.completionsRoute === completionsRoute) return;
  await deps.writer.writeRoutes(routes);
}
