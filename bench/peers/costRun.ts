import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Contender, Screen } from './contender';
import type { SimulatorProgram } from './simulatorProgram';

/** What one contender costs with nothing broken. Milliseconds; processor time is this process and the gateway's together. */
export interface Cost {
  readonly contender: string;
  readonly short: Figures;
  readonly long: Figures;
}

/** Of one length of answer: the median from the question to the end, and the processor time of one ask. */
export interface Figures {
  readonly medianMs: number;
  /** `undefined` where the system does not tell the time of another process. */
  readonly cpuMs: number | undefined;
}

/** Chunks of the long answer, each of four characters: what a token is to a stream. */
export const longTokens = 2_000;
/** Asks per contender and length, in turns, after the first few that only warm up. */
const rounds = 50;
const warmUps = 5;

/** Measures a short and a long answer, the contenders taking turns so that a busy machine is busy for all. */
export async function measureCosts(simulator: SimulatorProgram, contenders: readonly Contender[]): Promise<Cost[]> {
  await simulator.reset();
  await simulator.pace({ msPerChunk: 0, charsPerChunk: 4 });
  for (const contender of contenders) contender.renew();
  const short = await measure(simulator, contenders, 'Yes.');
  const long = await measure(simulator, contenders, 'word'.repeat(longTokens));
  return contenders.map((contender, index) => ({
    contender: contender.name,
    short: short[index] as Figures,
    long: long[index] as Figures,
  }));
}

async function measure(
  simulator: SimulatorProgram,
  contenders: readonly Contender[],
  text: string,
): Promise<readonly Figures[]> {
  await simulator.script('claude', { text });
  const taken = contenders.map(() => ({ ms: [] as number[], cpuMs: 0 as number | undefined }));
  for (let round = -warmUps; round < rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      // Another one begins each round: what one leaves to be cleaned up is not always paid by the same next.
      const index = (turn + round + warmUps) % contenders.length;
      const contender = contenders[index];
      if (!contender) continue;
      const cpuBefore = cpuTimeMs(contender);
      const startedAt = performance.now();
      await askWhole(contender, text);
      const ms = performance.now() - startedAt;
      const figures = taken[index];
      if (round < 0 || !figures) continue;
      const cpuAfter = cpuTimeMs(contender);
      figures.ms.push(ms);
      figures.cpuMs =
        figures.cpuMs === undefined || cpuBefore === undefined || cpuAfter === undefined
          ? undefined
          : figures.cpuMs + cpuAfter - cpuBefore;
    }
  }
  return taken.map(({ ms, cpuMs }) => ({
    medianMs: median(ms),
    cpuMs: cpuMs === undefined ? undefined : cpuMs / rounds,
  }));
}

/** @throws when the answer is not the one that was due: a figure of something else would be worthless. */
async function askWhole(contender: Contender, due: string): Promise<void> {
  let text = '';
  const screen: Screen = {
    show: (more) => {
      text += more;
    },
    fold: () => undefined,
    seam: () => undefined,
  };
  await contender.ask('Say the word.', screen, new AbortController().signal);
  if (text !== due) throw new Error(`${contender.name} answered ${text.length} characters of ${due.length}`);
}

/** Processor time so far of this process and of the contender's own, in milliseconds. */
function cpuTimeMs({ pid }: Contender): number | undefined {
  const { user, system } = process.cpuUsage();
  const here = (user + system) / 1_000;
  if (pid === undefined) return here;
  const there = cpuTimeOf(pid);
  return there === undefined ? undefined : here + there;
}

/** `proc_pid_stat(5)`: fields 14 and 15 count user and system time in hundredths of a second. */
function cpuTimeOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? Number.NaN;
}
