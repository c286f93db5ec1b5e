import type { Fault } from '../../src/core/outages/faults/fault';
import type { Use } from '../../src/core/contract/target';
import { phases, type FailurePhase } from '../../src/core/contract/failure';
import { impossible } from '../../src/core/outages/faults/fault';
import { faultById } from '../../src/core/outages/faults';
import type { CarryOnWay } from './carryOn';
import { Journal } from './journal';
import { knownText } from './knownText';
import { defaultPace, type Pace } from './pace';
import { serviceById, services, type ServiceId } from './services';
import type { StrikePoint } from './strike';

/** An order to break a service. `fault: 'none'` lets requests pass, for sequences such as fail, ok, fail. */
export interface FaultOrder extends StrikePoint {
  readonly service: ServiceId;
  readonly fault: string;
  /** The first possible one when absent. */
  readonly phase?: FailurePhase;
  /** For so many requests; until told otherwise when absent. */
  readonly count?: number | 'until-told';
  readonly use?: Use;
  readonly model?: string;
  /** Overrides what the fault reaches: only asks, or free calls as well. */
  readonly on?: 'asks' | 'everything';
  /** With phase `firstEvent`: let the thinking pass and strike before the first text. */
  readonly afterThinking?: boolean;
  /** Overrides the length of a delay, in milliseconds. */
  readonly delayMs?: number;
  /** Overrides `retry-after`, in seconds. */
  readonly retryAfterS?: number;
  /** A stream is torn only after this: what a busy client has not read by then would be torn off too. In this process alone. */
  readonly tearsAfter?: () => Promise<void>;
}

/** An order as it is kept. */
export interface StandingOrder extends FaultOrder {
  readonly phase: FailurePhase;
  /** `undefined` = until told. */
  left: number | undefined;
}

/** What a service says, where it differs from the default. */
export interface Script {
  /** Instead of the known text. */
  readonly text?: string;
  /** What fills a hole. */
  readonly completion?: string;
  readonly carryOn?: CarryOnWay;
  /** With `repeat`: so many characters. */
  readonly repeatChars?: number;
  /** End the answer with a tool call. */
  readonly tool?: boolean;
  readonly thinking?: string;
  /** llama.cpp: whether its model knows the tokens to fill holes; Gemma, which it has, does not. */
  readonly infill?: boolean;
  /** llama.cpp: the tokens of context it was started with; 8,192 unless given. */
  readonly startedWith?: number;
  /** Requests that llama.cpp answers at once; one unless given. */
  readonly slots?: number;
}

/** The fault that strikes a request. */
export interface Struck {
  readonly order: StandingOrder;
  readonly fault: Fault;
}

/** Why an order cannot be carried out. */
export class ImpossibleOrder extends Error {
  override readonly name = 'ImpossibleOrder';
}

/** Everything that can be commanded, and the journal of what happened. */
export class Control {
  readonly journal = new Journal();
  /** Partial answers in a history are no violation, for tests of `onCutOff: keep`. */
  allowPartials = false;
  private orders: StandingOrder[] = [];
  private scripts = new Map<ServiceId, Script>();
  private paces = new Map<ServiceId, Pace>();
  private readonly listeners: (() => void)[] = [];

  constructor(
    private readonly basePace: Pace = defaultPace,
    private readonly now: () => number = Date.now,
  ) {}

  /** Breaks a service in this way, instead of whatever was ordered for the same service, model and use. */
  set(order: FaultOrder): void {
    const standing = toStanding(order);
    this.orders = this.orders.filter(
      (one) => one.service !== order.service || one.model !== order.model || one.use !== order.use,
    );
    this.orders.push(standing);
    this.changed();
  }

  /** Breaks a service in this way after the orders that stand. */
  add(order: FaultOrder): void {
    this.orders.push(toStanding(order));
    this.changed();
  }

