import { Cancelled, throwIfCancelled } from '../base/async';
import type { CallContext } from './callContext';
import { toFailure } from './failure';
import type { Result } from './provider';
import { createFacts } from './responseFacts';
import type { CallClient } from './streamCall';
import { StreamLimit } from './streamLimit';
import { toEvidence, type ReadError } from './wireEvidence';

/** How a plain call differs from a look at a list. */
export interface PlainCallOptions {
  readonly readError: ReadError;
  /** Time to the response headers in milliseconds, where an answer may take long (loading a model). */
  readonly firstByteMs?: number;
  /** Time between two chunks in milliseconds, where a server may be busy in silence (the check of a fetched file). */
  readonly idleMs?: number;
}

/** Runs one call that is not streamed: a list, a check, a load. Throws `Cancelled` and nothing else. */
export async function plainCall<T>(
  context: CallContext,
  options: PlainCallOptions,
  run: (client: CallClient) => Promise<T>,
  signal: AbortSignal,
): Promise<Result<T>> {
  const facts = createFacts();
  const abortion = new AbortController();
  const merged = AbortSignal.any([signal, abortion.signal]);
  try {
    throwIfCancelled(signal);
    const key = await context.key(signal);
    throwIfCancelled(signal);
    const free = context.limits('free');
    const limits = { firstByteMs: options.firstByteMs ?? free.firstByteMs, idleMs: options.idleMs ?? free.idleMs };
    const fetch = context.fetchFor({ key, signal: merged, limits, facts });
    const value = await run({ key, fetch, signal: merged, noteInBand: (body) => void (facts.inBand = body) });
    throwIfCancelled(signal);
    return { ok: true, value };
  } catch (error) {
    throwIfCancelled(signal);
    const phase = facts.status === undefined ? 'connect' : 'firstEvent';
    const evidence = toEvidence(error, facts, phase, options.readError);
    return { ok: false, failure: toFailure(evidence, context.provider, context.clock.now(), error) };
  } finally {
    abortion.abort(new Cancelled());
  }
}

/**
 * The list a server answered with, or that what answered is not the wire. SDKs take any JSON and any page for an empty list,
 * which is why lists are read from the bare answer.
 */
export function expectList(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new StreamLimit('not-the-wire', 'no list');
  return value;
}
