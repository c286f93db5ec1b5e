import type { Use } from '../../src/core/contract/target';
import { knownText } from '../../test/simulator/knownText';
import type { Chance } from './chance';

/** How often the user asks. */
export interface Rate {
  readonly name: string;
  readonly chatPerHour: number;
  readonly completionsPerHour: number;
}

/** One ask of the user and the answer that is due. */
export interface UserAsk {
  readonly index: number;
  readonly at: number;
  readonly use: Use;
  /** What every service says to it. */
  readonly due: string;
}

/** A stretch of work: the incidents with the time before and after them, so that leaving and coming back are part of it. */
export interface Session {
  readonly from: number;
  readonly until: number;
}

const minute = 60_000;
/** Work before the first and after the last failing request of a session, in milliseconds. */
const before = 20 * minute;
const after = 40 * minute;

const holes = [
  'return total / values.length;',
  'if (!user) return undefined;',
  'items.push(next);',
  'await server.close();',
];

/** The stretches around the given times; what overlaps is one. */
export function sessionsAround(times: readonly Session[]): readonly Session[] {
  const sessions: Session[] = [];
  for (const time of times.toSorted((a, b) => a.from - b.from)) {
    const [from, until] = [time.from - before, time.until + after];
    const last = sessions.at(-1);
    if (last && from <= last.until)
      sessions[sessions.length - 1] = { from: last.from, until: Math.max(last.until, until) };
    else sessions.push({ from, until });
  }
  return sessions;
}

/** The user's asks of a session in order of time: Poisson arrivals, the same for whoever answers. */
export function asksIn(session: Session, rate: Rate, chance: Chance): readonly UserAsk[] {
  const arrivals = (use: Use, perHour: number): readonly Omit<UserAsk, 'index'>[] => {
    const asks: Omit<UserAsk, 'index'>[] = [];
    for (let at = session.from, n = 0; ; n++) {
      at += (-Math.log(1 - chance('gap', use, session.from, n)) * 3_600_000) / perHour;
      if (at >= session.until) return asks;
      asks.push({ at, use, due: dueFor(use, chance, session.from, n) });
    }
  };
  return [...arrivals('chat', rate.chatPerHour), ...arrivals('completion', rate.completionsPerHour)]
    .toSorted((a, b) => a.at - b.at)
    .map((ask, index) => ({ ...ask, index }));
}

/** Between a fifth and the whole of the text that is hard to cut: fences, tables, emoji and other scripts. */
function dueFor(use: Use, chance: Chance, ...names: readonly number[]): string {
  if (use === 'completion') return holes[Math.floor(chance('hole', ...names) * holes.length)] ?? '';
  const length = Math.floor(knownText.length * (0.2 + 0.8 * chance('length', ...names)));
  // A model ends its answer with a sentence, not in the middle of a line.
  return knownText.slice(0, knownText.lastIndexOf('\n\n', length)).trimEnd();
}
