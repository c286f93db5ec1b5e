import { t } from '../base/t';
import type { SkipReason } from '../contract/events';
import type {
  Episode,
  LoginStatus,
  PageStatus,
  RehearsalStatus,
  Situation,
  StatusSnapshot,
  TargetStatus,
  UseStatus,
} from '../contract/status';
import { isSameTarget, uses, type Target, type Use } from '../contract/target';
import type { TargetHealth } from '../health/targetHealth';
import type { ResolvedProvider } from '../providers/provider';
import { inLine, isKeptOff, spentBefore } from '../routing/line';
import { keepAllowed } from '../routing/route';
import type { Settings } from '../settings/snapshot';
import { targetName } from './names';
import { reasonWords, rehearsedWords, skipWords } from './words';

/** One entry of a route together with everything known of it. */
export interface SnapshotEntry {
  readonly target: Target;
  readonly provider: ResolvedProvider;
  readonly setUp: boolean;
  /** Why it is not asked at all: a rule of the user's, or something that is missing. */
  readonly skipped?: SkipReason;
  readonly health: TargetHealth;
  /** It is fair to call its key bad (`Engine.isKeyRefused`). */
  readonly keyRefused?: boolean;
}

/** What is known of one use. */
export interface SnapshotUse {
  /** The route in the user's order; entries not set up belong to it too. */
  readonly entries: readonly SnapshotEntry[];
  readonly pinned?: SnapshotEntry;
  readonly episode?: Episode;
}

/** Everything a snapshot is made of. */
export interface SnapshotInputs {
  readonly chat: SnapshotUse;
  readonly completions: SnapshotUse;
  /** The local model a waiting chat ask is loading. */
  readonly loading?: Target;
  readonly localOnly: boolean;
  /** The settings by which asks move on, so that nobody is named whom they pass over. */
  readonly moving: Pick<Settings, 'failoverMode' | 'onQuota'>;
  readonly network: 'ok' | 'offline' | 'unknown';
  /** What status pages say now, in the order of the routes. */
  readonly pages?: readonly PageStatus[];
  readonly login?: LoginStatus;
  readonly rehearsal?: RehearsalStatus;
  /** Tokens of context a local model is asked with, where that is known. */
  readonly contextTokens?: (provider: ResolvedProvider, model: string) => number | undefined;
}

/** Who is first, and who would answer now. */
interface Cast {
  readonly first?: SnapshotEntry;
  readonly current?: SnapshotEntry;
}

/** The status as users and other extensions see it. Pure: the same inputs give the same snapshot. */
export function buildSnapshot(inputs: SnapshotInputs): StatusSnapshot {
  const cast = castOf('chat', inputs.chat, inputs.moving);
  const { situation, text } = describe(inputs, cast);
  return {
    version: 1,
    situation,
    text: inputs.rehearsal ? t('{0} · rehearsal', text) : text,
    chat: useStatus(inputs.chat, cast),
    completions: useStatus(inputs.completions, castOf('completion', inputs.completions, inputs.moving)),
    targets: uses.flatMap((use) => targetsOf(inputs, use)),
    network: inputs.network,
    ...pagesOf(inputs.pages ?? [], cast),
    ...(inputs.login ? { login: inputs.login } : {}),
    ...(inputs.rehearsal ? { rehearsal: inputs.rehearsal } : {}),
  };
}

/** Both the page of the first choice, or the first there is, and all of them. */
function pagesOf(pages: readonly PageStatus[], { first }: Cast): Pick<StatusSnapshot, 'page' | 'pages'> {
  const page = pages.find(({ provider }) => provider === first?.target.provider) ?? pages[0];
  return page ? { page, pages } : {};
}

/** The table of `product.md`; the first row that holds wins. */
function describe(
  inputs: SnapshotInputs,
  { first, current }: Cast,
): { readonly situation: Situation; readonly text: string } {
  const { chat, loading } = inputs;
  const known = [...chat.entries, ...(chat.pinned ? [chat.pinned] : [])];
  if (!known.some((entry) => entry.setUp)) return { situation: 'not-set-up', text: t('$(rocket) Set up Understudy') };
  // Whoever is loading for an ask is going to answer it, whatever was known of it before.
  const waited = loading && known.find((entry) => isSameTarget(entry.target, loading));
  if (waited) return { situation: 'loading', text: t('$(loading~spin) {0} · loading', nameOf(waited, first)) };
  if (!current) return { situation: 'nobody', text: t('$(error) No assistant available') };
  const name = nameOf(current, first);
  if (inputs.network === 'offline') return { situation: 'offline', text: t('$(debug-disconnect) {0} · offline', name) };
  if (inputs.localOnly) return { situation: 'local-only', text: t('$(lock) {0} · local only', name) };
  if (chat.pinned) return { situation: 'pinned', text: t('$(pinned) {0}', name) };
  if (first && current !== first) {
    const text = t('$(shield) {0} · {1} {2}', name, nameOf(first), whyNot(first, chat.episode));
    return { situation: 'elsewhere', text };
  }
  const loggedOut = chat.entries.find((entry) => entry.setUp && entry.health.reason === 'login-lost');
  if (loggedOut ?? inputs.login?.state === 'lost') {
    // Whoever uses it beside us alone has lost it all the same.
    const label = loggedOut?.provider.label ?? 'Claude Code';
    const text = t('$(key) {0} · {1} {2}', name, label, reasonWords('login-lost'));
    return { situation: 'login-lost', text };
  }
  if (current.health.slow) return { situation: 'slow', text: t('$(watch) {0} · slow', name) };
  return { situation: 'first', text: t('$(sparkle) {0}', name) };
}

