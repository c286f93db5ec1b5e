import type { Use } from '../../src/core/contract/target';
import type { FailurePhase } from '../../src/core/contract/failure';
import type { ServiceId } from './services';

/** One request as the simulator saw it. */
export interface RequestRecord {
  readonly id: number;
  /** Epoch milliseconds of its arrival. */
  readonly at: number;
  readonly service: ServiceId | 'status';
  readonly via: 'direct' | 'proxy' | 'tunnel';
  readonly method: string;
  readonly path: string;
  readonly use: Use | 'free';
  readonly model?: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  /** Roles of the messages, such as `user assistant user`. */
  readonly shape: string;
  carryOn: 'none' | 'asked' | 'malformed';
  fault?: { readonly id: string; readonly phase: FailurePhase };
  status?: number;
  /** Characters of visible text that were written. */
  sentChars: number;
  /** `left`: the client went away before the end. */
  outcome: 'running' | 'answered' | 'rejected' | 'broken' | 'left';
  /** Epoch milliseconds of its end. */
  endedAt?: number;
}

/** Something the product must never do, found in a request. */
export interface Violation {
  readonly requestId: number;
  readonly service: ServiceId | 'status';
  readonly problem: string;
}

/** Requests of one service by use. */
export interface Counter {
  chat: number;
  completion: number;
  free: number;
  /** How many of them a fault struck. */
  broken: number;
}

const longestLog = 2_000;

/** What happened, for tests and for the page: requests, counters, violations, and where answers were cut. */
export class Journal {
  readonly requests: RequestRecord[] = [];
  readonly violations: Violation[] = [];
  private counters = new Map<string, Counter>();
  private cutLengths: number[] = [];
  private nextId = 1;

  /** Opens the record of a request. */
  open(entry: Omit<RequestRecord, 'id' | 'sentChars' | 'outcome'>): RequestRecord {
    const record: RequestRecord = { ...entry, id: this.nextId, sentChars: 0, outcome: 'running' };
    this.nextId += 1;
    this.requests.push(record);
    if (this.requests.length > longestLog) this.requests.shift();
    this.counter(entry.service)[entry.use] += 1;
    return record;
  }

  /** Requests of a service since the last reset. */
  counter(service: ServiceId | 'status'): Counter {
    const counter = this.counters.get(service) ?? { chat: 0, completion: 0, free: 0, broken: 0 };
    this.counters.set(service, counter);
    return counter;
  }

  /** Notes something the product must never do. */
  violate(record: RequestRecord, problem: string): void {
    this.violations.push({ requestId: record.id, service: record.service, problem });
  }

  /** Notes that an answer was cut when so many characters of it stood on the screen. */
  cut(shownChars: number): void {
    this.cutLengths.push(shownChars);
  }

  /**
   * Whether a text of this length can be what was left of a cut answer. What the socket lost on the way and trimmed
   * white space make it a little shorter than what was sent.
   */
  wasCutNear(length: number): boolean {
    return this.cutLengths.some((cut) => length <= cut && cut - length <= 64);
  }

  /** Forgets everything. */
  reset(): void {
    this.requests.length = 0;
    this.violations.length = 0;
    this.counters.clear();
    this.cutLengths = [];
  }

  /** The counters of every service that was asked. */
  counts(): Readonly<Record<string, Counter>> {
    return Object.fromEntries([...this.counters].map(([service, counter]) => [service, { ...counter }]));
  }
}
