import assert from 'node:assert/strict';
import type { FailureKind } from '../../../../src/core/contract/failure';
import type { Use } from '../../../../src/core/contract/target';
import { readinessFindings, readinessVerdict } from '../../../../src/core/outages/readiness/readinessFindings';
import type {
  CheckedTarget,
  CheckOutcome,
  ReadinessFacts,
} from '../../../../src/core/outages/readiness/readinessFacts';
import { readinessReport } from '../../../../src/core/outages/readiness/readinessReport';
import type { ResolvedProvider } from '../../../../src/core/providers/provider';
import { parseActionId } from '../../../../src/core/status/actions';
import { resolvedProvider } from '../../../support/providerRows';

const claude = resolvedProvider('claude', { service: 'anthropic' });
const openai = resolvedProvider('openai', { label: 'OpenAI' });
const ollama = resolvedProvider('ollama', { local: true });
const fine: CheckOutcome = { t: 'answered', firstTokenMs: 300 };
const gigabyte = 1e9;

const broken = (kind: FailureKind): CheckOutcome => ({
  t: 'failed',
  failure: { kind, scope: 'provider', evidence: { phase: 'headers' } },
});

function entry(
  provider: ResolvedProvider,
  use: Use = 'chat',
  outcome: CheckOutcome = fine,
  more: Partial<CheckedTarget> = {},
): CheckedTarget {
  return {
    target: { provider: provider.id, model: provider.local ? 'gemma4:e4b' : `${provider.id}-large`, use },
    provider,
    outcome,
    key: provider.local ? { t: 'none-needed' } : { t: 'stored' },
    windowTokens: 100_000,
    health: { state: 'closed' },
    ...more,
  };
}

function factsOf(targets: readonly CheckedTarget[], more: Partial<ReadinessFacts['settings']> = {}): ReadinessFacts {
  return {
    at: Date.UTC(2026, 10, 21, 9),
    settings: { localOnly: false, failoverMode: 'auto', onQuota: 'ask', completionsEnabled: false, ...more },
    targets,
    local: [],
    machine: { memoryBytes: 16 * gigabyte, freeDiskBytes: 100 * gigabyte },
    suggested: { model: 'gemma4:e4b', sizeBytes: 9.6 * gigabyte },
  };
}

/** Risk, sentence and button of each finding but the note that completions are off. */
function found(facts: ReadinessFacts): string[] {
  return readinessFindings(facts)
    .filter(({ sentence }) => sentence !== 'Inline completions are switched off.')
    .map(({ risk, sentence, action }) => `${risk}: ${sentence}${action ? ` [${action.id}]` : ''}`);
}

