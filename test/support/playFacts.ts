import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { AnswerEvent, OfferReason } from '../../src/core/contract/events';
import type { FailureKind } from '../../src/core/contract/failure';
import { durations } from '../../src/core/routing/durations';
import type { RouteTarget } from '../../src/core/routing/route';
import { play, type Played, type PlayedAsk, type PlayedCall } from './askPlay';
import { scenario, type Scenario } from './askScenarios';
import { story } from './routingWorld';
import { truthOf } from './trueTelling';

/** The same plays every time, unless another seed is asked for; fast-check prints it with a play that fails. */
export const seed = Number(process.env['UNDERSTUDY_SEED'] ?? 20_261_121);

/** Multiplies the plays, to hunt for what a usual run is too short to find. */
const factor = Number(process.env['UNDERSTUDY_PLAYS'] ?? 1);

/** How long all plays of one property may take, in milliseconds; long enough for the smallest example to be found. */
export const playsTimeoutMs = 60_000 * factor;

/** Plays so many scenarios and checks each; one that fails is made as small as it gets. */
export async function holds(
  plays: fc.Arbitrary<Scenario>,
  numRuns: number,
  check: (played: Played, of: Scenario) => void,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(plays, async (one) => {
      const played = await play(one);
      for (const ask of played.asks) assert.equal(ask.error, undefined, `the router threw: ${tellAsk(ask)}`);
      check(played, one);
    }),
    { seed, numRuns: numRuns * factor },
  );
}

/** Loads what the first ask loads, so that no play waits for it. */
export async function warmUp(): Promise<void> {
  for (const one of fc.sample(scenario(), { seed, numRuns: 1 })) await play(one);
}

export function eventsOf({ events }: PlayedAsk): AnswerEvent[] {
  return events.map(({ event }) => event);
}

/** The ask in a few words, for messages. */
export function tellAsk(ask: PlayedAsk): string {
  const calls = ask.calls.map(
    ({ key, at, closedAt }) => `${key} ${at - ask.startedAt}–${(closedAt ?? NaN) - ask.startedAt}`,
  );
  return `${ask.id} (${ask.use}): ${story(eventsOf(ask)).join(', ')}; ${calls.join(', ')}`;
}

/** When the call's first content came; `Infinity` if none did. */
export function firstContentAt({ said }: PlayedCall): number {
  return said.find(({ event }) => isContent(event))?.at ?? Infinity;
}

export function isContent({ t }: { readonly t: string }): boolean {
  return t === 'text' || t === 'thinking' || t === 'tool';
}

/** What the call may be said to have failed for: what it told itself, or what only who listens can tell. */
export function kindsOf(call: PlayedCall): readonly FailureKind[] {
  const last = call.said.at(-1)?.event;
  if (last?.t === 'failure') {
    const { kind } = last.failure;
    return kind === 'unreachable' || kind === 'intercepted' ? [kind, 'offline', 'intercepted'] : [kind];
  }
  if (call.aborted) return firstContentAt(call) === Infinity ? ['slow-start'] : ['stalled'];
  if (last?.t === 'end') return [last.reason === 'refused' ? 'refused' : 'empty'];
  // Neither an end nor a failure: cut off, or without a word; a bug before the first word looks like a lost connection.
  const spoke = call.said.some(({ event: { t } }) => t === 'text' || t === 'tool');
  return spoke ? ['cut-off'] : ['empty', 'cut-off', 'unreachable', 'offline', 'intercepted'];
}

/** Whether the call has said the answer to its last word. */
export function saidTheEnd({ said, request }: PlayedCall): boolean {
  const text = said.flatMap(({ event }) => (event.t === 'text' ? event.text : [])).join('');
  return text !== '' && truthOf(request).endsWith(text);
}

/** Calls of clouds and how long each was waited for until its first content, in milliseconds. */
export function cloudWaitsMs({ calls }: PlayedAsk): readonly number[] {
  return calls
    .filter((call) => !call.local)
    .map((call) => Math.min(firstContentAt(call), call.closedAt ?? Infinity) - call.at);
}

/** What a cloud may take to the first content of a chat answer, in milliseconds (`failover.md` §3). */
export function cloudLimitMs({ provider }: RouteTarget): number {
  return provider.thinksUnseen ? durations.firstEventUnseenThoughtMs : durations.firstEventCloudMs;
}

/** What an ask may wait for clouds in all, in milliseconds. */
export function askLimitMs({ route }: PlayedAsk): number {
  return route[0] ? Math.max(durations.askFirstEventMs, cloudLimitMs(route[0])) : durations.askFirstEventMs;
}

/** Whether the user had said yes to an offer of such a kind by then, in any ask. */
export function hasAgreed({ asks }: Played, reasons: readonly OfferReason[], by: number): boolean {
  return asks.some(({ accepted }) => accepted.some(({ at, reason }) => at <= by && reasons.includes(reason)));
}
