import { t } from '../../core/base/t';
import { downloadChoices } from '../../core/local/download/downloadChoices';
import { isModelName } from '../../core/providers/ollama/modelNames';
import { UnfinishedDownloads } from '../../core/local/download/unfinished';
import { windowTokens } from '../../core/providers/modelFacts';
import { isCloudName } from '../../core/providers/ollama/cloudModels';
import type { ResolvedProvider } from '../../core/providers/provider';
import type { Choice, InputRemark } from '../setup/ports';
import type { LocalModelDeps } from './deps';

/** Lets the user pick a model to download, or name one that is not listed; `undefined` when he leaves. */
export async function pickModel(deps: LocalModelDeps, server: ResolvedProvider): Promise<string | undefined> {
  const listed = downloadChoices({
    pulled: deps.local.models(server.id)?.models.map((model) => model.id) ?? [],
    unfinished: new UnfinishedDownloads(deps.remembered).at(server.origin),
    memoryBytes: deps.memory.totalBytes(),
    contextTokens: windowTokens(server, ''),
  });
  const choices: Choice<string | undefined>[] = listed.map(({ model, ...words }) => ({
    label: model,
    ...words,
    value: model,
  }));
  choices.push({
    label: t('Another model…'),
    detail: t('Any name that Ollama can pull, also hf.co/… with a GGUF file'),
    group: t('By name'),
    value: undefined,
  });
  const picked = await deps.ui.pick({
    title: t('Download model'),
    placeholder: t('{0} fetches it from its registry. Nothing of yours is sent.', server.label),
    choices: choices.map((choice) => ({ ...choice, value: { model: choice.value } })),
  });
  if (!picked) return undefined;
  if (picked.model !== undefined) return picked.model;
  const typed = await deps.ui.askText({
    title: t('Download model'),
    prompt: t('The name of the model, such as gemma4:e4b'),
    remark: remarkOnName,
  });
  return typed?.trim() || undefined;
}

function remarkOnName(text: string): InputRemark | undefined {
  const name = text.trim();
  if (name === '') return undefined;
  if (!isModelName(name)) return { severity: 'error', sentence: t('That is no name of a model.') };
  return isCloudName(name)
    ? { severity: 'error', sentence: t('That model runs at ollama.com, not on this machine.') }
    : undefined;
}
