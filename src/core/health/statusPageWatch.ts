import type { Disposable } from '../base/disposable';
import type { PageStatus } from '../contract/status';
import type { ProviderId } from '../contract/target';
import type { StatusPageRow } from '../providers/statusPageRow';
import { statusPageNeeds, type StatusPageNeed } from '../status/statusPageNeeds';
import { statusPageSentence } from '../status/statusPageWords';
import type { SnapshotUse } from '../status/snapshot';
import { StatusPagePoll, type StatusPageLook, type PollDeps } from './statusPagePoll';

/** What a page says from an instant on. */
export interface StatusPageChange extends PageStatus {
  /** Epoch ms. */
  readonly at: number;
}

/** What the watch on status pages needs from outside. */
export interface WatchDeps extends PollDeps {
  /** `understudy.statusPage.enabled`. */
  enabled(): boolean;
  /** Both routes with what is known of their targets. */
  uses(): readonly SnapshotUse[];
  /** Whether the trouble of a provider is only played: its page has nothing to explain. */
  isRehearsed(provider: ProviderId): boolean;
  /** A page says something else of a provider than before. */
  noteChange(change: StatusPageChange): void;
  /** Pages were looked at, or are no longer shown. */
  noteRefresh(): void;
}

/** Keeps the polls of the pages that are worth a look now, and what they have said. */
export class StatusPageWatch implements Disposable {
  /** By the page's address: what differs between the providers on it is read, not fetched. */
  private readonly polls = new Map<string, StatusPagePoll>();
  /** What was said last of each provider. */
  private readonly said = new Map<ProviderId, StatusPageChange>();
  private shown: readonly StatusPageNeed[] = [];
  private keeping: Disposable | undefined;

  /** `known`: what other windows have read, by the page's address. */
  constructor(
    private readonly deps: WatchDeps,
    private readonly known: Map<string, StatusPageLook>,
  ) {}

  /** What was read of each page, by its address. */
  looks(): readonly (readonly [string, StatusPageLook])[] {
    return [...this.polls].flatMap(([url, { look }]) => (look ? [[url, look] as const] : []));
  }

  /** Another window has looked at a page. */
  adopt(url: string, look: StatusPageLook): void {
    this.known.set(url, look);
    if (this.shown.some(({ provider }) => provider.statusPage?.url === url)) this.polls.get(url)?.adopt(look);
  }

  /** What the pages say now, in the order of the routes. */
  all(): readonly PageStatus[] {
    return this.shown.flatMap((need) => this.statusOf(need) ?? []);
  }

  /**
   * Works out anew whose pages are looked at. `everything`: the user looks at the status; `awake`: somebody has asked a short
   * while ago, for a mark such as a used-up limit stays for weeks.
   */
  update({ everything, awake }: { readonly everything: boolean; readonly awake: boolean }): void {
    const { deps } = this;
    const isPlayed = (id: ProviderId): boolean => deps.isRehearsed(id);
    const isWanted = deps.enabled() && (everything || awake);
    const needed = isWanted ? statusPageNeeds(deps.uses(), everything, isPlayed) : [];
    if (needed.length === 0) return this.cease();
    this.keeping?.dispose();
    this.keeping = undefined;
    this.shown = needed;
    const pages = new Map(needed.flatMap(({ provider: { statusPage: page } }) => (page ? [[page.url, page]] : [])));
    for (const [url, poll] of this.polls) if (!pages.has(url)) poll.stop();
    for (const page of pages.values()) this.pollOf(page).start();
  }

  dispose(): void {
    this.keeping?.dispose();
    for (const poll of this.polls.values()) poll.dispose();
  }

  private pollOf(page: StatusPageRow): StatusPagePoll {
    const known = this.polls.get(page.url);
    if (known) return known;
    const poll = new StatusPagePoll(page, this.deps, () => this.noteLooked(page.url));
    this.polls.set(page.url, poll);
    const look = this.known.get(page.url);
    if (look && this.deps.clock.now() - look.lookedAt <= this.deps.durations.healthKeptMs) poll.adopt(look);
    return poll;
  }

  /** No request from here on. What was read stays for a while: trouble that comes back at once is the same trouble. */
  private cease(): void {
    for (const poll of this.polls.values()) poll.stop();
    if (this.shown.length === 0) return;
    if (!this.deps.enabled()) return this.forget();
    this.keeping ??= this.deps.clock.schedule(this.deps.durations.statusPageKeepMs, () => this.forget());
  }

  private forget(): void {
    this.keeping?.dispose();
    this.keeping = undefined;
    this.shown = [];
    for (const poll of this.polls.values()) poll.forget();
    this.deps.noteRefresh();
  }

  private noteLooked(url: string): void {
    const at = this.deps.clock.now();
    for (const need of this.shown) {
      const status = need.provider.statusPage?.url === url ? this.statusOf(need) : undefined;
      if (status) this.noteSaid({ ...status, at });
    }
    this.deps.noteRefresh();
  }

  private noteSaid(change: StatusPageChange): void {
    const { provider, state, doubt, incidents } = change;
    const before = this.said.get(provider);
    if (before && isSameWord(before, change)) return;
    this.said.set(provider, change);
    this.deps.logger.info('statusPage.changed', { provider, state, doubt, incidents: incidents.length });
    this.deps.noteChange(change);
  }

  private statusOf({ provider, models }: StatusPageNeed): PageStatus | undefined {
    const page = provider.statusPage;
    const poll = page && this.polls.get(page.url);
    const reading = page && poll?.reading(page);
    if (!reading || poll?.fetchedAt === undefined) return undefined;
    const text = statusPageSentence(reading, { label: provider.label, models });
    return { provider: provider.id, text, fetchedAt: poll.fetchedAt, ...reading, url: page.url };
  }
}

/** The same but for the instants of the looks. */
function isSameWord(a: PageStatus, b: PageStatus): boolean {
  const said = ({ state, doubt, component, incidents }: PageStatus): string =>
    JSON.stringify([state, doubt, component, incidents]);
  return said(a) === said(b);
}
