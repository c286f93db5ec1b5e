import { sizeWords } from '../../core/base/sizeWords';
import { t } from '../../core/base/t';
import type { ProviderId, Use } from '../../core/contract/target';
import { canChat, canInsert } from '../../core/local/modelKind';
import type { ModelInfo, Provider, ResolvedProvider } from '../../core/providers/provider';
import { failureSentence } from '../../core/status/sentences';
import { findProvider, type SetUpDeps } from './deps';
import { tellHowItFills } from './tellHowItFills';

/** Models that clouds list beside those that talk, by the words in their names. */
const otherTrade = /whisper|tts|dall-e|moderation|transcribe|realtime|image|audio|video|speech|ocr/i;

/**
 * Lets the user pick from the provider's own list and writes the model into the user settings. Resolves to the model, or
 * `undefined` when none was picked; why, the user has been told.
 */
export async function chooseModel(deps: SetUpDeps, id: ProviderId | undefined, use: Use): Promise<string | undefined> {
  const info = id === undefined ? await pickProvider(deps) : findProvider(deps, id);
  const provider = info && deps.provider(info.id);
  if (!info || !provider) return undefined;
  if (!deps.mayReach(info.baseUrl)) {
    deps.ui.tell('problem', t('Local only is on, so {0} can’t be asked for its models.', info.label), {
      label: t('Open Settings'),
      run: () => deps.ui.openSettings('understudy.localOnly'),
    });
    return undefined;
  }
  const models = await listModels(deps, info, provider, use);
  if (!models) return undefined;
  const model = await deps.ui.pick({
    title: use === 'chat' ? t('{0}: model for chat', info.label) : t('{0}: model for completions', info.label),
    placeholder: t('{0} models', models.length),
    choices: models.map((known) => ({ label: known.id, description: describe(known), value: known.id })),
  });
  if (model === undefined) return undefined;
  await deps.writer.writeProvider(info.id, use === 'chat' ? 'chatModel' : 'completionModel', model);
  if (use === 'completion') await tellHowItFills(deps, info, model, models);
  return model;
}

function pickProvider(deps: SetUpDeps): Promise<ResolvedProvider | undefined> {
  return deps.ui.pick({
    title: t('Choose Model'),
    placeholder: t('Of which provider?'),
    choices: deps
      .providers()
      .filter((provider) => provider.enabled && deps.provider(provider.id) && deps.isSetUp(provider))
      .map((provider) => ({ label: provider.label, description: provider.chatModel, value: provider })),
  });
}

async function listModels(
  deps: SetUpDeps,
  info: ResolvedProvider,
  provider: Provider,
  use: Use,
): Promise<readonly ModelInfo[] | undefined> {
  const listed = await deps.ui.progress(t('Asking {0} for its models…', info.label), (signal) =>
    provider.listModels(signal),
  );
  if (!listed) return undefined;
  if (!listed.ok) {
    const isKey = listed.failure.kind === 'auth' || listed.failure.kind === 'forbidden';
    deps.ui.tell(
      'problem',
      failureSentence(listed.failure, info),
      isKey
        ? { label: t('Enter another key'), run: () => deps.openSetApiKey(info.id) }
        : { label: t('Try again'), run: () => chooseModel(deps, info.id, use) },
    );
    return undefined;
  }
  const talking = listed.value.filter((model) => canChat(model) && !otherTrade.test(model.id));
  if (talking.length === 0) {
    deps.ui.tell('problem', t('{0} lists no model that can chat.', info.label), {
      label: t('Open Settings'),
      run: () => deps.ui.openSettings('understudy.providers'),
    });
    return undefined;
  }
  // Models that fill holes by themselves come first where completions are concerned.
  return use === 'chat' ? talking : [...talking.filter(canInsert), ...talking.filter((model) => !canInsert(model))];
}

function describe(model: ModelInfo): string | undefined {
  const size = model.sizeBytes === undefined ? undefined : sizeWords(model.sizeBytes);
  return [model.label === model.id ? undefined : model.label, size].filter(Boolean).join(' · ') || undefined;
}
