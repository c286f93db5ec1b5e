import * as v from 'valibot';
import type { Episode } from '../../contract/status';
import { failureKinds, keyOf } from '../../contract/stored';
import { uses, type Target } from '../../contract/target';
import type { Mark } from '../marks';
import { storedLook } from '../statusPageStored';
import { boundTo, type Fact, type KeptBreaker, type KeptNetwork, type Knowledge } from './fact';

/** The shape of the file. Another number means that nothing but `version` and `writtenAt` can be relied on. */
const healthVersion = 1;
/** Far more than routes can name: whatever has written this was not us. */
const maxFacts = 1_000;

/** What the file turned out to be. `newer` was written by a later version of the product at this instant (epoch ms). */
export type HealthText =
  | { readonly t: 'read'; readonly facts: readonly Fact[] }
  | { readonly t: 'newer'; readonly writtenAt: number }
  | { readonly t: 'broken' };

const instant = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const name = v.pipe(v.string(), v.maxLength(400));
const address = v.pipe(v.string(), v.maxLength(2_000));
const reason = keyOf(failureKinds);

const target: v.GenericSchema<unknown, Target> = v.object({
  provider: name,
  model: name,
  use: v.picklist(uses),
});

const breaker: v.GenericSchema<unknown, KeptBreaker> = v.variant('t', [
  v.object({ t: v.literal('clear') }),
  v.object({
    t: v.literal('open'),
    reason,
    openedAt: instant,
    failedProbes: count,
    until: instant,
    exact: v.boolean(),
  }),
  v.object({ t: v.literal('half-open'), reason, openedAt: instant, failedProbes: count, goodProbes: count }),
]);

const mark: v.GenericSchema<unknown, Mark> = v.object({
  reason: v.picklist(['auth', 'forbidden', 'quota', 'login-lost', 'intercepted', 'wrong-address']),
  since: instant,
  wayBack: v.variant('t', [
    v.object({ t: v.picklist(['check', 'ask']), tries: count, nextAt: instant }),
    v.object({ t: v.literal('instant'), at: instant, named: v.boolean() }),
    v.object({ t: v.literal('event') }),
  ]),
  trial: v.picklist(['none', 'open']),
  confirmed: v.boolean(),
});

const network: v.GenericSchema<unknown, KeptNetwork> = v.variant('t', [
  v.object({ t: v.literal('clear') }),
  v.object({
    t: v.literal('closed'),
    reason: v.picklist(['offline', 'intercepted']),
    since: instant,
    looks: count,
    nextLookAt: instant,
  }),
]);

const episode: v.GenericSchema<unknown, Episode> = v.object({
  id: name,
  provider: name,
  startedAt: instant,
  reason,
});

const knowledge: v.GenericSchema<unknown, Knowledge> = v.variant('k', [
  v.object({ k: v.literal('breaker'), target, origin: name, state: breaker }),
  v.object({
    k: v.literal('mark'),
    provider: name,
    slot: v.picklist(['credential', 'way', 'address']),
    mark: v.optional(mark),
  }),
  v.object({ k: v.literal('pause'), provider: name, since: v.optional(instant) }),
  v.object({ k: v.literal('model'), provider: name, model: name, since: v.optional(instant) }),
  v.object({ k: v.literal('network'), state: network }),
  v.object({ k: v.literal('page'), url: address, look: storedLook }),
  v.object({
    k: v.literal('episode'),
    use: v.picklist(uses),
    first: target,
    episode: v.optional(episode),
  }),
]);

const fact: v.GenericSchema<unknown, Fact> = v.object({ at: instant, known: knowledge, bond: v.optional(name) });
const versioned = v.object({ version: v.number(), writtenAt: instant });
const file = v.object({
  version: v.literal(healthVersion),
  facts: v.pipe(v.array(v.unknown()), v.maxLength(maxFacts)),
});

/** Reads the text of the file. Never throws; a fact that cannot be read is left out and spoils no other. */
export function parseHealth(text: string): HealthText {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { t: 'broken' };
  }
  const read = v.safeParse(file, value);
  if (read.success) return { t: 'read', facts: read.output.facts.flatMap(readFact) };
  const other = v.safeParse(versioned, value);
  if (other.success && other.output.version > healthVersion) return { t: 'newer', writtenAt: other.output.writtenAt };
  return { t: 'broken' };
}

/** The text to store. */
export function formatHealth(facts: readonly Fact[], writtenAt: number): string {
  return JSON.stringify({ version: healthVersion, writtenAt, facts });
}

function readFact(value: unknown): readonly Fact[] {
  const read = v.safeParse(fact, value);
  // What depends on a key or an address and is tied to none may be about another one.
  if (!read.success || (boundTo(read.output.known) !== undefined && read.output.bond === undefined)) return [];
  return [read.output];
}
