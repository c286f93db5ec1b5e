import type { Random } from '../../src/core/base/clock';
import type { Clients } from './clients';
import { answeredOf, capacityAt, ordinaryLoad, type Scenario } from './scenario';
import { Wheel } from './wheel';

/** The grain of time, in milliseconds. */
const slotMs = 500;

/** The load is known from so long before the recovery, in milliseconds. */
export const shownBeforeMs = 60_000;

/** What a recovery did to the provider and to the clients. */
export interface Course {
  readonly label: string;
  /** Requests a second as a multiple of the ordinary load, one figure for each second from the beginning of the outage. */
  readonly load: Float64Array;
  /** The greatest of these once the provider is back. */
  readonly peak: number;
  /** Share of the clients that are back, for each second. */
  readonly back: Float64Array;
  /** Milliseconds after the recovery until half, 99 % and all of the clients are back; absent: not in the time watched. */
  readonly halfBackMs?: number;
  readonly nearlyAllBackMs?: number;
  readonly allBackMs?: number;
  /** Requests refused in all, per client. */
  readonly refused: number;
  /** Seconds without an answer, per client. */
  readonly waitedS: number;
}

/** Plays an outage and the recovery from it. Deterministic by the scenario's seed. */
export function simulate(scenario: Scenario, clients: Clients, random: Random): Course {
  const { outageMs, watchedMs, errorMs, refusalCost } = scenario;
  const slots = Math.ceil((outageMs + watchedMs) / slotMs);
  const wheel = new Wheel(scenario.clients, slots);
  const counts = new Counts(scenario, slots);
  const acting = new Int32Array(scenario.clients);
  const askedAt = new Float64Array(scenario.clients).fill(-1);
  // Whoever only retries does nothing else while everything fails: its tries until shortly before the recovery are reckoned.
  const firstSlot = clients.waits ? Math.floor((outageMs - shownBeforeMs) / slotMs) : 0;
  for (let client = 0; client < scenario.clients; client++) {
    const asks = Math.floor((-Math.log(1 - random()) * scenario.askEveryMs) / slotMs);
    const every = clients.waits ? Math.max(1, Math.round(clients.settle(client, false, 0) / slotMs)) : 1;
    const tries = Math.max(0, Math.ceil((firstSlot - asks) / every));
    if (tries > 0) askedAt[client] = asks * slotMs;
    counts.refused += tries;
    wheel.add(client, asks + tries * every);
  }
  let room = 0;
  for (let slot = firstSlot; slot < slots; slot++) {
    const now = slot * slotMs;
    const count = wheel.take(slot, acting);
    const later = (client: number, ms: number): void => wheel.add(client, slot + Math.max(1, Math.round(ms / slotMs)));
    let sending = 0;
    for (let index = 0; index < count; index++) {
      const client = acting[index] ?? 0;
      if (clients.sends(client, now)) acting[sending++] = client;
      else later(client, clients.settle(client, true, now));
    }
    // What a slot leaves over is kept for the next ones, up to one second's worth.
    const perSecond = capacityAt(scenario, now);
    room = Math.min(room + (perSecond * slotMs) / 1_000, Math.max(perSecond, 1));
    const chance = sending === 0 ? 0 : answeredOf(sending, room, refusalCost) / sending;
    let answered = 0;
    for (let index = 0; index < sending; index++) {
      const client = acting[index] ?? 0;
      const isAnswered = random() < chance;
      if (clients.waits && (askedAt[client] ?? -1) < 0) askedAt[client] = now;
      later(client, clients.settle(client, isAnswered, now));
      if (isAnswered) {
        answered += 1;
        counts.waitedMs += clients.waits ? now - (askedAt[client] ?? now) : 0;
        askedAt[client] = -1;
        if (now >= outageMs && clients.isBack(client)) counts.noteBack(client);
      } else if (!clients.waits) counts.waitedMs += errorMs;
    }
    room = Math.max(0, room - answered - refusalCost * (sending - answered));
    counts.noteSlot(slot, sending, answered);
  }
  if (clients.waits) {
    for (const since of askedAt) if (since >= 0) counts.waitedMs += outageMs + watchedMs - since;
  }
  return counts.course(clients.label);
}

/** What is counted on the way. */
class Counts {
  waitedMs = 0;
  refused = 0;
  private readonly sent: Float64Array;
  private readonly backBy: Float64Array;
  private readonly isBack: Uint8Array;
  private backNow = 0;

  constructor(
    private readonly scenario: Scenario,
    private readonly slots: number,
  ) {
    this.sent = new Float64Array(slots);
    this.backBy = new Float64Array(slots);
    this.isBack = new Uint8Array(scenario.clients);
  }

  noteBack(client: number): void {
    if (this.isBack[client] === 1) return;
    this.isBack[client] = 1;
    this.backNow += 1;
  }

  noteSlot(slot: number, sent: number, answered: number): void {
    this.sent[slot] = sent;
    this.backBy[slot] = this.backNow;
    this.refused += sent - answered;
  }

  course(label: string): Course {
    const { scenario } = this;
    const { clients, outageMs } = scenario;
    const perSecond = 1_000 / slotMs;
    const seconds = Math.floor(this.slots / perSecond);
    const load = new Float64Array(seconds);
    const back = new Float64Array(seconds);
    for (let second = 0; second < seconds; second++) {
      const slots = this.sent.subarray(second * perSecond, (second + 1) * perSecond);
      load[second] = slots.reduce((sum, sent) => sum + sent, 0) / ordinaryLoad(scenario);
      back[second] = (this.backBy[(second + 1) * perSecond - 1] ?? 0) / clients;
    }
    return {
      label,
      load,
      peak: load.subarray(outageMs / 1_000).reduce((most, one) => Math.max(most, one), 0),
      back,
      ...this.backAfter('halfBackMs', 0.5),
      ...this.backAfter('nearlyAllBackMs', 0.99),
      ...this.backAfter('allBackMs', 1),
      refused: this.refused / clients,
      waitedS: this.waitedMs / 1_000 / clients,
    };
  }

  private backAfter<Name extends string>(name: Name, share: number): Partial<Record<Name, number>> {
    const slot = this.backBy.findIndex((back) => back >= share * this.scenario.clients);
    const found: Partial<Record<Name, number>> = {};
    if (slot >= 0) found[name] = slot * slotMs - this.scenario.outageMs;
    return found;
  }
}
