import { sizeWords } from '../../base/sizeWords';
import { t } from '../../base/t';
import { clockTime, durationWords } from '../../base/timeWords';
import type { LocalState, LocalStatus } from '../../contract/status';
import type { Use } from '../../contract/target';
import { skippedComplaint } from '../../chat/skipped';
import { memoryNeeded } from '../../local/memoryNeed';
import { firstTokenLimitMs } from '../../local/trials';
import { adviceSentence, holeSentence } from '../../status/holeWords';
import { failureAction, type Action } from '../../status/actions';
import { failureSentence } from '../../status/sentences';
import { skipWords } from '../../status/words';
import { coveredUses, coverFindings, nameOf, type CoverFacts } from '../drill/cover';
import { readyWords } from '../drill/coverWords';
import { localRemedy, type Remedy } from '../drill/localRemedy';
import { inOrderOfRisk, type Finding } from '../drill/finding';
import { allowed, hasAnswered, type CheckedTarget, type ReadinessFacts } from './readinessFacts';

/** A stand-in that reads less than this share of what the first choice reads shortens long conversations. */
const muchSmaller = 1 / 4;

/** Free disk below which even a small model does not fit, in bytes. */
const littleDisk = 2e9;

/** What a readiness check found, in order of risk. Pure: the same facts give the same findings. */
export function readinessFindings(facts: ReadinessFacts): readonly Finding[] {
  const cover: CoverFacts = { settings: facts.settings, localRemedy: (use) => remedyFor(use, facts) };
  const uses = coveredUses(cover);
  return inOrderOfRisk([
    ...failed(facts),
    ...uses.flatMap((use) =>
      coverFindings(
        use,
        allowed(facts, use).map((entry) => ({ ...entry, canAnswer: hasAnswered(entry) })),
        cover,
      ),
    ),
    ...uses.flatMap((use) => skipped(use, facts)),
    ...facts.targets.flatMap((entry) => ofTarget(entry, facts)),
    ...tooOld(facts),
    ...disk(facts),
    ...completionsOff(facts),
  ]);
}

function tooOld({ local }: ReadinessFacts): readonly Finding[] {
  const old = local.filter(({ state }) => state === 'too-old');
  return old.map(({ text, action }) => ({ risk: 'thin', sentence: text, action }));
}

function localIn(state: LocalState, provider: string, { local }: ReadinessFacts): LocalStatus | undefined {
  return local.find((known) => known.provider === provider && known.state === state);
}

function completionsOff({ settings }: ReadinessFacts): readonly Finding[] {
  if (settings.completionsEnabled) return [];
  return [{ risk: 'note', use: 'completion', sentence: t('Inline completions are switched off.') }];
}

/** Targets that were asked and did not answer; one that fails in the same way for both uses is told of once. */
function failed(facts: ReadinessFacts): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const { target, provider, outcome, key, keyRefused } of facts.targets) {
    if (outcome.t !== 'failed') continue;
    const { failure } = outcome;
    const name = `${provider.id} ${failure.kind} ${failure.scope === 'model' ? target.model : ''}`;
    if (found.has(name)) continue;
    const gone = localIn('not-installed', provider.id, facts);
    const known = { model: target.model, keyRefusedByCheck: keyRefused ?? false };
    const isFirst = allowed(facts, target.use)[0]?.target === target;
    const detail = key.t === 'env' && !key.isSet ? t('The environment variable {0} is empty.', key.name) : undefined;
    found.set(name, {
      risk: isFirst ? 'now' : 'next',
      use: target.use,
      sentence: gone?.text ?? failureSentence(failure, provider, known),
      ...(detail === undefined ? {} : { detail }),
      action: gone?.action ?? failureAction(failure, provider, known),
    });
  }
  return [...found.values()];
}

/** Entries of a route that may not be asked, each with what would change that. */
function skipped(use: Use, facts: ReadinessFacts): readonly Finding[] {
  return facts.targets.flatMap(({ target, provider, outcome }): readonly Finding[] => {
    if (target.use !== use || outcome.t !== 'skipped') return [];
    const { why } = outcome;
    if (why === 'local-only') return [];
    if (why === 'no-consent') {
      const sentence = t('Code is not completed by {0}: you have not allowed it.', provider.label);
      const action: Action = { id: `allow-completions:${provider.id}`, label: t('Decide') };
      return [{ risk: 'note', use, sentence, action }];
    }
    // Nobody uses it for chat either: told of once.
    const known = use === 'completion' && facts.targets.some((other) => isSameGap(other, provider.id, why));
    if (known) return [];
    const gone = localIn('not-installed', provider.id, facts);
    if (gone) return [{ risk: 'note', use, sentence: gone.text, action: gone.action }];
    const complaint = skippedComplaint({ provider: provider.id, why }, provider);
    const action = why === 'no-model' && provider.local ? remedyFor(use, facts).action : complaint.action;
    return [{ risk: 'note', use, sentence: complaint.sentence, ...(action ? { action } : {}) }];
  });
}

function isSameGap({ target, provider, outcome }: CheckedTarget, id: string, why: string): boolean {
  return target.use === 'chat' && provider.id === id && outcome.t === 'skipped' && outcome.why === why;
}

function ofTarget(entry: CheckedTarget, facts: ReadinessFacts): readonly Finding[] {
  if (entry.outcome.t !== 'answered') return [];
  return [
    ...heldBack(entry),
    ...slow(entry, entry.outcome.firstTokenMs),
    ...memory(entry, facts),
    ...small(entry, facts),
    ...holes(entry),
  ];
}

