import { throwIfCancelled } from '../base/async';
import type { Clock } from '../base/clock';
import type { Failure } from '../contract/failure';
import type { LocalModels, Provider } from '../providers/provider';
import { firstTokenLimitMs, type TrialResult } from './trials';

/** What a try needs: the server's models, somebody to speak to, and time. */
export interface TrialDeps {
  readonly provider: Provider;
  /** Absent for servers that load by themselves. */
  readonly localModels?: LocalModels;
  readonly clock: Clock;
}

/** How a try ended; `failure` where the server itself is at fault, which says nothing of the model. */
export type Trial =
  | { readonly ok: true; readonly result: TrialResult }
  | { readonly ok: false; readonly failure: Failure };

/**
 * Loads a model, says hello and measures how long its first token takes, in milliseconds; gives up at the limit. Loading
 * is not counted. Throws `Cancelled` when the signal aborts.
 */
export async function tryModel(model: string, deps: TrialDeps, signal: AbortSignal): Promise<Trial> {
  const loaded = await deps.localModels?.load(model, signal);
  throwIfCancelled(signal);
  if (loaded?.ok === false) return toTrial(loaded.failure);
  return firstToken(model, deps, signal);
}

async function firstToken(model: string, deps: TrialDeps, signal: AbortSignal): Promise<Trial> {
  const limit = new AbortController();
  const timer = deps.clock.schedule(firstTokenLimitMs, () => limit.abort());
  const began = deps.clock.now();
  const request = {
    kind: 'chat',
    use: 'chat',
    system: '',
    messages: [{ role: 'user', text: 'Hi' }],
    maxOutputTokens: 4,
  } as const;
  const target = { provider: deps.provider.info.id, model, use: 'chat' } as const;
  try {
    for await (const event of deps.provider.chat(request, target, AbortSignal.any([signal, limit.signal]))) {
      if (event.t === 'failure') return toTrial(event.failure);
      if (event.t === 'text' || event.t === 'thinking') break;
    }
  } catch (error) {
    throwIfCancelled(signal);
    if (!limit.signal.aborted) throw error;
  } finally {
    timer.dispose();
  }
  throwIfCancelled(signal);
  if (limit.signal.aborted) return { ok: true, result: { firstTokenMs: firstTokenLimitMs + 1 } };
  return { ok: true, result: { firstTokenMs: deps.clock.now() - began } };
}

/** Want of memory and a start that never comes are the model's own; everything else is the server's. */
function toTrial(failure: Failure): Trial {
  switch (failure.kind) {
    case 'local-memory':
      return { ok: true, result: { failed: true } };
    case 'slow-start':
    case 'stalled':
      return { ok: true, result: { firstTokenMs: firstTokenLimitMs + 1 } };
    default:
      return { ok: false, failure };
  }
}
