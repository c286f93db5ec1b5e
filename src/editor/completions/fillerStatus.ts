import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { t } from '../../core/base/t';
import { isSameTarget, type Target } from '../../core/contract/target';
import { adviseFiller, type FillerAdvice } from '../../core/local/adviseFiller';
import { FillerTrials } from '../../core/local/fillerTrials';
import type { HoleVerdict } from '../../core/local/tryHole';
import { windowTokens } from '../../core/providers/modelFacts';
import { adviceSentence, holeVerdictWords } from '../../core/status/holeWords';
import { modelName } from '../../core/status/modelName';
import type { CompletionsDeps } from './deps';

/** What the item is given by what is loaded from the start on: to load it from here as well would cut the start into more files. */
export interface FillerStatusOptions {
  readonly selector: vscode.DocumentSelector;
  /** Runs the button of an action by its id. */
  readonly actionCommand: string;
}

interface Tried {
  readonly target: Target;
  readonly verdict: HoleVerdict;
}

/**
 * Says beside the language how the local model that completes code has filled a known hole, and what would do it better on
 * this machine, by a button. Nothing pops up for it; the item is there as long as that model completes code.
 */
export function showFillerStatus(deps: CompletionsDeps, options: FillerStatusOptions, pauseMs: number): Disposable {
  const store = new DisposableStore();
  const tried: Tried[] = [];
  let shown: Tried | undefined;
  let item: vscode.LanguageStatusItem | undefined;
  const renew = (): void => {
    const { current } = deps.status().completions;
    const known = current && tried.findLast(({ target }) => isSameTarget(target, current));
    if (known === shown) return;
    shown = known;
    item?.dispose();
    item = known && createItem(known, deps, options);
  };
  const { engine, clock, logger } = deps;
  store.add(
    new FillerTrials({
      clock,
      logger,
      pauseMs,
      onDidNoteAsk: engine.onDidNoteAsk,
      resolved: (id) => deps.resolved(id),
      provider: (id) => engine.registry.get(id),
      localModels: (id) => engine.registry.localModels(id),
      mayReach: (url) => engine.gate.mayReach(url),
      mayTry: (target) => mayTry(target, deps),
      onTried: (target, verdict) => {
        tried.push({ target, verdict });
        renew();
      },
    }),
  );
  store.add(deps.onDidChangeStatus(renew));
  store.add({ dispose: () => item?.dispose() });
  return store;
}

/** The user lets it complete code, and it answers for itself: no outage is played in front of it. */
function mayTry({ provider, use }: Target, deps: CompletionsDeps): boolean {
  const { gate, rehearsal } = deps.engine;
  const known = deps.resolved(provider);
  if (!known || !deps.settings().completionsEnabled || rehearsal.current?.provider === provider) return false;
  return gate.refusal(known, use) === undefined;
}

function createItem(
  { target, verdict }: Tried,
  deps: CompletionsDeps,
  options: FillerStatusOptions,
): vscode.LanguageStatusItem {
  const item = vscode.languages.createLanguageStatusItem('understudy.filler', options.selector);
  item.name = t('Understudy self-test');
  item.text = `${modelName(target.model)}: ${holeVerdictWords(verdict)}`;
  const advice = adviceFor({ target, verdict }, deps);
  if (!advice) return item;
  item.detail = adviceSentence(advice);
  const verb = advice.t === 'use' ? 'complete-with' : 'pull-model';
  item.command = {
    command: options.actionCommand,
    title: advice.t === 'use' ? t('Use {0}', advice.model) : t('Download {0}', advice.model),
    arguments: [`${verb}:${target.provider}/${advice.model}`],
  };
  return item;
}

function adviceFor({ target, verdict }: Tried, deps: CompletionsDeps): FillerAdvice | undefined {
  const { engine, memory } = deps;
  const provider = deps.resolved(target.provider);
  // Models of another server than Ollama are not ours to download.
  if (provider?.type !== 'ollama') return undefined;
  return adviseFiller(verdict, target.model, {
    here: engine.local.models(provider.id)?.models ?? [],
    chatModel: engine.local.modelFor(provider.id, 'chat'),
    contextTokens: windowTokens(provider, ''),
    memoryBytes: memory.totalBytes(),
  });
}
