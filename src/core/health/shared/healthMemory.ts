import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { Logger } from '../../base/logger';
import type { ProviderId } from '../../contract/target';
import type { Durations } from '../../routing/durations';
import type { HealthMonitor } from '../monitor';
import type { StatusPages } from '../statusPages';
import { boundTo, isTouchedBy, type Fact, type Knowledge } from './fact';
import { FactLedger, placeOf, textOf } from './factLedger';
import { aliveFacts } from './factLife';
import { formatHealth, parseHealth } from './healthText';
import { adopt, knowledgeOf, type OwnSide } from './knowledge';
import type { BondOf, HealthFile } from './ports';

/** Facts of other keys and addresses are carried along for the windows that have those; more are left over from old keys. */
const mostForeign = 100;

/** What the memory needs from outside. */
export interface HealthMemoryDeps extends OwnSide {
  readonly health: Pick<HealthMonitor, 'look' | 'adopt' | 'onDidChange'>;
  readonly pages: Pick<StatusPages, 'looks' | 'adopt' | 'onDidRefresh'>;
  readonly file: HealthFile;
  readonly bondOf: BondOf;
  /** Whose outage is rehearsed in this window: what that teaches stays here, and is forgotten with it. */
  rehearsed(): ProviderId | undefined;
  readonly clock: Clock;
  readonly durations: Durations;
  readonly logger: Logger;
}

/**
 * Keeps what health knows in a file, over a reload and for the other windows of this host, and takes over what they have
 * learnt. Every window writes the union of what it read and what it knows, each fact with its instant, so that two that
 * write at once lose nothing for longer than until one of them reads again. A disk that refuses changes nothing but that.
 */
export class HealthMemory implements Disposable {
  private readonly ledger: FactLedger;
  private readonly subscriptions: readonly Disposable[];
  private readonly told = new Set<string>();
  private working: Promise<void> = Promise.resolve();
  private gathering: Disposable | undefined;
  /** How many writes in a row were refused. */
  private refusals = 0;
  /** What the file held when it was last read or written. */
  private lastText: string | undefined;
  private lastFacts: readonly Fact[] = [];
  /** What was kept out when the file was last read; once that is over it has to be read again. */
  private lastRehearsed: ProviderId | undefined;
  /** When a later version of the product has written the file (epoch ms). */
  private newerAt: number | undefined;
  /** What changes meanwhile comes from another window: it is no news of this one. */
  private adopting = false;
  private disposed = false;

  constructor(private readonly deps: HealthMemoryDeps) {
    this.ledger = new FactLedger(deps.durations);
    this.subscriptions = [
      deps.health.onDidChange(() => this.noteOwn()),
      deps.pages.onDidRefresh(() => this.noteOwn()),
      deps.file.watch(() => void this.refresh()),
    ];
  }

  /** Takes over what the other windows have written. Never rejects. */
  refresh(): Promise<void> {
    return this.inTurn(() => this.read());
  }

  /** Takes over what other windows have written and no key has to be read for. Never rejects. */
  glance(): Promise<void> {
    return this.inTurn(async () => {
      const text = await this.deps.file.read();
      const facts = text === undefined ? [] : this.factsIn(text);
      this.takeOver(facts.filter(({ known }) => boundTo(known) === undefined));
    });
  }

  /** Writes what is not written yet. Never rejects. */
  flush(): Promise<void> {
    this.noteOwn();
    return this.gathering ? this.inTurn(() => this.write()) : this.working;
  }