/**
 * The first choice is the first entry that may be asked at all. It answers again only when it really has: a target that is
 * merely due for a probe, or whose episode has not ended, is stood in for by the next in line that can answer.
 */
function castOf(use: Use, { entries, pinned, episode }: SnapshotUse, moving: SnapshotInputs['moving']): Cast {
  const usable = entries.filter(mayBeAsked);
  const first = usable[0];
  // Whoever is pinned is the only one who may answer, however he is.
  if (pinned) return { ...(first ? { first } : {}), ...(mayBeAsked(pinned) ? { current: pinned } : {}) };
  if (!first) return {};
  const open = openLine(use, usable, moving);
  const able = open.filter(canAnswer);
  const standIn = able.find((entry) => entry !== first) ?? nextTried(open);
  const waiting = episode?.provider === first.target.provider;
  const current = able[0] === first && !waiting ? first : (standIn ?? able[0]);
  return { first, ...(current ? { current } : {}) };
}

/** Those an ask may go to, in the order in which it does. */
function openLine(
  use: Use,
  usable: readonly SnapshotEntry[],
  { failoverMode, onQuota }: SnapshotInputs['moving'],
): readonly SnapshotEntry[] {
  const troubleOf = ({ health }: SnapshotEntry): TargetHealth['reason'] => health.reason;
  const line = inLine(keepAllowed(usable, use, failoverMode), troubleOf);
  // Only a chat answer can hold a question.
  if (!isKeptOff(onQuota, use === 'chat')) return line;
  return line.filter((entry) => !spentBefore(entry, line, troubleOf));
}

/** A stand-in that failed and is due again is who an ask goes to where nobody is known to be well. */
function nextTried([first, ...others]: readonly SnapshotEntry[]): SnapshotEntry | undefined {
  return first && !canAnswer(first) ? others.find(({ health }) => health.state === 'half-open') : undefined;
}

function mayBeAsked(entry: SnapshotEntry): boolean {
  return entry.setUp && entry.skipped === undefined;
}

function canAnswer({ health }: SnapshotEntry): boolean {
  return health.state === 'closed' || health.state === 'unknown';
}

/** Two models of one provider are told apart by the model, all others by the shorter name. */
function nameOf(entry: SnapshotEntry, first = entry): string {
  const { provider, target } = entry;
  const isOther = !isSameTarget(target, first.target);
  const sibling = isOther && provider.id === first.provider.id && !provider.local;
  return sibling ? target.model : targetName(provider, target.model);
}

function whyNot(first: SnapshotEntry, episode: Episode | undefined): string {
  const reason = first.health.reason ?? episode?.reason;
  return reason === undefined ? '' : reasonWords(reason, { until: first.health.until, keyRefused: first.keyRefused });
}

function useStatus({ pinned, episode }: SnapshotUse, { first, current }: Cast): UseStatus {
  return {
    ...(first ? { first: first.target } : {}),
    ...(current ? { current: current.target } : {}),
    ...(pinned ? { pinned: pinned.target } : {}),
    ...(episode ? { episode } : {}),
  };
}

function targetsOf(inputs: SnapshotInputs, use: Use): readonly TargetStatus[] {
  const { entries, pinned } = use === 'chat' ? inputs.chat : inputs.completions;
  const onRoute = pinned && entries.some((entry) => isSameTarget(entry.target, pinned.target));
  return [...(pinned && !onRoute ? [pinned] : []), ...entries].map((entry) => targetStatus(entry, inputs));
}

function targetStatus(
  { target, provider, setUp, skipped, health, keyRefused }: SnapshotEntry,
  { rehearsal, contextTokens }: SnapshotInputs,
): TargetStatus {
  const { slow: _shownInTheText, until, ...known } = health;
  const context = provider.local && target.model !== '' ? contextTokens?.(provider, target.model) : undefined;
  const isPlayed = rehearsal?.provider === target.provider && skipped === undefined && known.reason !== 'paused';
  const why = skipped ?? (setUp ? known.reason : 'not-set-up');
  const words = why === undefined ? undefined : skipWords(why, { until, keyRefused });
  return {
    provider: target.provider,
    label: provider.label,
    model: target.model,
    use: target.use,
    local: provider.local,
    setUp,
    ...known,
    ...(skipped === 'login-renewal' ? { needsClick: true } : {}),
    ...(context === undefined ? {} : { contextTokens: context }),
    ...(words === undefined ? {} : { reasonText: isPlayed ? rehearsedWords(words) : words }),
  };
}
