import { Cancelled, sleep } from '../../src/core/base/async';
import type { Clock } from '../../src/core/base/clock';
import type { ChatRequest, CompletionRequest } from '../../src/core/contract/ask';
import type { ProviderEvent } from '../../src/core/contract/events';
import type { Failure, FailureKind, FailurePhase } from '../../src/core/contract/failure';
import type { Target } from '../../src/core/contract/target';
import type { Provider, ResolvedProvider } from '../../src/core/providers/provider';

/** A step of a scripted answer: an event, a wait in milliseconds, a bug that throws, or silence until aborted. */
export type Step = ProviderEvent | { readonly wait: number } | { readonly throws: string } | 'hang';

/** What is said in answer to one call; a function sees the request first. */
export type Script = readonly Step[] | ((request: CompletionRequest) => readonly Step[]);

/** What one call of a scripted provider was asked. */
export interface Call {
  readonly target: Target;
  readonly request: CompletionRequest;
  readonly at: number;
  aborted: boolean;
  /** What was handed out and when. */
  readonly said: { readonly at: number; readonly event: ProviderEvent }[];
  /** When the stream had ended or was closed. */
  closedAt?: number;
}

/** A provider that plays scripts: one per call, the last one again and again. */
export interface ScriptedProvider extends Provider {
  readonly calls: Call[];
  play(...scripts: readonly Script[]): void;
}

/** A failure of a kind, as `failure.ts` would give it. */
export function failureOf(kind: FailureKind, more: Partial<Failure> = {}, phase: FailurePhase = 'headers'): Failure {
  return { kind, scope: 'model', evidence: { phase }, ...more };
}

/** The steps of a failed answer. */
export function fails(
  kind: FailureKind,
  more: Partial<Failure> = {},
  phase: FailurePhase = 'headers',
): readonly Step[] {
  return [{ t: 'failure', failure: failureOf(kind, more, phase) }];
}

/** The steps of a whole answer, spoken in the given pieces. */
export function says(...pieces: readonly string[]): readonly Step[] {
  return [...pieces.map((text): Step => ({ t: 'text', text })), { t: 'end', reason: 'complete' }];
}

/** The steps of an answer that breaks off after some text. */
export function breaksOff(text: string, kind: FailureKind = 'cut-off'): readonly Step[] {
  return [{ t: 'text', text }, ...fails(kind, {}, 'midAnswer')];
}

/** Creates a scripted provider for a row. */
export function scriptedProvider(info: ResolvedProvider, clock: Clock): ScriptedProvider {
  let scripts: readonly Script[] = [says('Hello.')];
  const calls: Call[] = [];
  async function* play(request: CompletionRequest, target: Target, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    const script = scripts[Math.min(calls.length, scripts.length - 1)] ?? [];
    const call: Call = { target, request, at: clock.now(), aborted: false, said: [] };
    calls.push(call);
    signal.addEventListener('abort', () => (call.aborted = true), { once: true });
    try {
      for (const step of typeof script === 'function' ? script(request) : script) {
        if (signal.aborted) throw new Cancelled();
        if (step === 'hang')
          await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Cancelled())));
        else if ('wait' in step) await sleep(clock, step.wait, signal);
        else if ('throws' in step) throw new Error(step.throws);
        else {
          call.said.push({ at: clock.now(), event: step });
          yield step;
        }
      }
    } finally {
      call.closedAt = clock.now();
    }
  }
  return {
    info,
    calls,
    play: (...next) => {
      scripts = next;
      calls.length = 0;
    },
    chat: (request: ChatRequest, target, signal) => play(request, target, signal),
    complete: play,
    fimRoute: () => Promise.resolve(info.fim),
    listModels: () => Promise.resolve({ ok: true, value: [] }),
    check: () => Promise.resolve({ ok: true, value: undefined }),
  };
}
