import { phases, type FailureKind, type FailurePhase } from '../../../src/core/contract/failure';
import type { Use } from '../../../src/core/contract/target';
import { impossible, kindOf, type Fault } from '../../../src/core/outages/faults/fault';
import { faults } from '../../../src/core/outages/faults';
import { serviceById } from '../../simulator/services';

/** The first choices of the matrix, one for each wire, and who stands in for each. */
export const standIns = { claude: 'ollama', openai: 'ollama', ollama: 'claude' } as const;

/** A first choice of the matrix. */
export type First = keyof typeof standIns;

/** One cell: this fault strikes the first choice in this phase of an ask of this use. */
export interface Cell {
  readonly fault: Fault;
  readonly phase: FailurePhase;
  readonly first: First;
  readonly use: Use;
  /** What it must be read as. */
  readonly kind: FailureKind;
}

const firsts: readonly First[] = ['claude', 'openai', 'ollama'];
const uses: readonly Use[] = ['chat', 'completion'];

/** Every possible cell of fault × phase × wire × use. */
export const cells: readonly Cell[] = faults.flatMap((fault) =>
  phases.flatMap((phase) => firsts.flatMap((first) => uses.flatMap((use) => cellOf(fault, phase, first, use) ?? []))),
);

/** How many cells the full product has, possible or not. */
export const allCells = faults.length * phases.length * firsts.length * uses.length;

/** Why pairs have no cell, and how many each reason takes away; the most frequent reason first. */
export function impossibleCells(): readonly (readonly [reason: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const fault of faults)
    for (const phase of phases)
      for (const first of firsts)
        for (const use of uses) {
          const why = whyNot(fault, phase, first, use);
          if (why !== undefined) counts.set(why, (counts.get(why) ?? 0) + 1);
        }
  return [...counts].toSorted(([, a], [, b]) => b - a);
}

function whyNot(fault: Fault, phase: FailurePhase, first: First, use: Use): string | undefined {
  const why = impossible(fault, phase, first, serviceById(first).wire);
  if (why === undefined) return use === 'completion' && phase === 'tool' ? 'A completion offers no tools.' : undefined;
  // Which services can is in the table of docs/faults.md.
  return /^(?:Only |The wire of )/.test(why) ? 'This service, or its wire, does not do that.' : why;
}

function cellOf(fault: Fault, phase: FailurePhase, first: First, use: Use): Cell | undefined {
  const { host } = serviceById(first);
  if (whyNot(fault, phase, first, use) !== undefined) return undefined;
  const kind = kindOf(fault, phase, host === undefined);
  return kind === undefined ? undefined : { fault, phase, first, use, kind: readAs(kind, fault, use) };
}

/** Where the reading of a failure depends on what was asked for. */
function readAs(kind: FailureKind, { act }: Fault, use: Use): FailureKind {
  // Nobody waits 40 seconds for a completion, whatever the model is doing meanwhile.
  return use === 'completion' && act.do === 'delay' ? 'slow-start' : kind;
}
