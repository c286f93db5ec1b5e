import type { Clock, Random } from '../base/clock';
import type { Failure } from '../contract/failure';
import type { ProviderId } from '../contract/target';
import type { ResolvedProvider } from '../providers/provider';
import type { Durations } from '../routing/durations';
import type { MarkReason } from './effect';
import {
  afterCheck,
  afterWake,
  createMark,
  isCheckDue,
  markStanding,
  type HeldStanding,
  type Mark,
  type MarkContext,
} from './marks';

/** The three things that can be wrong with a provider at once: its account, the way to it, its address. Each holds one mark. */
export type Slot = 'credential' | 'way' | 'address';

/** All slots, the one that is told of first at the front. */
export const slots: readonly Slot[] = ['address', 'way', 'credential'];

function slotOf(reason: MarkReason): Slot {
  switch (reason) {
    case 'auth':
    case 'forbidden':
    case 'quota':
    case 'login-lost':
      return 'credential';
    case 'intercepted':
      return 'way';
    case 'wrong-address':
      return 'address';
  }
}

/** What a permit remembers of the marks of its provider; `trial` means that it holds their single permit. */
export interface MarkToken {
  readonly generation: number;
  readonly trial: boolean;
}

interface Entry {
  readonly marks: ReadonlyMap<Slot, Mark>;
  readonly pausedSince?: number;
  readonly generation: number;
}

const unmarked: Entry = { marks: new Map(), generation: 0 };

/** Everything that holds whole providers back, shared by all their targets and both uses. */
export class ProviderMarks {
  private readonly entries = new Map<ProviderId, Entry>();

  constructor(
    private readonly deps: { readonly clock: Clock; readonly random: Random; readonly durations: Durations },
  ) {}

  /** What the marks let happen now: the first that blocks, else the first that lets one ask try, else nothing stands in the way. */
  standing(provider: ProviderId): HeldStanding {
    const { pausedSince, marks } = this.entry(provider);
    if (pausedSince !== undefined) return { kind: 'blocked', reason: 'paused', openedAt: pausedSince };
    const now = this.deps.clock.now();
    const all = slots.flatMap((slot) => marks.get(slot) ?? []).map((mark) => markStanding(mark, now));
    return (
      all.find((standing) => standing.kind === 'blocked') ??
      all.find((standing) => standing.kind === 'due') ?? { kind: 'ready' }
    );
  }

  /** A permit for an attempt; takes the trial of every mark that offers one when `trial` is wanted. */
  enter(provider: ProviderId, trial: boolean): MarkToken {
    const entry = this.entry(provider);
    if (trial && entry.marks.size > 0) this.change(provider, (mark) => ({ ...mark, trial: 'running' }));
    return { generation: entry.generation, trial: trial && entry.marks.size > 0 };
  }

  /** An attempt ended without telling anything about the provider: the trial is open to the next ask. */
  release(provider: ProviderId, token: MarkToken): void {
    if (!token.trial || this.isLate(provider, token)) return;
    this.change(provider, (mark) => (mark.trial === 'running' ? { ...mark, trial: 'open' } : mark));
  }

  /** A real answer came: every mark goes, and with it its schedule. */
  clear(provider: ProviderId, token: MarkToken): void {
    const entry = this.entry(provider);
    if (entry.marks.size > 0 && !this.isLate(provider, token)) this.renew(provider, new Map());
  }

  /** Marks a provider for a failure. Late news, from before the last change of marks or key, is ignored. */
  mark(reason: MarkReason, failure: Failure, provider: ResolvedProvider, token: MarkToken): void {
    if (this.isLate(provider.id, token)) return;
    const { marks } = this.entry(provider.id);
    const slot = slotOf(reason);
    const mark = createMark(reason, failure, provider, marks.get(slot), this.context);
    this.renew(provider.id, new Map([...marks, [slot, mark]]));
  }

  /** The reason whose free check may be made now: a key, or the way to the provider. */
  dueCheck(provider: ProviderId): MarkReason | undefined {
    const now = this.deps.clock.now();
    return [...this.entry(provider).marks.values()].find((mark) => isCheckDue(mark, now))?.reason;
  }

  /** When a free check may be made next (epoch ms), be it in the past; nothing where none stands in the way. */
  nextCheckAt(provider: ProviderId): number | undefined {
    const due = [...this.entry(provider).marks.values()].flatMap(({ trial, wayBack }) =>
      wayBack.t === 'check' && trial === 'none' ? [wayBack.nextAt] : [],
    );
    return due.length > 0 ? Math.min(...due) : undefined;
  }