function heldBack({ target, provider, health, keyRefused }: CheckedTarget): readonly Finding[] {
  if (health.state !== 'open' && health.state !== 'half-open') return [];
  const why = health.reason === undefined ? '' : skipWords(health.reason, { keyRefused });
  const sentence =
    health.nextTryAt === undefined
      ? t('{0} answers, but is held back ({1}) until an ask has tried it.', nameOf({ provider, target }), why)
      : t(
          '{0} answers, but is held back ({1}) until {2}.',
          nameOf({ provider, target }),
          why,
          clockTime(health.nextTryAt),
        );
  const action: Action = { id: `try-now:${provider.id}`, label: t('Try it with the next ask') };
  return [{ risk: 'note', use: target.use, sentence, action }];
}

function slow({ target, provider }: CheckedTarget, firstTokenMs: number): readonly Finding[] {
  if (!provider.local || firstTokenMs <= firstTokenLimitMs) return [];
  const sentence = t(
    '{0} takes {1} to its first token on this machine.',
    nameOf({ provider, target }),
    durationWords(firstTokenMs),
  );
  return [{ risk: 'thin', use: target.use, sentence, action: chooseSmaller(provider.id) }];
}

function memory(
  { target, provider, sizeBytes, windowTokens }: CheckedTarget,
  facts: ReadinessFacts,
): readonly Finding[] {
  if (!provider.local || sizeBytes === undefined) return [];
  const needed = memoryNeeded({ sizeBytes }, windowTokens);
  if (needed <= facts.machine.memoryBytes) return [];
  const sentence = t(
    '{0} needs about {1} of memory; this machine has {2}.',
    target.model,
    sizeWords(needed),
    sizeWords(facts.machine.memoryBytes),
  );
  return [{ risk: 'thin', use: target.use, sentence, action: chooseSmaller(provider.id) }];
}

function small(entry: CheckedTarget, facts: ReadinessFacts): readonly Finding[] {
  const [first] = allowed(facts, entry.target.use);
  if (!first || entry.target.use !== 'chat' || entry.windowTokens >= first.windowTokens * muchSmaller) return [];
  const sentence = t(
    'Long conversations are shortened for {0}: it reads {1} tokens, {2} reads {3}.',
    nameOf(entry),
    entry.windowTokens.toLocaleString(),
    nameOf(first),
    first.windowTokens.toLocaleString(),
  );
  const action: Action = { id: `open-provider-settings:${entry.provider.id}`, label: t('Provider settings') };
  return [{ risk: 'note', use: 'chat', sentence, action }];
}

function holes({ target, provider, outcome, filler }: CheckedTarget): readonly Finding[] {
  const hole = outcome.t === 'answered' ? outcome.hole : undefined;
  // A cloud's chat model is as it is; a local one may be helped by a small one beside it.
  if (!hole || hole.t === 'fills' || (hole.t === 'prompted' && !provider.local)) return [];
  const sentence = holeSentence(hole, nameOf({ provider, target }));
  if (!filler) return [{ risk: 'note', use: 'completion', sentence }];
  const detail = adviceSentence(filler);
  const about = `${provider.id}/${filler.model}`;
  const action: Action =
    filler.t === 'use'
      ? { id: `complete-with:${about}`, label: t('Use {0}', filler.model) }
      : { id: `pull-model:${about}`, label: t('Pull {0}', filler.model) };
  return [{ risk: 'note', use: 'completion', sentence, detail, action }];
}

function disk({ machine, suggested, targets }: ReadinessFacts): readonly Finding[] {
  const { freeDiskBytes } = machine;
  const hasLocal = targets.some((entry) => entry.provider.local && hasAnswered(entry));
  const needed = hasLocal ? littleDisk : suggested.sizeBytes;
  if (freeDiskBytes === undefined || freeDiskBytes >= needed) return [];
  const sentence = hasLocal
    ? t('Only {0} of disk are left where local models are kept.', sizeWords(freeDiskBytes))
    : t('{0} needs about {1} of disk; {2} are left.', suggested.model, sizeWords(needed), sizeWords(freeDiskBytes));
  return [{ risk: hasLocal ? 'note' : 'thin', sentence }];
}

function remedyFor(use: Use, facts: ReadinessFacts): Remedy {
  const { targets, suggested } = facts;
  const route = targets.filter(({ target }) => target.use === use);
  return localRemedy(
    use,
    route.map(({ provider, outcome }) => ({
      provider,
      isMissing: localIn('not-installed', provider.id, facts) !== undefined,
      trouble: outcome.t === 'failed' ? outcome.failure.kind : outcome.t === 'skipped' ? outcome.why : undefined,
    })),
    suggested.model,
  );
}

function chooseSmaller(provider: string): Action {
  return { id: `choose-model:${provider}`, label: t('Choose smaller') };
}

/** The one sentence above all findings. */
export function readinessVerdict(facts: ReadinessFacts, findings: readonly Finding[]): string {
  const count = (...risks: readonly Finding['risk'][]): number =>
    findings.filter(({ risk }) => risks.includes(risk)).length;
  const broken = count('now');
  const gaps = count('next', 'thin');
  if (broken > 0) return t('Broken now: {0}. Gaps in cover: {1}.', broken, gaps);
  if (gaps > 0) return t('Everything you use answers. Gaps in cover: {0}.', gaps);
  return readyWords(facts.settings.completionsEnabled ? ['chat', 'completion'] : ['chat']);
}
