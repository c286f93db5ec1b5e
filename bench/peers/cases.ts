import type { FaultOrder } from '../../test/simulator/control';

/** One way to break Claude. */
export interface Case {
  readonly name: string;
  /** `undefined` breaks nothing. */
  readonly fault?: Omit<FaultOrder, 'service'>;
  /** Nothing comes: whoever waits for ever is cut at the limit, so these are asked at the same time. */
  readonly isSilent?: boolean;
  /** The port is shut, so the simulator cannot count who knocks. */
  readonly isUncounted?: boolean;
}

const cut = { phase: 'midAnswer', afterChars: 400 } as const;

/** From the connection to the end of the answer. Every fault stays until told otherwise. */
export const cases: readonly Case[] = [
  { name: 'nothing broken' },
  { name: 'connection refused', fault: { fault: 'refused' }, isUncounted: true },
  { name: '529 before the first byte', fault: { fault: 'overloaded' } },
  { name: '500', fault: { fault: 'server-error' } },
  { name: '401 for a good key', fault: { fault: 'auth-storm' } },
  { name: '200 with a login page', fault: { fault: 'portal', on: 'asks' } },
  { name: '200 with an empty answer', fault: { fault: 'empty' } },
  { name: 'silence instead of headers', fault: { fault: 'stall', phase: 'headers' }, isSilent: true },
  { name: 'headers, then silence', fault: { fault: 'stall', phase: 'firstEvent' }, isSilent: true },
  { name: 'error event before the first text', fault: { fault: 'overloaded-event', phase: 'firstEvent' } },
  { name: 'error event after 400 characters', fault: { fault: 'overloaded-event', ...cut } },
  { name: 'reset after 400 characters', fault: { fault: 'reset', ...cut } },
  { name: 'clean end after 400 characters', fault: { fault: 'eof', ...cut } },
  { name: 'silence after 400 characters', fault: { fault: 'stall', ...cut }, isSilent: true },
];
