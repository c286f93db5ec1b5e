import { throwIfCancelled } from '../../base/async';
import type { Clock } from '../../base/clock';
import type { Logger } from '../../base/logger';
import { t } from '../../base/t';
import type { Failure } from '../../contract/failure';
import type { LocalStatus, LoginStatus } from '../../contract/status';
import { uses, type ProviderId, type Use } from '../../contract/target';
import type { LocalModel } from '../../local/localModel';
import type { MemorySize } from '../../local/memorySize';
import { adviseFiller } from '../../local/adviseFiller';
import { suggestion } from '../../local/suggestModel';
import { windowTokens } from '../../providers/modelFacts';
import type { LocalModels, Provider, ResolvedProvider } from '../../providers/provider';
import type { Durations } from '../../routing/durations';
import type { GateRefusal } from '../../routing/gate';
import type { Settings } from '../../settings/snapshot';
import { targetName } from '../../status/names';
import type { SnapshotEntry } from '../../status/snapshot';
import type { CheckedTarget, CheckOutcome, KeyState, ReadinessFacts } from './readinessFacts';
import { tinyAsk } from './tinyAsk';

/** What the files of Claude Code said, as a failure of the ask that is not made. */
const lostLogin: Failure = { kind: 'login-lost', scope: 'credential', evidence: { phase: 'connect' } };

/** How much room there is where local models are kept: a port, since core asks no operating system. */
export interface DiskSpace {
  /** Free bytes; `undefined` where that cannot be seen. */
  freeBytes(): Promise<number | undefined>;
}

/** What a readiness check needs from outside. */
export interface ReadinessDeps {
  readonly clock: Clock;
  readonly durations: Durations;
  readonly logger: Logger;
  readonly memory: MemorySize;
  readonly disk: DiskSpace;
  readonly local: Pick<LocalModel, 'refresh' | 'models' | 'contextTokens'>;
  settings(): Settings;
  /** Learns how a local server stands after a look at it. Never rejects. */
  learnLocal(id: ProviderId): Promise<void>;
  /** How the local servers on the routes stand, as far as that was learnt. */
  localStates(): readonly LocalStatus[];
  /** The route of a use in the user's order, also what may not be asked. */
  entries(use: Use): readonly SnapshotEntry[];
  provider(id: ProviderId): Provider | undefined;
  localModels(id: ProviderId): LocalModels | undefined;
  /** The gate, asked before each request. */
  refusal(provider: ResolvedProvider, use: Use): GateRefusal | undefined;
  keyOf(provider: ResolvedProvider): KeyState;
  /** A closer look at a failure to connect: is it this provider or the network? */
  judge(failure: Failure, provider: ResolvedProvider, signal: AbortSignal): Promise<Failure>;
  /** The login of Claude Code as the last look at its files has found it; nothing is started or sent for it. */
  login?(): LoginStatus | undefined;
  rehearsing(provider: ProviderId): (kind: Failure['kind']) => boolean;
}

/**
 * Asks every target of both routes for a word and looks at what it will need: local models, memory, disk, windows, keys,
 * consent. Clouds are asked together, local models one after another, since they share the memory. `say` is told who is
 * asked. Nothing here tells health anything about a target (`tinyAsk.ts`). Throws `Cancelled` when the signal aborts.
 */
export async function checkReadiness(
  deps: ReadinessDeps,
  signal: AbortSignal,
  say: (message: string) => void,
): Promise<ReadinessFacts> {
  const servers = localServers(deps);
  for (const id of servers) {
    say(t('Looking at {0}…', id));
    await deps.local.refresh(id, signal);
  }
  const entries = uses.flatMap((use) => deps.entries(use));
  const checked = new Map<SnapshotEntry, Promise<CheckedTarget>>();
  const clouds = entries.filter(({ provider }) => !provider.local);
  for (const entry of clouds) checked.set(entry, check(entry, deps, signal, say));
  // A cloud that rejects while a local model loads is seen when all are waited for below.
  for (const promise of checked.values()) promise.catch(() => undefined);
  for (const entry of entries.filter(({ provider }) => provider.local)) {
    const promise = check(entry, deps, signal, say);
    checked.set(entry, promise);
    await promise;
  }
  const targets = await Promise.all(entries.flatMap((entry) => checked.get(entry) ?? []));
  // Loading one model may have pushed another one out of memory, which would be taken for warm at the next ask.
  for (const id of servers) {
    await deps.local.refresh(id, signal);
    await deps.learnLocal(id);
  }
  const freeDiskBytes = await deps.disk.freeBytes();
  throwIfCancelled(signal);
  const memoryBytes = deps.memory.totalBytes();
  const { localOnly, failoverMode, onQuota, completionsEnabled } = deps.settings();
  deps.logger.info('readiness.checked', {
    answered: targets.filter(({ outcome }) => outcome.t === 'answered').length,
    failed: targets.filter(({ outcome }) => outcome.t === 'failed').length,
    skipped: targets.filter(({ outcome }) => outcome.t === 'skipped').length,
  });
  const login = deps.login?.();
  return {
    at: deps.clock.now(),
    ...(login ? { login } : {}),
    settings: { localOnly, failoverMode, onQuota, completionsEnabled },
    targets,
    local: deps.localStates(),
    machine: { memoryBytes, ...(freeDiskBytes === undefined ? {} : { freeDiskBytes }) },
    suggested: suggestion(memoryBytes),
  };
}

