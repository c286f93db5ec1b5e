import { phases, type FailurePhase } from '../../src/core/contract/failure';
import { impossible, kindOf, type Fault } from '../../src/core/outages/faults/fault';
import { faults } from '../../src/core/outages/faults';
import { allCells, cells } from '../integration/chaos/cases';
import { services } from '../simulator/services';

const phaseNames: Readonly<Record<FailurePhase, string>> = {
  connect: 'connecting',
  headers: 'headers',
  firstEvent: 'first event',
  midAnswer: 'mid-answer',
  tool: 'tool call',
};

/** `docs/faults.md`, written from the one list of faults. */
export function faultsDoc(): string {
  return [
    '# Faults',
    '',
    `Every way in which a provider or the network can fail an ask: ${faults.length} faults in ${phases.length} phases of an attempt, as data in`,
    '`src/core/outages/faults.ts`. Rehearsals, the simulator and the chaos tests play them from there; a test holds this page to it.',
    'A cell says what the failure must be read as (in brackets: on a local server), a number why the pair is impossible.',
    '',
    `The chaos matrix (\`test/integration/chaos\`) plays every possible pair on the three wires, for chat and for completions:`,
    `${cells.length} asks of ${allCells} combinations, each through the real SDKs, with the durations divided by up to 100: by less on a slow machine, and by a`,
    'quarter of that where a cell is played again. Each run ends with what it has covered.',
    'Claude Code has no cells and no rehearsal: it is a program of its own, so that nothing can be put before its wire. What it says',
    'when its service breaks, and a lost login, which only that program can tell of, are tested with the real program on the simulator,',
    'in `test/integration/claudeCode`. A machine without a network is no fault of a provider: it loses all hosts at once. The matrix plays',
    'it beside its cells, for both clouds and both uses.',
    '',
    ...table(
      ['fault', ...phases.map((phase) => phaseNames[phase]), 'where'],
      faults.map((fault) => [`\`${fault.id}\``, ...phases.map((phase) => cell(fault, phase)), where(fault)]),
    ),
    '',
    '## Why a pair is impossible',
    '',
    ...reasons().map((reason, index) => `${index + 1}. ${reason}`),
    '',
    'A completion offers no tools, so that nothing can happen to it in a tool call.',
    '',
  ].join('\n');
}

function cell(fault: Fault, phase: FailurePhase): string {
  const reason = whyNot(fault, phase);
  if (reason !== undefined) return String(reasons().indexOf(reason) + 1);
  const kind = kindOf(fault, phase, false);
  const local = kindOf(fault, phase, true);
  return local === kind ? `${kind}` : `${kind} (${local})`;
}

/** Why nobody can be broken in this way in this phase; a fault of some services only is possible. */
function whyNot(fault: Fault, phase: FailurePhase): string | undefined {
  const why = services.map(({ id, wire }) => impossible(fault, phase, id, wire));
  return why.includes(undefined) ? undefined : why.find((reason) => !isAboutService(reason));
}

function isAboutService(reason: string | undefined): boolean {
  return reason === undefined || reason.startsWith('Only ') || reason.startsWith('The wire of ');
}

function reasons(): readonly string[] {
  return [...new Set(faults.flatMap((fault) => phases.flatMap((phase) => whyNot(fault, phase) ?? [])))];
}

function where(fault: Fault): string {
  const able = services.filter(({ id, wire }) =>
    phases.some((phase) => impossible(fault, phase, id, wire) === undefined),
  );
  if (able.length === services.length) return 'everywhere';
  const unable = services.filter((service) => !able.includes(service));
  if (unable.length === 1) return `everywhere but ${unable.map(({ label }) => label).join()}`;
  return able.length === 0 ? 'on the machine itself' : able.map(({ label }) => label).join(', ');
}

/** A table as the formatter leaves it. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
