import * as fc from 'fast-check';
import type { Failure, FailureKind, FailureScope } from '../../src/core/contract/failure';
import type { Use } from '../../src/core/contract/target';
import { durations } from '../../src/core/routing/durations';
import type { Settings } from '../../src/core/settings/snapshot';
import type { CallScript, Ending, Move } from './trueTelling';

/** A provider of a scenario; `p0` is the first, and so on. */
export interface ScenarioProvider {
  readonly local: boolean;
  /** Shares its service with the others of which this is said. */
  readonly shared: boolean;
  readonly native: boolean;
  readonly warm: boolean;
  /** A row that is given longer, because it thinks where nobody sees it. */
  readonly thinksUnseen: boolean;
  /** What it does, call by call; the last again and again. */
  readonly calls: readonly CallScript[];
}

/** One ask and how the user behaves. Lengths in milliseconds. */
export interface ScenarioAsk {
  readonly use: Use;
  /** After the ask before it. */
  readonly afterMs: number;
  readonly leaves?:
    | { readonly by: 'stop'; readonly afterMs: number }
    | { readonly by: 'break'; readonly atEvent: number };
  /** The word to every offer. */
  readonly says: 'yes' | 'no';
  readonly saysAfterMs: number;
  /** How often the user leaves somebody slow when that is offered. */
  readonly switches: number;
}

/** Something that happens besides, so long after the beginning. */
export interface Happening {
  readonly atMs: number;
  readonly what: 'wake' | 'try-now' | 'pause' | 'resume' | 'new-key' | 'clock-forward' | 'clock-back';
  readonly provider: number;
}

/** Everything that a play of asks depends on: the same scenario plays the same way every time. */
export interface Scenario {
  readonly providers: readonly ScenarioProvider[];
  /** Provider and which of its models, in the user's order. */
  readonly route: readonly (readonly [provider: number, model: 'a' | 'b'])[];
  readonly settings: Pick<Settings, 'failoverMode' | 'onQuota' | 'onCutOff'>;
  readonly asks: readonly ScenarioAsk[];
  readonly happenings: readonly Happening[];
  /** What a closer look at the network finds, after so many milliseconds. */
  readonly network: { readonly is: 'fine' | 'offline' | 'intercepted'; readonly afterMs: number };
}

/** What a scenario is narrowed to. */
export interface Narrowing {
  readonly asks?: fc.Arbitrary<readonly ScenarioAsk[]>;
  readonly providers?: {
    readonly min?: number;
    readonly local?: fc.Arbitrary<boolean>;
    /** What a provider does, call by call. */
    readonly calls?: fc.Arbitrary<readonly CallScript[]>;
  };
  readonly settings?: Partial<Scenario['settings']>;
  readonly happenings?: 'none';
}

/** Lengths at and around every limit of the policy, beside ordinary ones; milliseconds. */
const wait = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 900 }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          durations.probeHeadStartMs,
          durations.firstEventCompletionCloudMs,
          durations.firstEventCompletionLocalMs,
          durations.probeMs,
          durations.slowOfferMs,
          durations.firstEventCloudMs,
          durations.firstEventLocalWarmMs,
          durations.askFirstEventMs,
          durations.noProgressMs,
          durations.firstEventLocalLoadingMs,
        ),
        fc.constantFrom(-1, 0, 1),
      )
      .map(([limit, by]) => limit + by),
  },
);

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: wait.map((ms) => ({ wait: ms })) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 400 }).map((chars) => ({ say: chars })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 }).map((chars) => ({ sayAllBut: chars })) },
  { weight: 1, arbitrary: fc.constant('think' as const) },
);

const cloudKinds: readonly FailureKind[] = [
  'unreachable', 'intercepted', 'wrong-address', 'auth', 'forbidden', 'quota', 'rate-limited', 'overloaded', 'server',
  'slow-start', 'stalled', 'cut-off', 'empty', 'model-missing', 'too-long', 'bad-request', 'refused', 'login-lost',
]; // prettier-ignore
const localKinds: readonly FailureKind[] = [
  'local-stopped', 'local-missing', 'local-memory', 'local-loading', 'local-busy', 'server', 'stalled', 'cut-off', 'empty',
  'too-long', 'bad-request',
]; // prettier-ignore

const scopes: Partial<Record<FailureKind, FailureScope>> = {
  unreachable: 'provider',
  intercepted: 'provider',
  'wrong-address': 'provider',
  auth: 'credential',
  forbidden: 'credential',
  quota: 'credential',
  'login-lost': 'credential',
  'too-long': 'ask',
  'bad-request': 'ask',
  refused: 'ask',
};

function failure(local: boolean): fc.Arbitrary<Failure> {
  return fc
    .record({
      kind: fc.constantFrom(...(local ? localKinds : cloudKinds)),
      retryAfterMs: fc.constantFrom(undefined, 3_000, durations.retryAfterWaitMaxMs, 5_001, 300_000),
    })
    .map(({ kind, retryAfterMs }) => ({
      kind,
      scope: scopes[kind] ?? 'model',
      evidence: { phase: 'headers' },
      ...(kind === 'rate-limited' && retryAfterMs !== undefined ? { retryAfterMs } : {}),
    }));
}

function ending(local: boolean): fc.Arbitrary<Ending> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant('complete' as const) },
    { weight: 6, arbitrary: failure(local).map((fails) => ({ fails })) },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Ending>(
        'nothing', 'length', 'refused', 'tool', 'half-a-tool-call', 'no-proof', 'silence', 'bug',
      ), // prettier-ignore
    },
  );
}

