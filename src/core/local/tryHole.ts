import { throwIfCancelled } from '../base/async';
import type { CompletionRequest } from '../contract/ask';
import type { Failure } from '../contract/failure';
import { postprocess } from '../completions/postprocess';
import { readAnswer } from '../completions/reading';
import { renderCompletion } from '../completions/render';
import { fillsSample, sampleContext, sampleHole } from '../completions/sampleHole';
import { openRequest } from '../routing/errand';
import type { TrialDeps } from './tryModel';

/** What filling a known hole has shown of a target. Times in milliseconds; loading is not counted. */
export type HoleVerdict =
  /** By its own training, right and in time. */
  | { readonly t: 'fills'; readonly tookMs: number }
  /** A chat model, asked by a prompt: right and in time. */
  | { readonly t: 'prompted'; readonly tookMs: number }
  /** It answered, and nothing of that belongs into the hole. */
  | { readonly t: 'misses' }
  | { readonly t: 'slow'; readonly tookMs: number };

/** How a try ended; `failure` where there was no answer to judge, `refused` where nobody was asked. */
export type HoleTrial =
  | { readonly ok: true; readonly verdict: HoleVerdict }
  | { readonly ok: false; readonly failure: Failure }
  | { readonly ok: false; readonly refused: true };

/** What a try needs; a cloud may be tried, too, so that the gate is asked here and not left to each caller. */
export interface HoleTrialDeps extends TrialDeps {
  /** The gate: whether an address may be contacted at all, which `understudy.localOnly` decides. */
  mayReach(url: string): boolean;
}

/** Milliseconds; like the limit of trials, of the machine. What takes longer comes when the user has long typed on (so Tabby). */
export const slowFillMs = 5_000;

/** So long a try waits for its answer, in milliseconds. */
export const holeLimitMs = 20_000;

/**
 * Has a target fill one hole of nobody's code, exactly as it would be asked while typing, and judges what would be shown. It is
 * a real ask: of a cloud for a click of the user's only, of a local model also unasked, in a pause. Throws `Cancelled` when
 * the signal aborts.
 */
export async function tryHole(model: string, deps: HoleTrialDeps, signal: AbortSignal): Promise<HoleTrial> {
  if (!deps.mayReach(deps.provider.info.baseUrl)) return { ok: false, refused: true };
  const loaded = await deps.localModels?.load(model, signal);
  throwIfCancelled(signal);
  if (loaded?.ok === false) return { ok: false, failure: loaded.failure };
  const limit = new AbortController();
  const timer = deps.clock.schedule(holeLimitMs, () => limit.abort());
  try {
    return await fill(model, deps, AbortSignal.any([signal, limit.signal]));
  } catch (error) {
    throwIfCancelled(signal);
    if (!limit.signal.aborted) throw error;
    return { ok: true, verdict: { t: 'slow', tookMs: holeLimitMs } };
  } finally {
    timer.dispose();
  }
}

async function fill(model: string, deps: HoleTrialDeps, signal: AbortSignal): Promise<HoleTrial> {
  const { provider, clock } = deps;
  const target = { provider: provider.info.id, model, use: 'completion' } as const;
  const request = await renderCompletion(sampleHole, target, provider, signal);
  const beganAt = clock.now();
  let raw = '';
  for await (const event of openRequest(provider, target, request, signal)) {
    if (event.t === 'failure') return toTrial(event.failure, clock.now() - beganAt);
    if (event.t === 'text') raw += event.text;
    if (isWholeFill(raw, model, request)) break;
  }
  throwIfCancelled(signal);
  return { ok: true, verdict: judgeFill(raw, model, request, clock.now() - beganAt) };
}

/** Whether nothing that may still be said of the sample hole would be shown. */
export function isWholeFill(raw: string, model: string, { kind }: CompletionRequest): boolean {
  return readAnswer(raw, sampleContext(model, kind), false).settled;
}

/** What an answer to the sample hole says of the model that gave it. */
export function judgeFill(raw: string, model: string, { kind }: CompletionRequest, tookMs: number): HoleVerdict {
  if (tookMs > slowFillMs) return { t: 'slow', tookMs };
  const context = sampleContext(model, kind);
  const shown = postprocess(readAnswer(raw, context, true).text, context);
  if (!('text' in shown) || !fillsSample(shown.text)) return { t: 'misses' };
  return { t: kind === 'chat' ? 'prompted' : 'fills', tookMs };
}

/** A start that never comes is the model's own slowness here; an empty answer is one that misses. */
function toTrial(failure: Failure, tookMs: number): HoleTrial {
  switch (failure.kind) {
    case 'slow-start':
    case 'stalled':
      return { ok: true, verdict: { t: 'slow', tookMs } };
    case 'empty':
      return { ok: true, verdict: { t: 'misses' } };
    default:
      return { ok: false, failure };
  }
}