describe('what a readiness check finds', () => {
  it('says install, not start, as the way to cover where Ollama is not here', () => {
    const text = 'Ollama is not installed on this machine.';
    const action = { id: 'start-local:ollama', label: 'Install Ollama' };
    const missing = { provider: 'ollama', label: 'Ollama', state: 'not-installed', text, action } as const;
    const stopped = broken('local-stopped');
    const said = found({ ...factsOf([entry(claude), entry(ollama, 'chat', stopped)]), local: [missing] });
    assert.ok(
      said.includes(
        'next: If Claude fails or the network drops, chat has nobody: install Ollama. [start-local:ollama]',
      ),
      said.join('\n'),
    );
  });

  it('is nothing where two services and a local model stand behind each other', () => {
    const facts = factsOf([entry(claude), entry(openai), entry(ollama)]);
    assert.deepEqual(found(facts), []);
    assert.equal(readinessReport(facts).verdict.tone, 'good');
    assert.equal(readinessReport(facts).verdict.sentence, 'Ready: whatever fails next, somebody answers in chat.');
  });

  it('says that the local server is not installed, whether it was asked or is not set up yet, and that one is too old', () => {
    const missing: ReadinessFacts['local'][number] = {
      provider: 'ollama',
      label: 'Ollama',
      state: 'not-installed',
      text: 'Ollama is not installed where extensions run.',
      action: { id: 'start-local:ollama', label: 'Install Ollama' },
    };
    for (const outcome of [broken('local-stopped'), { t: 'skipped', why: 'not-set-up' } as const]) {
      const facts = { ...factsOf([entry(claude), entry(openai), entry(ollama, 'chat', outcome)]), local: [missing] };
      const finding = readinessFindings(facts).find(({ sentence }) => sentence === missing.text);
      assert.deepEqual(finding?.action, missing.action);
      assert.ok(!found(facts).some((line) => /not running|not set up/.test(line)), found(facts).join());
    }
    const old = { ...missing, state: 'too-old', text: 'Ollama 0.9.1 is too old.' } as const;
    const facts = { ...factsOf([entry(claude), entry(openai), entry(ollama)]), local: [old] };
    assert.deepEqual(found(facts), ['thin: Ollama 0.9.1 is too old. [start-local:ollama]']);
  });

  it('tells of inline completions in sentences of their own', () => {
    const both = (...ids: readonly ResolvedProvider[]): readonly CheckedTarget[] =>
      ids.flatMap((provider) => [entry(provider), entry(provider, 'completion')]);
    const lines = (targets: readonly CheckedTarget[]): string[] =>
      readinessFindings(factsOf(targets, { completionsEnabled: true }))
        .filter(({ use, risk }) => use === 'completion' && risk !== 'note')
        .map(({ sentence }) => sentence);
    assert.deepEqual(lines(both(claude)), [
      'If Claude fails or the network drops, inline completions have nobody: put Ollama on the route.',
    ]);
    assert.deepEqual(lines(both(claude, ollama)), ['If Claude fails, inline completions have only Gemma 4.']);
    assert.deepEqual(lines(both(ollama)), ['If Gemma 4 fails, inline completions have nobody.']);
    const covered = factsOf(both(claude, openai, ollama), { completionsEnabled: true });
    assert.equal(
      readinessVerdict(covered, readinessFindings(covered)),
      'Ready: whatever fails next, somebody answers in chat and somebody completes code.',
    );
  });

  it('says who is left when the first choice fails, and who when the network drops', () => {
    assert.deepEqual(found(factsOf([entry(claude), entry(ollama)])), [
      'thin: If Claude fails, chat has only Gemma 4. [add-provider:]',
    ]);
    assert.deepEqual(found(factsOf([entry(claude), entry(openai), entry(ollama, 'chat', broken('local-missing'))])), [
      'next: Ollama has not pulled gemma4:e4b yet. [pull-model:ollama/gemma4:e4b]',
      'next: If the network drops, chat has nobody: pull gemma4:e4b. [pull-model:ollama/gemma4:e4b]',
      'thin: If Claude fails, chat has only OpenAI. [add-provider:]',
      'note: If the credit of Claude runs out, each stand-in costs money and is asked about first. [pull-model:ollama/gemma4:e4b]',
    ]);
  });

  it('names what would help: a place on the route, a running server, a model', () => {
    const remedy = (targets: readonly CheckedTarget[]): string | undefined =>
      found(factsOf(targets)).find((line) => line.includes('or the network drops'));
    assert.equal(
      remedy([entry(claude)]),
      'next: If Claude fails or the network drops, chat has nobody: put Ollama on the route. [open-settings:understudy.chat.route]',
    );
    assert.equal(
      remedy([entry(claude), entry(ollama, 'chat', { t: 'skipped', why: 'not-set-up' })]),
      'next: If Claude fails or the network drops, chat has nobody: start Ollama. [start-local:ollama]',
    );
    assert.equal(
      remedy([entry(claude), entry(ollama, 'chat', { t: 'skipped', why: 'no-model' })]),
      'next: If Claude fails or the network drops, chat has nobody: pull gemma4:e4b. [pull-model:ollama/gemma4:e4b]',
    );
  });

  it('puts what is broken now first, chat before completions, and what is merely good to know last', () => {
    const facts = factsOf(
      [
        entry(claude, 'chat', broken('auth')),
        entry(ollama, 'chat', fine, { windowTokens: 8_192 }),
        entry(claude, 'completion', { t: 'skipped', why: 'no-consent' }),
        entry(ollama, 'completion', broken('local-memory')),
      ],
      { completionsEnabled: true },
    );
    const risks = readinessFindings(facts).map(({ risk, use }) => `${risk} ${use}`);
    assert.deepEqual(risks, [
      'now chat',
      'now completion',
      'now completion',
      'thin chat',
      'note chat',
      'note completion',
    ]);
    assert.equal(readinessReport(facts).verdict.sentence, 'Broken now: 3. Gaps in cover: 1.');
  });

  it('tells two stand-ins of one service from two of two', () => {
    const twin = resolvedProvider('azure', { service: 'openai', label: 'Azure' });
    const lines = found(factsOf([entry(claude), entry(openai), entry(twin)]));
    assert.ok(
      lines.includes(
        'thin: All stand-ins for Claude in chat are one service and fail together: OpenAI, Azure. [add-provider:]',
      ),
      lines.join('\n'),
    );
    const sibling = entry(claude, 'chat', fine, { target: { provider: 'claude', model: 'opus', use: 'chat' } });
    assert.ok(
      found(factsOf([entry(claude), sibling, entry(ollama)])).includes(
        'note: Claude opus is no cover for Claude: both are one service.',
      ),
    );
    const another = entry(claude, 'chat', fine, { target: { provider: 'claude', model: 'haiku', use: 'chat' } });
    assert.ok(
      found(factsOf([entry(claude), sibling, another, entry(ollama)])).includes(
        'note: These are no cover for Claude, since all are one service: Claude opus, Claude haiku.',
      ),
    );
  });

  it('tells a failure once, also when both routes meet it', () => {
    const lines = found(
      factsOf([entry(claude, 'chat', broken('overloaded')), entry(claude, 'completion', broken('overloaded'))], {
        completionsEnabled: true,
      }),
    );
    assert.equal(lines.filter((line) => line.includes('Claude is overloaded.')).length, 1);
  });

  it('sees what the settings leave out', () => {
    assert.ok(
      found(factsOf([entry(claude), entry(ollama)], { failoverMode: 'off' }))[0]?.startsWith('next: Failover is off'),
    );
    const paid = found(factsOf([entry(claude), entry(openai)], { onQuota: 'stay' }));
    assert.ok(paid.some((line) => line.startsWith('next: If the credit of Claude runs out, chat has nobody')));
  });

  it('says why a key is missing where it is read from an empty variable', () => {
    const [first] = readinessFindings(
      factsOf([entry(claude, 'chat', broken('auth'), { key: { t: 'env', name: 'ANTHROPIC_API_KEY', isSet: false } })]),
    ).filter(({ detail }) => detail !== undefined);
    assert.equal(first?.detail, 'The environment variable ANTHROPIC_API_KEY is empty.');
    assert.equal(first?.action?.id, 'set-key:claude');
  });

  it('calls a key refused only where the free call and the status page agree', () => {
    assert.equal(
      found(factsOf([entry(claude, 'chat', broken('auth')), entry(ollama)]))[0],
      'now: Claude refused the key this time; the key itself may be fine. [set-key:claude]',
    );
    const doubted = readinessFindings(factsOf([entry(claude, 'chat', broken('auth'))]))[0];
    assert.equal(doubted?.action?.label, 'Check the key');
    const judged = entry(claude, 'chat', broken('auth'), { keyRefused: true });
    const proven = readinessFindings(factsOf([judged]))[0];
    assert.deepEqual(
      [proven?.sentence, proven?.action?.label],
      ['Claude does not accept your key.', 'Enter a new key'],
    );
  });

  it('judges memory, disk, speed and windows of the local model', () => {
    const slow: CheckOutcome = { t: 'answered', firstTokenMs: 14_000 };
    const large = entry(ollama, 'chat', slow, { sizeBytes: 30 * gigabyte, windowTokens: 8_192 });
    const facts = {
      ...factsOf([entry(claude), large]),
      machine: { memoryBytes: 16 * gigabyte, freeDiskBytes: gigabyte },
    };
    const lines = found(facts).map((line) => line.replace(/ \[.*/, ''));
    assert.deepEqual(lines, [
      'thin: If Claude fails, chat has only Gemma 4.',
      'thin: Gemma 4 takes 14 s to its first token on this machine.',
      'thin: gemma4:e4b needs about 34 GB of memory; this machine has 16 GB.',
      `note: Long conversations are shortened for Gemma 4: it reads ${(8192).toLocaleString()} tokens, Claude reads ${(100_000).toLocaleString()}.`,
      'note: Only 1.0 GB of disk are left where local models are kept.',
    ]);
  });

  it('tells a target that answers but is held back, and lets it be tried', () => {
    const held = entry(claude, 'chat', fine, { health: { state: 'open', reason: 'overloaded' } });
    assert.ok(
      found(factsOf([held, entry(ollama)])).includes(
        'note: Claude answers, but is held back (overloaded) until an ask has tried it. [try-now:claude]',
      ),
    );
  });

  it('says how a local model fills holes, and which would do better', () => {
    const fills = entry(
      ollama,
      'completion',
      { ...fine, hole: { t: 'slow', tookMs: 9_000 } },
      { filler: { t: 'download', model: 'qwen2.5-coder:1.5b', sizeBytes: 0.99e9 } },
    );
    const facts = factsOf([entry(claude), entry(ollama), entry(openai, 'completion'), fills], {
      completionsEnabled: true,
    });
    assert.ok(found(facts).some((line) => line.includes('[pull-model:ollama/qwen2.5-coder:1.5b]')));
    const table = readinessReport(facts).sections[1]?.blocks[0];
    assert.ok(table?.t === 'table');
    assert.equal(table.rows[3]?.at(-1), 'too slow here: 9 s');
  });

  it('offers a model that fills holes and is here already by a button of its own', () => {
    const fills = entry(
      ollama,
      'completion',
      { ...fine, hole: { t: 'prompted', tookMs: 900 } },
      { filler: { t: 'use', model: 'qwen2.5-coder:1.5b' } },
    );
    const facts = factsOf([entry(claude), entry(ollama), entry(openai, 'completion'), fills], {
      completionsEnabled: true,
    });
    const finding = readinessFindings(facts).find(({ action }) => action?.id.startsWith('complete-with:'));
    assert.deepEqual(finding?.action, {
      id: 'complete-with:ollama/qwen2.5-coder:1.5b',
      label: 'Use qwen2.5-coder:1.5b',
    });
    assert.deepEqual(parseActionId('complete-with:ollama/hf.co/a/b:latest'), {
      verb: 'complete-with',
      provider: 'ollama',
      model: 'hf.co/a/b:latest',
    });
  });
});