/** One call of a provider, however it goes. */
function anyCall(local: boolean): fc.Arbitrary<CallScript> {
  return fc.record({
    carries: fc.constantFrom<CallScript['carries']>('exact', 'repeat', 'restart'),
    moves: fc.array(move, { maxLength: 4 }),
    end: ending(local),
  });
}

function provider(local: boolean, calls: fc.Arbitrary<readonly CallScript[]>): fc.Arbitrary<ScenarioProvider> {
  return fc
    .record({
      shared: fc.boolean(),
      native: fc.boolean(),
      warm: fc.boolean(),
      thinksUnseen: fc.constantFrom(false, false, true),
      calls,
    })
    .map((made) => ({ local, ...made }));
}

/** Calls that are cut, carried on in every way and cut again, most of all near the end of the answer. */
export const seamCalls: fc.Arbitrary<readonly CallScript[]> = fc.array(
  fc.record({
    carries: fc.constantFrom<CallScript['carries']>('exact', 'repeat', 'restart'),
    moves: fc.array(
      fc.oneof(
        fc.integer({ min: 1, max: 30 }).map((chars) => ({ say: chars })),
        fc.integer({ min: 200, max: 600 }).map((chars) => ({ say: chars })),
        fc.integer({ min: 0, max: 40 }).map((chars) => ({ sayAllBut: chars })),
      ),
      { maxLength: 3 },
    ),
    end: fc.constantFrom<Ending>('complete', 'complete', 'no-proof', 'no-proof', 'length', 'refused'),
  }),
  { minLength: 1, maxLength: 2 },
);

/** Calls that fail at once for one of these reasons, time after time, and then for the last or not at all. */
export function failingCalls(
  kinds: readonly FailureKind[],
  last: readonly FailureKind[],
): fc.Arbitrary<readonly CallScript[]> {
  const failing = (all: readonly FailureKind[]): fc.Arbitrary<CallScript> =>
    fc.constantFrom(...all).map((kind) => ({
      carries: 'exact',
      moves: [],
      end: { fails: { kind, scope: scopes[kind] ?? 'model', evidence: { phase: 'headers' } } },
    }));
  const healthy: CallScript = { carries: 'exact', moves: [], end: 'complete' };
  return fc
    .tuple(fc.array(failing(kinds), { maxLength: 3 }), fc.oneof(failing(last), fc.constant(healthy)))
    .map(([first, end]) => [...first, end]);
}

/** One ask; `plain` means that the user waits for it and says yes to everything. */
export function anAsk(use: fc.Arbitrary<Use>, afterMs: fc.Arbitrary<number>, plain = false): fc.Arbitrary<ScenarioAsk> {
  const leaves: fc.Arbitrary<ScenarioAsk['leaves']> = fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 2, arbitrary: wait.map((ms) => ({ by: 'stop' as const, afterMs: ms })) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }).map((atEvent) => ({ by: 'break' as const, atEvent })) },
  );
  return fc
    .record({
      use,
      afterMs,
      leaves: plain ? fc.constant(undefined) : leaves,
      says: plain ? fc.constant('yes' as const) : fc.constantFrom<'yes' | 'no'>('yes', 'no'),
      saysAfterMs: wait,
      switches: plain ? fc.constant(0) : fc.constantFrom(0, 0, 1, 3),
    })
    .map(({ leaves, ...rest }) => ({ ...rest, ...(leaves ? { leaves } : {}) }));
}

const uses = fc.constantFrom<Use>('chat', 'chat', 'completion');
const gap = fc.oneof(fc.constant(0), wait, fc.constantFrom(21_000, 130_000, 301_000, 1_900_000));

const happening: fc.Arbitrary<Happening> = fc.record({
  atMs: fc.integer({ min: 0, max: 400_000 }),
  what: fc.constantFrom<Happening['what']>(
    'wake', 'try-now', 'pause', 'resume', 'new-key', 'clock-forward', 'clock-back',
  ), // prettier-ignore
  provider: fc.nat(4),
});

/** Any script of faults over any route, with whatever the user does meanwhile. */
export function scenario(narrow: Narrowing = {}): fc.Arbitrary<Scenario> {
  const { min = 2, local = fc.boolean(), calls } = narrow.providers ?? {};
  return fc
    .array(
      local.chain((isLocal) => provider(isLocal, calls ?? fc.array(anyCall(isLocal), { minLength: 1, maxLength: 4 }))),
      { minLength: min, maxLength: 5 },
    )
    .chain((providers) =>
      fc.record({
        providers: fc.constant(providers),
        route: fc.uniqueArray(fc.tuple(fc.nat(providers.length - 1), fc.constantFrom<'a' | 'b'>('a', 'a', 'b')), {
          minLength: Math.min(min, providers.length),
          maxLength: 5,
          selector: ([index, model]) => `${index}${model}`,
        }),
        settings: fc.record({
          failoverMode: fc.constantFrom<Settings['failoverMode']>('auto', 'auto', 'ask', 'off'),
          onQuota: fc.constantFrom<Settings['onQuota']>('ask', 'switch', 'stay'),
          onCutOff: fc.constantFrom<Settings['onCutOff']>('continue', 'continue', 'ask', 'keep'),
        }),
        asks: narrow.asks ?? fc.array(anAsk(uses, gap), { minLength: 1, maxLength: 4 }),
        happenings: narrow.happenings === 'none' ? fc.constant([]) : fc.array(happening, { maxLength: 3 }),
        network: fc.record({
          is: fc.constantFrom<Scenario['network']['is']>('fine', 'fine', 'offline', 'intercepted'),
          afterMs: fc.constantFrom(0, 400, durations.secondHostMs),
        }),
      }),
    )
    .map((made) => ({ ...made, settings: { ...made.settings, ...narrow.settings } }));
}
