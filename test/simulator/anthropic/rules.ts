import type { WireError } from '../../../src/core/outages/faults/fault';
import type { Service } from '../services';
import { textOf } from '../promptText';
import type { WireRequest } from '../wire';

/*
 * What the real API refuses (`providers.md` §1.1, §1.7), in the order in which it looks: key, version, body, model,
 * rules of the model. A simulated Claude that took everything would let a broken client pass.
 */

const versions = ['2026-10-21', '2023-06-01'];

const knownFields = new Set([
  'model',
  'messages',
  'max_tokens',
  'system',
  'stream',
  'stop_sequences',
  'thinking',
  'output_config',
  'tools',
  'tool_choice',
  'metadata',
  'service_tier',
  'speed',
  'cache_control',
  'container',
  'context_management',
  'mcp_servers',
  'temperature',
  'top_p',
  'top_k',
]);

/** The error the real API would answer, or `undefined`. */
export function refusalOf(request: WireRequest, service: Service, isFree: boolean): WireError | undefined {
  return (
    keyProblem(request, service) ??
    versionProblem(request) ??
    (isFree && request.method === 'GET' ? undefined : bodyProblem(request, service, isFree))
  );
}

function keyProblem(request: WireRequest, service: Service): WireError | undefined {
  const bearer = /^Bearer (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
  const key = bearer ?? request.headers['x-api-key'];
  if (key === undefined) return { status: 401, type: 'authentication_error', message: 'x-api-key header is required' };
  return key === service.key ? undefined : { status: 401, type: 'authentication_error', message: 'invalid x-api-key' };
}

function versionProblem(request: WireRequest): WireError | undefined {
  const version = request.headers['anthropic-version'];
  if (version === undefined) return invalid('anthropic-version: header is required');
  return versions.includes(version) ? undefined : invalid(`anthropic-version: "${version}" is not a valid version`);
}

function bodyProblem(request: WireRequest, service: Service, isCount: boolean): WireError | undefined {
  const { body } = request;
  if (!body) return invalid('The request body is not valid JSON');
  if (typeof body['model'] !== 'string' || body['model'] === '') return invalid('model: Field required');
  if (!service.models.includes(body['model'])) {
    return { status: 404, type: 'not_found_error', message: `model: ${body['model']}` };
  }
  const unknown = Object.keys(body).find((field) => !knownFields.has(field));
  if (unknown !== undefined) return invalid(`${unknown}: Extra inputs are not permitted`);
  if (!isCount && typeof body['max_tokens'] !== 'number') return invalid('max_tokens: Field required');
  return messagesProblem(body) ?? samplingProblem(request) ?? modelProblem(body['model'], body);
}

function messagesProblem(body: Record<string, unknown>): WireError | undefined {
  const messages = body['messages'];
  if (!Array.isArray(messages) || messages.length === 0) return invalid('messages: at least one message is required');
  for (const [index, message] of messages.entries()) {
    const { role, content } = message as { role?: unknown; content?: unknown };
    if (role !== 'user' && role !== 'assistant' && role !== 'system') {
      return invalid(`messages.${index}.role: Input should be 'user' or 'assistant'`);
    }
    const blocks = Array.isArray(content) ? content : [{ type: 'text', text: content }];
    if (blocks.some((block: { type?: string; text?: unknown }) => block.type === 'text' && block.text === '')) {
      return invalid('messages: text content blocks must be non-empty');
    }
  }
  return undefined;
}

function samplingProblem(request: WireRequest): WireError | undefined {
  if (request.headers['anthropic-version'] !== '2026-10-21') return undefined;
  const field = ['temperature', 'top_p', 'top_k'].find((name) => request.body?.[name] !== undefined);
  return field === undefined ? undefined : invalid(`${field}: not supported in API version 2026-10-21`);
}

function modelProblem(model: string, body: Record<string, unknown>): WireError | undefined {
  const is45 = model.includes('-4-5');
  const last = (body['messages'] as { role?: string; content?: unknown }[]).at(-1);
  if (last?.role === 'assistant') {
    if (!is45) {
      return invalid(
        'This model does not support assistant message prefill. The conversation must end with a user message.',
      );
    }
    if (/\s$/.test(textOf(last.content))) {
      return invalid('messages: final assistant content cannot end with trailing whitespace');
    }
  }
  const thinking = (body['thinking'] as { type?: string } | undefined)?.type;
  if (thinking === 'disabled' && !is45 && !model.startsWith('claude-haiku')) {
    return invalid(`thinking.type: "disabled" is not supported by ${model}`);
  }
  if (thinking === 'enabled' && !is45) return invalid('thinking.type: "enabled" is not supported, use "adaptive"');
  const effort = (body['output_config'] as { effort?: string } | undefined)?.effort;
  if (effort !== undefined && !['low', 'medium', 'high', 'xhigh', 'max'].includes(effort)) {
    return invalid(`output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'`);
  }
  const choice = (body['tool_choice'] as { type?: string } | undefined)?.type;
  if ((choice === 'any' || choice === 'tool') && /sonnet-5-5|opus-5-5/.test(model)) {
    return invalid(`tool_choice.type: "${choice}" is not supported by ${model}`);
  }
  return undefined;
}

function invalid(message: string): WireError {
  return { status: 400, type: 'invalid_request_error', message };
}

/** A model as `GET /v1/models` lists it (§1.8). */
export function modelInfo(id: string): { readonly id: string } & Readonly<Record<string, unknown>> {
  const is45 = id.includes('-4-5');
  const always = id.startsWith('claude-opus') || id.startsWith('claude-fable');
  return {
    id,
    type: 'model',
    display_name: displayName(id),
    created_at: '2026-09-28T00:00:00Z',
    lifecycle: 'active',
    deprecated_at: null,
    retires_at: null,
    line: id.split('-')[1],
    max_input_tokens: is45 ? 200_000 : 1_000_000,
    max_tokens: is45 ? 64_000 : 128_000,
    capabilities: {
      batch: true,
      citations: true,
      code_execution: true,
      context_management: true,
      effort: !is45,
      image_input: true,
      pdf_input: true,
      server_tools: true,
      structured_outputs: true,
      thinking: {
        types: {
          adaptive: !is45,
          between_tools: !is45 && !always,
          disabled: !always && !id.includes('sonnet'),
          enabled: is45,
        },
      },
    },
  };
}

function displayName(id: string): string {
  const [, line = '', ...version] = id.split('-');
  return `Claude ${line.charAt(0).toUpperCase()}${line.slice(1)} ${version.join('.')}`;
}
