import { numberProperty, property, stringProperty } from '../causes';
import { listedBillions } from '../parameterCount';
import { expectList } from '../plainCall';
import type { ModelInfo } from '../provider';

/** A copy of a model in memory, by which it can be asked as well; `contextWindow` is what it was loaded with. */
export interface StudioInstance {
  readonly id: string;
  readonly contextWindow?: number | undefined;
}

/** A model on LM Studio's disk, with its instances in memory. */
export interface StudioModel {
  readonly info: ModelInfo;
  readonly instances: readonly StudioInstance[];
}

/** What can be asked of a model: itself, and each instance of another name (a second copy is `model:2`; some are named by hand). */
export function namesOf({ info, instances }: StudioModel): readonly ModelInfo[] {
  const others = instances.filter(({ id }) => id !== info.id);
  return [
    info,
    ...others.map(({ id, contextWindow }) => ({
      ...info,
      id,
      label: id,
      contextWindow: contextWindow ?? info.contextWindow,
    })),
  ];
}

/** Reads `GET /api/v1/models`, since 0.4.0 (lmstudio.ai/docs/developer/rest/list). @throws when it is something else. */
export function readCatalogV1(answer: unknown): readonly StudioModel[] {
  return expectList(property(answer, 'models')).flatMap((model) => {
    const id = stringProperty(model, 'key');
    if (id === undefined) return [];
    const loaded = listOf(property(model, 'loaded_instances'));
    const abilities = property(model, 'capabilities');
    const instances = loaded.flatMap((one): readonly StudioInstance[] => {
      const name = stringProperty(one, 'id');
      const contextWindow = numberProperty(property(one, 'config'), 'context_length');
      return name === undefined ? [] : [{ id: name, contextWindow }];
    });
    const started = instances.flatMap(({ contextWindow }) => contextWindow ?? []);
    const info: ModelInfo = {
      id,
      label: stringProperty(model, 'display_name'),
      sizeBytes: numberProperty(model, 'size_bytes'),
      billions: listedBillions(stringProperty(model, 'params_string')),
      // Which of several instances answers is not ours to say: the smallest is safe.
      contextWindow: started.length > 0 ? Math.min(...started) : numberProperty(model, 'max_context_length'),
      capabilities: [
        stringProperty(model, 'type') === 'embedding' ? 'embedding' : 'completion',
        ...(property(abilities, 'vision') === true ? ['vision'] : []),
        ...(property(abilities, 'trained_for_tool_use') === true ? ['tools'] : []),
      ],
    };
    return [{ info, instances }];
  });
}

/** Reads `GET /api/v0/models`, since 0.3.6 (lmstudio.ai/docs/api/rest-api). @throws when it is something else. */
export function readCatalogV0(answer: unknown): readonly StudioModel[] {
  return expectList(property(answer, 'data')).flatMap((model) => {
    const id = stringProperty(model, 'id');
    if (id === undefined) return [];
    const isLoaded = stringProperty(model, 'state') === 'loaded';
    const type = stringProperty(model, 'type');
    const started = isLoaded ? numberProperty(model, 'loaded_context_length') : undefined;
    const info: ModelInfo = {
      id,
      contextWindow: started ?? numberProperty(model, 'max_context_length'),
      capabilities: [
        type === 'embeddings' ? 'embedding' : 'completion',
        ...(type === 'vlm' ? ['vision'] : []),
        ...(listOf(property(model, 'capabilities')).includes('tool_use') ? ['tools'] : []),
      ],
    };
    return [{ info, instances: isLoaded ? [{ id }] : [] }];
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
