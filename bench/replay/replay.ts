import { readIncidents, type IncidentFile } from './incidents';
import { playSession, type Played, type Setting } from './play';
import type { Policy } from './policy';
import { direct } from './policies/direct';
import { gateways } from './policies/gateway';
import { naive } from './policies/naive';
import { understudy } from './policies/understudy';
import { readIncident, type Miss, type Trouble } from './readings';
import { sessionsAround, type Session } from './workload';

/** Every policy, ours last. */
export const policies: readonly Policy[] = [direct, naive, ...gateways, understudy];

/** What is replayed, and what had to be left out. */
export interface Program {
  readonly file: IncidentFile;
  readonly troubles: readonly Trouble[];
  readonly sessions: readonly Session[];
  readonly missed: Readonly<Record<Miss, number>>;
}

/** Reads the year into failing requests and stretches of work. */
export function readProgram(): Program {
  const file = readIncidents();
  const readings = file.incidents.map(readIncident);
  const troubles = readings.flatMap((reading) => (reading.t === 'hits' ? reading.troubles : []));
  const count = (why: Miss): number =>
    readings.filter((reading) => reading.t === 'misses' && reading.why === why).length;
  return {
    file,
    troubles,
    sessions: sessionsAround(troubles),
    missed: { 'not-the-api': count('not-the-api'), 'other-model': count('other-model') },
  };
}

/** Plays every session of the year with one policy. */
export async function playYear(program: Program, policy: Policy, setting: Setting): Promise<Played> {
  const played: Played[] = [];
  for (const session of program.sessions) played.push(await playSession(session, program.troubles, policy, setting));
  const sum = (pick: (one: Played) => number): number => played.reduce((total, one) => total + pick(one), 0);
  return {
    results: played.flatMap((one) => one.results),
    toSick: sum((one) => one.toSick),
    requests: sum((one) => one.requests),
  };
}
