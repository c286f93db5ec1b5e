import { createHash } from 'node:crypto';
import type { ModelShelf, ShelfModel } from './shelf';

const modifiedAt = '2026-11-01T08:00:00Z';

/** A model as `/api/tags` lists it. */
export function tagOf(model: ShelfModel): object {
  return {
    name: model.name,
    model: model.name,
    ...remoteOf(model),
    modified_at: modifiedAt,
    size: Math.round(model.size),
    digest: digestOf(model),
    details: { ...detailsOf(model), context_length: contextOf(model), embedding_length: 640 },
    capabilities: model.capabilities,
  };
}

/** A model as `/api/ps` lists it: `size` is what it takes in memory, and nothing says what it can do. */
export function runningOf({ model, until, context }: ReturnType<ModelShelf['loaded']>[number]): object {
  return {
    name: model.name,
    model: model.name,
    size: Math.round(model.size * 1.2),
    digest: digestOf(model),
    details: detailsOf(model),
    expires_at: new Date(Math.min(until, Date.UTC(2318, 0, 1))).toISOString(),
    size_vram: 0,
    context_length: context,
  };
}

/** A model as `/api/show` describes it. */
export function descriptionOf(model: ShelfModel): object {
  const template = model.capabilities.includes('insert')
    ? '{{- if .Suffix }}<|fim_prefix|>{{ .Prompt }}<|fim_suffix|>{{ .Suffix }}<|fim_middle|>{{ end }}'
    : '{{ .Prompt }}';
  return {
    modelfile: `FROM ${model.name}`,
    parameters: 'stop "<end_of_turn>"',
    template,
    details: detailsOf(model),
    model_info: { 'general.architecture': model.family, [`${model.family}.context_length`]: contextOf(model) },
    tensors: [{ name: 'output_norm.weight', type: 'F32', shape: [640] }],
    capabilities: model.capabilities,
    ...remoteOf(model),
    modified_at: modifiedAt,
  };
}

/** Where a model runs that does not run here; both answers say so (`api/types.go`: ListModelResponse, ShowResponse). */
function remoteOf({ name, remoteHost }: ShelfModel): object {
  return remoteHost === undefined ? {} : { remote_model: name.replace(/-cloud$/, ''), remote_host: remoteHost };
}

function detailsOf(model: ShelfModel): object {
  return {
    parent_model: '',
    format: 'gguf',
    family: model.family,
    families: [model.family],
    parameter_size: model.parameters,
    quantization_level: 'Q4_K_M',
  };
}

function digestOf(model: ShelfModel): string {
  return createHash('sha256').update(model.name).digest('hex');
}

/** What a model was made to read at most. */
function contextOf(model: ShelfModel): number {
  return model.parameters.endsWith('M') ? 32_768 : 131_072;
}