/**
 * The local servers of both routes that may be asked: one that never was is found by looking. One that does not answer is found
 * out by its request.
 */
function localServers(deps: ReadinessDeps): ReadonlySet<ProviderId> {
  const mayLook = ({ target, provider }: SnapshotEntry): boolean => {
    const refused = deps.refusal(provider, target.use);
    return provider.local && (refused === undefined || refused === 'not-set-up');
  };
  const found = uses.flatMap((use) => deps.entries(use).filter(mayLook));
  return new Set(found.map(({ provider }) => provider.id));
}

async function check(
  entry: SnapshotEntry,
  deps: ReadinessDeps,
  signal: AbortSignal,
  say: (message: string) => void,
): Promise<CheckedTarget> {
  const { target, provider, health, keyRefused } = entry;
  const size = deps.local.models(provider.id)?.models.find(({ id }) => id === target.model)?.sizeBytes;
  const outcome = await ask(entry, deps, signal, say);
  return {
    target,
    provider,
    outcome,
    key: deps.keyOf(provider),
    windowTokens: deps.local.contextTokens(provider, target.model),
    ...(size === undefined ? {} : { sizeBytes: size }),
    ...fillerFor(entry, outcome, deps),
    health: {
      state: health.state,
      ...(health.reason === undefined ? {} : { reason: health.reason }),
      ...(health.nextTryAt === undefined ? {} : { nextTryAt: health.nextTryAt }),
    },
    ...(keyRefused === undefined ? {} : { keyRefused }),
  };
}

/** What would complete code better than a local model that filled the known hole badly. */
function fillerFor(
  { target, provider }: SnapshotEntry,
  outcome: CheckOutcome,
  deps: ReadinessDeps,
): Pick<CheckedTarget, 'filler'> {
  // Models of another server than Ollama are not ours to download, and a cloud's are as they are.
  if (outcome.t !== 'answered' || !outcome.hole || !provider.local || provider.type !== 'ollama') return {};
  const filler = adviseFiller(outcome.hole, target.model, {
    here: deps.local.models(provider.id)?.models ?? [],
    chatModel: deps.entries('chat').find((entry) => entry.provider.id === provider.id)?.target.model,
    contextTokens: windowTokens(provider, ''),
    memoryBytes: deps.memory.totalBytes(),
  });
  return filler ? { filler } : {};
}

async function ask(
  { target, provider, skipped }: SnapshotEntry,
  deps: ReadinessDeps,
  signal: AbortSignal,
  say: (message: string) => void,
): Promise<CheckOutcome> {
  const why = deps.refusal(provider, target.use) ?? skipped;
  const speaker = deps.provider(provider.id);
  if (why !== undefined) return { t: 'skipped', why };
  if (!speaker || target.model === '') return { t: 'skipped', why: 'no-model' };
  // The program would start only to be refused.
  if (provider.type === 'claude-code' && deps.login?.()?.state === 'lost') return { t: 'failed', failure: lostLogin };
  say(t('Asking {0}…', targetName(provider, target.model)));
  const loaded = await load(target.model, provider, deps, signal);
  if (loaded?.t === 'failed') return loaded;
  const { clock, durations } = deps;
  // Only Ollama was seen to have loaded it; other local servers load with the first request.
  const warm = deps.localModels(provider.id) !== undefined;
  const answer = await tinyAsk(
    speaker,
    target,
    { clock, durations, warm, isRehearsed: deps.rehearsing(provider.id) },
    signal,
  );
  if (answer.t === 'answered') return { ...answer, ...(loaded ? { loadMs: loaded.loadMs } : {}) };
  return { t: 'failed', failure: await deps.judge(answer.failure, provider, signal) };
}

/** Loads a local model that is not in memory, so that its first token is not taken for slow; `undefined` if there was nothing to load. */
async function load(
  model: string,
  provider: ResolvedProvider,
  deps: ReadinessDeps,
  signal: AbortSignal,
): Promise<{ readonly t: 'loaded'; readonly loadMs: number } | (CheckOutcome & { t: 'failed' }) | undefined> {
  const models = deps.localModels(provider.id);
  if (!models || deps.local.models(provider.id)?.loaded.includes(model)) return undefined;
  const beganAt = deps.clock.now();
  const result = await models.load(model, signal);
  throwIfCancelled(signal);
  if (result.ok) return { t: 'loaded', loadMs: deps.clock.now() - beganAt };
  return { t: 'failed', failure: result.failure };
}
