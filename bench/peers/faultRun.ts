import { knownText } from '../../test/simulator/knownText';
import { watch, type Account } from './asking';
import type { Case } from './cases';
import type { Contender } from './contender';
import { judge, type Verdict } from './judge';
import type { SimulatorProgram } from './simulatorProgram';

/** One contender under one fault. */
export interface Trial extends Verdict {
  readonly contender: string;
  readonly fault: string;
  readonly firstMs: number | undefined;
  readonly endMs: number;
  /** What the user was told, for an answer that ended with an error. */
  readonly error?: string;
  /** Asks that reached Claude; `undefined` where its port was shut. */
  readonly toSick: number | undefined;
  /** What the next question did: `undefined` for who has no stand-in, or where nothing was broken. */
  readonly second?: { readonly toSick: number; readonly answered: boolean };
}

/** Milliseconds after which the bench stops waiting for an answer, and for the sign where a second question goes. */
export const limitMs = 45_000;
const secondLimitMs = 4_000;

/** About 200 chunks in half a second or more: so quick that nobody waits, so slow that what is cut has been on its way. */
const pace = { msPerChunk: 2, charsPerChunk: 16 };

/** Why one of them does not answer even while nothing is broken, or `undefined`. */
export async function firstUnfit(contenders: readonly Contender[]): Promise<string | undefined> {
  for (const [index, contender] of contenders.entries()) {
    const account = await watch(contender, promptOf(index, 'healthy'), limitMs);
    const { outcome } = judge(account, knownText);
    if (outcome === 'whole') continue;
    const why = account.end.t === 'error' ? `${outcome} (${account.end.message})` : outcome;
    return `${contender.name} does not answer with nothing broken: ${why}`;
  }
  return undefined;
}

/** Lets every contender meet one fault: one after the other, or together where all they do is wait. */
export async function playCase(
  simulator: SimulatorProgram,
  contenders: readonly Contender[],
  one: Case,
): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  if (!one.isSilent) {
    for (const contender of contenders) trials.push(...(await play(simulator, [contender], one)));
    return trials;
  }
  return play(simulator, contenders, one);
}

async function play(
  simulator: SimulatorProgram,
  contenders: readonly Contender[],
  one: Case,
): Promise<readonly Trial[]> {
  await simulator.reset();
  await simulator.pace(pace);
  for (const contender of contenders) contender.renew();
  // Everything is loaded and connected before the clock runs.
  const unfit = await firstUnfit(contenders);
  if (unfit !== undefined) throw new Error(unfit);
  if (one.fault) await simulator.order({ ...one.fault, service: 'claude' });
  const accounts = await Promise.all(
    contenders.map(async (contender, index) => {
      const first = await watch(contender, promptOf(index, 'first'), limitMs);
      if (!one.fault) return { first };
      // A shut port would count nobody: for the second question Claude answers 503 where it refused connections.
      if (one.isUncounted) await simulator.order({ service: 'claude', fault: 'unavailable' });
      return { first, second: await watch(contender, promptOf(index, 'second'), secondLimitMs) };
    }),
  );
  const seen = await simulator.seen();
  await simulator.heal();
  const toClaude = (index: number, which: Question): number =>
    seen.filter(
      ({ service, body }) => service === 'claude' && JSON.stringify(body ?? '').includes(promptOf(index, which)),
    ).length;
  return contenders.map((contender, index) => {
    const { first, second } = accounts[index] as { first: Account; second?: Account };
    return {
      contender: contender.name,
      fault: one.name,
      ...judge(first, knownText),
      firstMs: first.firstMs,
      endMs: first.endMs,
      ...(first.end.t === 'error' ? { error: first.end.message } : {}),
      toSick: one.isUncounted ? undefined : toClaude(index, 'first'),
      ...(second && contender.hasStandIn
        ? { second: { toSick: toClaude(index, 'second'), answered: judge(second, knownText).outcome === 'whole' } }
        : {}),
    };
  });
}

type Question = 'healthy' | 'first' | 'second';

/** A prompt by which the simulator's journal tells the contenders apart. */
function promptOf(contender: number, which: Question): string {
  return `How does a stand-in take over? (${which} question of contender ${contender})`;
}