  dispose(): void {
    this.disposed = true;
    this.gathering?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private noteOwn(): void {
    if (!this.adopting && this.ledger.note(this.own(), this.deps.clock.now())) this.writeSoon();
  }

  /** What this window knows and may tell. */
  private own(): readonly Knowledge[] {
    const { health, pages } = this.deps;
    const looks = pages.looks().map(([url, look]): Knowledge => ({ k: 'page', url, look }));
    return [...health.look(knowledgeOf).filter((known) => this.isOpen(known)), ...looks];
  }

  private isOpen(known: Knowledge): boolean {
    const rehearsed = this.deps.rehearsed();
    return rehearsed === undefined || !isTouchedBy(known, rehearsed);
  }

  private writeSoon(): void {
    if (this.disposed) return;
    const { clock, durations } = this.deps;
    const waitMs = Math.min(durations.healthGatherMs * 2 ** this.refusals, durations.healthAgainMaxMs);
    this.gathering ??= clock.schedule(waitMs, () => void this.inTurn(() => this.write()));
  }

  /** One after the other, so that a read never meets half of our own write; a disk that refuses is logged once. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    this.working = this.working.then(work).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      this.tellOnce('refused', () => this.deps.logger.warn('health.file', { message }));
    });
    return this.working;
  }

  private async read(): Promise<void> {
    const { file, clock, durations } = this.deps;
    const text = await file.read();
    const rehearsed = this.deps.rehearsed();
    if (text === this.lastText && rehearsed === this.lastRehearsed) return;
    this.lastRehearsed = rehearsed;
    const all = text === undefined ? [] : this.factsIn(text);
    const facts = await this.whose(all, 'ours');
    this.lastText = text;
    this.lastFacts = all;
    this.takeOver(facts);
    const now = clock.now();
    if (this.ledger.knowsMoreThan(aliveFacts(facts, now, durations), now)) this.writeSoon();
  }

  private takeOver(facts: readonly Fact[]): void {
    const now = this.deps.clock.now();
    // First what is known here, so that it has its instant before it is compared.
    this.ledger.note(this.own(), now);
    const open = facts.filter(({ known }) => this.isOpen(known));
    this.adopt(this.ledger.merge(open, now));
  }

  private adopt(news: readonly Fact[]): void {
    if (news.length === 0) return;
    const { health, pages } = this.deps;
    this.adopting = true;
    try {
      health.adopt((parts) => {
        for (const { known } of news) if (known.k !== 'page') adopt(parts, known, this.deps);
      });
      // After health: whether a page is looked at depends on it.
      for (const { known } of news) if (known.k === 'page') pages.adopt(known.url, known.look);
    } finally {
      this.adopting = false;
    }
    this.ledger.rebase(this.own());
  }

  /** One refusal, as of a file that is locked for a moment, must not keep back whatever is learnt later. */
  private async write(): Promise<void> {
    try {
      await this.writeNow();
      this.refusals = 0;
    } catch (error) {
      this.gathering?.dispose();
      this.gathering = undefined;
      this.refusals += 1;
      this.writeSoon();
      throw error;
    }
  }

  private async writeNow(): Promise<void> {
    await this.read();
    this.gathering?.dispose();
    this.gathering = undefined;
    const { clock, file, durations } = this.deps;
    // What a later version has written is not ours to overwrite, unless that version is no longer in use.
    if (this.newerAt !== undefined && Math.abs(clock.now() - this.newerAt) <= durations.healthKeptMs) return;
    const own = await this.bonded(this.ledger.alive(clock.now()));
    const facts = [...own, ...(await this.foreign(new Set(own.map(placeOf))))];
    if (textOf(facts) === textOf(this.lastFacts)) return;
    const text = formatHealth(facts, clock.now());
    await file.write(text);
    this.lastText = text;
    this.lastFacts = facts;
    this.newerAt = undefined;
  }

  private factsIn(text: string): readonly Fact[] {
    const parsed = parseHealth(text);
    this.newerAt = parsed.t === 'newer' ? parsed.writtenAt : undefined;
    if (parsed.t === 'read') return parsed.facts;
    this.tellOnce(parsed.t, () => this.deps.logger.info('health.file', { found: parsed.t }));
    return [];
  }

  /** Those facts that hold for the keys and addresses of this window, or those that hold for other ones. */
  private async whose(facts: readonly Fact[], whose: 'ours' | 'foreign'): Promise<readonly Fact[]> {
    const sorted = await Promise.all(
      facts.map(async (fact): Promise<readonly Fact[]> => {
        const provider = boundTo(fact.known);
        const isOurs = provider === undefined || fact.bond === (await this.bond(provider));
        return isOurs === (whose === 'ours') ? [fact] : [];
      }),
    );
    return sorted.flat();
  }

  /** What the file holds for windows with other keys or addresses, which is theirs to correct. */
  private async foreign(taken: ReadonlySet<string>): Promise<readonly Fact[]> {
    const { clock, durations } = this.deps;
    const facts = aliveFacts(await this.whose(this.lastFacts, 'foreign'), clock.now(), durations);
    const kept = facts.filter((fact) => !taken.has(placeOf(fact)));
    return kept.toSorted((a, b) => b.at - a.at).slice(0, mostForeign);
  }

  /** The facts as they are stored: what depends on a key or an address is tied to it, or left out. */
  private async bonded(facts: readonly Fact[]): Promise<readonly Fact[]> {
    const bonded = await Promise.all(
      facts.map(async ({ at, known }): Promise<readonly Fact[]> => {
        const provider = boundTo(known);
        if (provider === undefined) return [{ at, known }];
        const bond = await this.bond(provider);
        return bond === undefined ? [] : [{ at, known, bond }];
      }),
    );
    return bonded.flat();
  }

  private async bond(id: ProviderId): Promise<string | undefined> {
    const provider = this.deps.resolved(id);
    return provider && (await this.deps.bondOf(provider));
  }

  private tellOnce(what: string, tell: () => void): void {
    if (this.told.has(what)) return;
    this.told.add(what);
    tell();
  }
}
