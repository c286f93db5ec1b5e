import { t } from '../../base/t';
import type { FailureKind, FailurePhase } from '../../contract/failure';
import type { ResolvedProvider } from '../../providers/provider';
import { reasonWords } from '../../status/words';
import { impossible, kindOf, type Fault, type FaultWire } from '../faults/fault';
import { faults } from '../faults';

/** The headings under which faults are offered, in this order. */
const groups = ['trouble', 'nobody', 'between', 'account', 'breaks', 'request', 'local'] as const;

type Group = (typeof groups)[number];

/** One thing that can be rehearsed at a provider. */
export interface RehearsalChoice {
  readonly fault: Fault;
  readonly phase: FailurePhase;
  /** What the outage is read as. */
  readonly kind: FailureKind;
  /** The heading it stands under. */
  readonly heading: string;
  readonly title: string;
  /** What it is read as, in the words of the status bar. */
  readonly reason: string;
  /** When it strikes, and whether a request leaves this machine. */
  readonly detail: string;
}

/** What decides what can be rehearsed at a provider; every resolved provider is one. */
export type Rehearsable = Pick<ResolvedProvider, 'id' | 'type' | 'local'>;

/** The wire on which a provider can be rehearsed; a program of its own has none. */
export function wireOf(provider: Pick<ResolvedProvider, 'type'>): FaultWire | undefined {
  return provider.type === 'claude-code' ? undefined : provider.type;
}

/**
 * Everything that can be rehearsed at a provider, grouped, from the one list of faults: each before the answer and, where
 * it can, in the middle of it. A fault inside a tool call is left out, since no ask of ours offers tools.
 */
export function rehearsalChoices(provider: Rehearsable): readonly RehearsalChoice[] {
  const wire = wireOf(provider);
  if (!wire) return [];
  const choices = faults.flatMap((fault) => choicesOf(fault, provider, wire));
  return groups.flatMap((group) => choices.filter((choice) => choice.group === group));
}

function choicesOf(
  fault: Fault,
  provider: Rehearsable,
  wire: FaultWire,
): readonly (RehearsalChoice & { readonly group: Group })[] {
  const before = (['connect', 'headers', 'firstEvent'] as const).find((phase) =>
    isPossible(fault, phase, provider, wire),
  );
  const middle = (['midAnswer'] as const).find((phase) => isPossible(fault, phase, provider, wire));
  return [before, middle].flatMap((phase) => {
    const kind = phase && kindOf(fault, phase, provider.local);
    if (!phase || !kind) return [];
    const group = groupOf(kind, phase);
    return {
      fault,
      phase,
      kind,
      group,
      heading: headingOf(group),
      title: fault.title(),
      reason: reasonWords(kind),
      detail: detailOf(fault, phase),
    };
  });
}

/** What no server can do can still be done in front of it. */
function isPossible(fault: Fault, phase: FailurePhase, provider: Rehearsable, wire: FaultWire): boolean {
  if (fault.act.do === 'nothing') return fault.readAs[phase] !== undefined && !provider.local;
  return impossible(fault, phase, provider.id, wire) === undefined;
}

function groupOf(kind: FailureKind, phase: FailurePhase): Group {
  switch (kind) {
    case 'bad-request':
    case 'too-long':
    case 'refused':
      return 'request';
    case 'local-stopped':
    case 'local-missing':
    case 'local-memory':
    case 'local-loading':
    case 'local-busy':
      return 'local';
    case 'auth':
    case 'forbidden':
    case 'quota':
    case 'rate-limited':
    case 'login-lost':
      return 'account';
    case 'intercepted':
    case 'wrong-address':
      return 'between';
    default:
      if (phase === 'midAnswer') return 'breaks';
      return kind === 'overloaded' || kind === 'server' || kind === 'model-missing' ? 'trouble' : 'nobody';
  }
}

function headingOf(group: Group): string {
  switch (group) {
    case 'trouble':
      return t('The provider is in trouble');
    case 'nobody':
      return t('Nobody answers');
    case 'between':
      return t('Somebody else answers');
    case 'account':
      return t('Key, account and limits');
    case 'breaks':
      return t('The answer breaks off in the middle');
    case 'request':
      return t('Only this request: no outage');
    case 'local':
      return t('The local server');
  }
}

function detailOf({ act }: Fault, phase: FailurePhase): string {
  if (act.do === 'delay') return t('The answer begins {0} s late; it is real.', act.ms / 1000);
  if (phase === 'midAnswer') return t('A real request is sent; its answer is cut after about 400 characters.');
  if (phase === 'firstEvent') return t('The answer opens and says nothing good. No request leaves this machine.');
  return t('Before the first token. No request leaves this machine.');
}
