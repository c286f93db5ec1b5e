import assert from 'node:assert/strict';
import type { Target, Use } from '../../../../src/core/contract/target';
import { faultById } from '../../../../src/core/outages/faults';
import type { DrillReport } from '../../../../src/core/outages/drill/drillReport';
import type { RehearsalRecord, RehearsedAsk } from '../../../../src/core/outages/rehearsal/rehearsalRecord';
import { rehearsalReport } from '../../../../src/core/outages/rehearsal/rehearsalReport';
import { resolvedProvider } from '../../../support/providerRows';

const claude = resolvedProvider('claude', { service: 'anthropic' });
const ollama = resolvedProvider('ollama', { local: true });
const providers = new Map([claude, ollama].map((provider) => [provider.id, provider]));
const targetOf = (id: string, use: Use = 'chat'): Target => ({
  provider: id,
  model: id === 'ollama' ? 'gemma4:e4b' : 'm',
  use,
});
const at = Date.UTC(2026, 10, 21, 9);

function askOf(more: Partial<RehearsedAsk> = {}): RehearsedAsk {
  const left = [{ target: targetOf('claude'), kind: 'overloaded' }] as const;
  return { use: 'chat', at, end: 'answered', by: targetOf('ollama'), firstWordMs: 800, left, ...more };
}

function reportOf(
  asks: readonly RehearsedAsk[],
  able: readonly string[] = ['claude', 'ollama'],
  struck = asks.length,
): DrillReport {
  const fault = faultById('overloaded');
  assert.ok(fault);
  const record: RehearsalRecord = {
    provider: claude,
    fault,
    phase: 'headers',
    startedAt: at,
    endedAt: at + 60_000,
    how: 'time',
    struck,
    asks,
  };
  return rehearsalReport({
    record,
    settings: { failoverMode: 'auto', onQuota: 'ask', completionsEnabled: false },
    localRemedy: () => ({
      action: { id: 'pull-model:ollama/gemma4:e4b', label: 'Pull gemma4:e4b' },
      clause: 'pull gemma4:e4b',
    }),
    named: (id) => providers.get(id) ?? { label: id, local: false },
    targets: (use) =>
      [claude, ollama].map((provider) => ({
        provider,
        target: targetOf(provider.id, use),
        canAnswer: able.includes(provider.id),
      })),
  });
}

/** The sentences of a section's lines. */
function lines(view: DrillReport, heading: string): string[] {
  const blocks = view.sections.find((section) => section.heading === heading)?.blocks ?? [];
  return blocks.flatMap((block) =>
    block.t === 'items' ? block.items.map(({ sentence, detail }) => `${sentence} ${detail ?? ''}`.trim()) : [],
  );
}

const meaning = 'What a real outage would have meant';

describe('the report of a rehearsal', () => {
  it('says who answered, how soon, and what would have failed without a stand-in', () => {
    const view = reportOf([askOf(), askOf({ firstWordMs: 1_600 }), askOf({ firstWordMs: 400 })]);
    assert.deepEqual(lines(view, meaning), [
      'Asks in chat: 3. Answered: 3 by Gemma 4. The first token came after 800 ms (median), at worst after 1.6 s.',
      'Without a stand-in 3 of these asks would have failed.',
    ]);
    assert.deepEqual(view.verdict, { tone: 'good', sentence: 'Every ask was answered: work would have gone on.' });
  });

  it('is bad when an ask was left without an answer', () => {
    const view = reportOf([askOf(), askOf({ end: 'unanswered', by: undefined, firstWordMs: undefined })]);
    assert.equal(view.verdict.tone, 'bad');
    assert.equal(view.verdict.sentence, '1 of 2 asks would have been left without an answer.');
    assert.match(
      lines(view, meaning)[0] ?? '',
      /^Asks in chat: 2\. Answered: 1 by Gemma 4\. Left without an answer: 1\. /,
    );
    const nobody = { end: 'unanswered', by: undefined, firstWordMs: undefined } as const;
    assert.equal(lines(reportOf([askOf(nobody)]), meaning)[0], 'Asks in chat: 1. Left without an answer: 1.');
  });

  it('counts completions apart and leaves out those the user typed over', () => {
    const completion = { use: 'completion', by: targetOf('ollama', 'completion') } as const;
    const view = reportOf([askOf(completion), askOf({ ...completion, end: 'stopped' })]);
    assert.match(lines(view, meaning)[0] ?? '', /^Inline completions: 1\. Filled: 1 by Gemma 4\./);
  });

  it('tells of a seam', () => {
    const view = reportOf([askOf({ seam: { mode: 'continue', keptChars: 400 } })]);
    assert.ok(lines(view, meaning).includes('An answer was cut; Gemma 4 carried it on with 400 characters kept.'));
  });

  it('says that nothing was tried when nobody asked, and still what a real one would meet', () => {
    const view = reportOf([], ['claude']);
    assert.equal(view.verdict.tone, 'note');
    assert.match(lines(view, meaning)[0] ?? '', /^Nothing was asked while it lasted/);
    assert.deepEqual(lines(view, 'Next steps'), [
      'If Claude fails or the network drops, chat has nobody: pull gemma4:e4b.',
    ]);
  });

  it('lists the asks with what was left on the way', () => {
    const table = reportOf([askOf()]).sections.find(({ heading }) => heading === 'Ask by ask')?.blocks[0];
    assert.ok(table?.t === 'table');
    assert.deepEqual(table.rows[0]?.slice(1), ['Chat', 'Gemma 4', '800 ms', 'Claude: overloaded']);
  });
});