  /** Ends the orders of a service, or all. What hangs already stays as it is. */
  heal(service?: ServiceId): void {
    this.orders = service === undefined ? [] : this.orders.filter((one) => one.service !== service);
    this.changed();
  }

  /** Changes what a service says; `{}` is the default again. */
  script(service: ServiceId, script: Script): void {
    this.scripts.set(service, script);
    this.changed();
  }

  /** Changes how a service, or every one, speaks. */
  pace(pace: Partial<Pace>, service?: ServiceId): void {
    for (const id of service === undefined ? services.map((one) => one.id) : [service]) {
      this.paces.set(id, { ...this.paceOf(id), ...pace });
    }
    this.changed();
  }

  /** Back to the beginning: nothing broken, nothing counted, default words and pace. */
  reset(): void {
    this.orders = [];
    this.scripts.clear();
    this.paces.clear();
    this.allowPartials = false;
    this.journal.reset();
    this.changed();
  }

  /** The orders that stand, for the page. */
  standing(): readonly StandingOrder[] {
    return this.orders;
  }

  scriptOf(service: ServiceId): Script {
    return this.scripts.get(service) ?? {};
  }

  /** Every whole answer that a service gives now. */
  texts(): readonly string[] {
    return [
      knownText,
      ...[...this.scripts.values()].flatMap((script) => (script.text === undefined ? [] : [script.text])),
    ];
  }

  paceOf(service: ServiceId): Pace {
    return this.paces.get(service) ?? this.basePace;
  }

  /** Finds the fault that strikes this request and uses one of its counts up. */
  take(service: ServiceId, use: Use | 'free', model: string | undefined): Struck | undefined {
    const order = this.orders.find((one) => one.service === service && reaches(one, use, model));
    if (!order) return undefined;
    if (order.left !== undefined) {
      order.left -= 1;
      if (order.left <= 0) {
        this.orders = this.orders.filter((one) => one !== order);
        this.changed();
      }
    }
    const fault = faultById(order.fault);
    return fault && { order, fault };
  }

  /** Whether an order until told otherwise refuses every connection to this service. */
  refusesConnections(service: ServiceId): boolean {
    return this.orders.some(
      (one) =>
        one.service === service &&
        one.left === undefined &&
        one.use === undefined &&
        one.model === undefined &&
        faultById(one.fault)?.act.do === 'refuse',
    );
  }

  /** Takes the order to show a foreign certificate, if there is one. */
  takeForeignCertificate(service: ServiceId): boolean {
    const order = this.orders.find((one) => one.service === service);
    if (!order || faultById(order.fault)?.act.do !== 'foreignCertificate') return false;
    this.take(service, 'free', undefined);
    return true;
  }

  /** Called after every change of the orders. */
  onDidChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** The time, for records. */
  time(): number {
    return this.now();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}

function toStanding(order: FaultOrder): StandingOrder {
  const left = order.count === undefined || order.count === 'until-told' ? undefined : order.count;
  if (order.fault === 'none') return { ...order, phase: 'headers', left };
  const fault = faultById(order.fault);
  if (!fault) throw new ImpossibleOrder(`no such fault: ${order.fault}`);
  const phase = order.phase ?? phases.find((one) => fault.readAs[one] !== undefined) ?? 'headers';
  const service = serviceById(order.service);
  const why = impossible(fault, phase, service.id, service.wire);
  if (why !== undefined) throw new ImpossibleOrder(`${order.fault} in phase ${phase} of ${order.service}: ${why}`);
  return { ...order, phase, left };
}

function reaches(order: StandingOrder, use: Use | 'free', model: string | undefined): boolean {
  if (order.use !== undefined && order.use !== use) return false;
  if (order.model !== undefined && order.model !== model) return false;
  const reach = order.on ?? (order.fault === 'none' ? 'asks' : (faultById(order.fault)?.reach ?? 'asks'));
  return reach === 'everything' || use !== 'free';
}