  /** Whether a permit was given before the marks or the key of the provider last changed. */
  isLate(provider: ProviderId, token: MarkToken): boolean {
    return token.generation !== this.entry(provider).generation;
  }

  /** What a free check found. */
  noteCheck(provider: ProviderId, reason: MarkReason, verdict: 'passed' | 'refused' | 'unclear'): void {
    this.change(provider, (mark) => (mark.reason === reason ? afterCheck(mark, verdict, this.context) : mark));
  }

  /** Whether the free check refused the key too. */
  isKeyRefused(provider: ProviderId): boolean {
    return this.entry(provider).marks.get('credential')?.confirmed === true;
  }

  /** The account is another one now, or is logged in again; asks still under way with the old one no longer count. */
  credentialChanged(provider: ProviderId): void {
    const { marks } = this.entry(provider);
    this.renew(provider, new Map([...marks].filter(([slot]) => slot !== 'credential')));
  }

  /** The user has edited settings: addresses are looked at afresh. */
  settingsChanged(): void {
    for (const [provider, { marks }] of this.entries)
      if (marks.has('address')) this.renew(provider, new Map([...marks].filter(([slot]) => slot !== 'address')));
  }

  /** The user wants it tried now, whatever it is marked with. */
  tryNow(provider: ProviderId): void {
    const { marks } = this.entry(provider);
    this.renew(provider, new Map([...marks].map(([slot, mark]) => [slot, { ...mark, trial: 'open' }])));
  }

  pause(provider: ProviderId): void {
    const { pausedSince = this.deps.clock.now(), ...entry } = this.entry(provider);
    this.entries.set(provider, { ...entry, pausedSince });
  }

  resume(provider: ProviderId): void {
    const { pausedSince: _ended, ...entry } = this.entry(provider);
    this.entries.set(provider, entry);
  }

  /** The machine slept, or its clock was set back by so much. */
  wake(setBackMs: number): void {
    for (const [provider, { marks }] of this.entries)
      this.renew(provider, new Map([...marks].map(([slot, mark]) => [slot, afterWake(mark, setBackMs)])));
  }

  /** Keeps the marks of a provider and gives the way to put them back; the user's own pause stays as it then is. */
  keep(provider: ProviderId): () => void {
    const { marks } = this.entry(provider);
    return () => this.renew(provider, marks);
  }

  /** The providers of which anything was ever known. */
  providers(): readonly ProviderId[] {
    return [...this.entries.keys()];
  }

  /** The mark in one slot of a provider. */
  markOf(provider: ProviderId, slot: Slot): Mark | undefined {
    return this.entry(provider).marks.get(slot);
  }

  /** Since when the user wants a provider left alone (epoch ms). */
  pausedSince(provider: ProviderId): number | undefined {
    return this.entry(provider).pausedSince;
  }

  /** Takes over the mark that another window, or this one before a reload, knows; none takes the present one away. */
  adopt(provider: ProviderId, slot: Slot, mark: Mark | undefined): void {
    const others = [...this.entry(provider).marks].filter(([known]) => known !== slot);
    this.renew(provider, new Map(mark ? [...others, [slot, mark]] : others));
  }

  /** Takes over a pause, or its end. */
  adoptPause(provider: ProviderId, since: number | undefined): void {
    if (since === undefined) this.resume(provider);
    else this.entries.set(provider, { ...this.entry(provider), pausedSince: since });
  }

  private get context(): MarkContext {
    const { clock, durations, random } = this.deps;
    return { now: clock.now(), durations, random };
  }

  private entry(provider: ProviderId): Entry {
    return this.entries.get(provider) ?? unmarked;
  }

  /** Changes marks in place: asks under way stay current. */
  private change(provider: ProviderId, alter: (mark: Mark) => Mark): void {
    const entry = this.entry(provider);
    this.entries.set(provider, {
      ...entry,
      marks: new Map([...entry.marks].map(([slot, mark]) => [slot, alter(mark)])),
    });
  }

  /** Replaces the marks. Whatever asks under way will say is late from now on, so that none of them holds a trial any more. */
  private renew(provider: ProviderId, marks: ReadonlyMap<Slot, Mark>): void {
    const entry = this.entry(provider);
    const freed = [...marks].map(([slot, mark]): [Slot, Mark] => [
      slot,
      mark.trial === 'running' ? { ...mark, trial: 'open' } : mark,
    ]);
    this.entries.set(provider, { ...entry, marks: new Map(freed), generation: entry.generation + 1 });
  }
}
