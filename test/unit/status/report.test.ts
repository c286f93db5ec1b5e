import assert from 'node:assert/strict';
import type { StatusSnapshot, TargetStatus } from '../../../src/core/contract/status';
import { actLabel, actsFor, type Act } from '../../../src/core/status/acts';
import { renderDiagnostics } from '../../../src/core/status/diagnostics';
import { renderReport } from '../../../src/core/status/report';
import { targetFacts } from '../../../src/core/status/statusFacts';

const now = new Date(2026, 10, 21, 12, 0).getTime();
const minute = 60_000;

const claude: TargetStatus = {
  provider: 'claude',
  label: 'Claude',
  model: 'claude-sonnet-5-5',
  use: 'chat',
  local: false,
  setUp: true,
  state: 'open',
  reason: 'overloaded',
  reasonText: 'overloaded',
  nextTryAt: now + minute,
  lastAnswerAt: now - 10 * minute,
  ttftMs: 1_234,
};
const gemma: TargetStatus = {
  provider: 'ollama',
  label: 'Ollama',
  model: 'gemma3:270m',
  use: 'chat',
  local: true,
  setUp: true,
  state: 'closed',
};
const snapshot: StatusSnapshot = {
  version: 1,
  situation: 'elsewhere',
  text: '$(shield) Gemma 3 · Claude overloaded',
  chat: { first: claude, current: gemma },
  completions: {},
  targets: [claude, gemma],
  network: 'ok',
};

describe('the facts of a target', () => {
  it('are reason, next try, last answer and time to first token', () => {
    assert.deepEqual(targetFacts(claude, now), [
      'overloaded',
      'next try 12:01',
      'last answer 11:50',
      'first token 1.2 s',
    ]);
  });

  it('are its state where nothing is wrong or known', () => {
    assert.deepEqual(targetFacts(gemma, now), ['answering']);
    assert.deepEqual(targetFacts({ ...gemma, state: 'unknown' }, now), ['not asked yet']);
  });

  it('say of a target that is due why it was left, and that it is to be tried', () => {
    const { nextTryAt: _past, ...due } = { ...claude, state: 'half-open' as const };
    assert.deepEqual(targetFacts(due, now).slice(0, 2), ['overloaded', 'to be tried']);
    const { reasonText: _unknown, ...bare } = due;
    assert.equal(targetFacts(bare, now)[0], 'to be tried');
    assert.notEqual(targetFacts(bare, now)[1], 'to be tried');
  });

  it('leave out a next try that is past, and date an answer of another day', () => {
    const old = { ...claude, nextTryAt: now - 1, lastAnswerAt: now - 3 * 24 * 60 * minute };
    const facts = targetFacts(old, now);
    assert.equal(facts[1]?.startsWith('last answer '), true);
    assert.match(facts[1] ?? '', /18/);
  });
});

describe('the status report', () => {
  it('says how local servers stand, with what to do about it', () => {
    const local = {
      provider: 'ollama',
      label: 'Ollama',
      state: 'not-installed',
      text: 'Ollama is not installed where extensions run.',
      action: { id: 'start-local:ollama', label: 'Install Ollama' },
    } as const;
    const lines = renderReport({ ...snapshot, local: [local] }, now);
    assert.ok(lines.includes('Local models\n  Ollama is not installed where extensions run. (Install Ollama)\n'));
  });

  it('lists both routes, who answers now, and the network', () => {
    assert.equal(
      renderReport(snapshot, now),
      `Understudy: Gemma 3 · Claude overloaded

Chat
  Claude claude-sonnet-5-5: overloaded, next try 12:01, last answer 11:50, first token 1.2 s
  Ollama gemma3:270m (answers now): answering

Inline completions
  No provider is on this route.

Network
  ok
`,
    );
  });

  it('says since when the first choice is away, who is pinned, and what the status page says', () => {
    const episode = { id: 'e', provider: 'claude', startedAt: now - minute, reason: 'overloaded' } as const;
    const chat = { ...snapshot.chat, episode, pinned: gemma };
    const page = {
      provider: 'claude',
      text: 'Elevated\nerrors',
      fetchedAt: now,
      readAt: now,
      state: 'trouble',
      incidents: [],
      url: 'https://status.claude.com',
    } as const;
    const code = { ...page, provider: 'claude-code' };
    const lost = { ...page, provider: 'openai', state: 'unknown', text: 'unknown, it is down', url: 'u' } as const;
    const report = renderReport({ ...snapshot, chat, page, pages: [page, code, lost] }, now);
    assert.match(report, /^  Pinned to Gemma 3 in this window\.$/m);
    assert.match(report, /^  Claude has been away since 11:59\.$/m);
    assert.match(report, /^Status pages\n  Claude: Elevated errors \(read 12:00\)\n  openai: unknown, it is down\n$/m);
  });
});

describe('the diagnostics', () => {
  it('carry versions, names of settings, the snapshot and the log, and blot out whatever looks like a key', () => {
    const text = renderDiagnostics({
      at: now,
      versions: { understudy: '0.1.0' },
      changedSettings: ['understudy.providers'],
      snapshot,
      logLines: ['left kind=auth', 'odd sk-ant-api03-SECRETSECRET tail', 'Bearer abc.def.ghi'],
    });
    assert.match(text, /- understudy: 0\.1\.0/);
    assert.match(text, /- understudy\.providers/);
    assert.match(text, /"situation": "elsewhere"/);
    assert.match(text, /left kind=auth/);
    assert.ok(!text.includes('SECRET'));
    assert.ok(!text.includes('abc.def'));
    assert.match(text, / tail/);
  });

  it('carry what the status pages say, and why one is unknown', () => {
    const page = {
      provider: 'claude',
      text: 'unknown, it can’t be read',
      fetchedAt: now,
      state: 'unknown',
      doubt: 'refused',
      incidents: [],
      url: 'https://status.claude.com',
    } as const;
    const facts = { at: now, versions: {}, changedSettings: [], logLines: [] };
    const text = renderDiagnostics({ ...facts, snapshot: { ...snapshot, page, pages: [page] } });
    assert.match(text, /"doubt": "refused"/);
    assert.match(text, /unknown, it can’t be read/);
  });
});

describe('the picker offers', () => {
  it('a pin first, and to try now what is open', () => {
    assert.deepEqual(actsFor(claude, snapshot), ['pin', 'try-now', 'pause', 'choose-model', 'set-key']);
    assert.deepEqual(actsFor(gemma, snapshot), ['pin', 'pause', 'choose-model']);
  });

  it('to let go of a pin, and to resume what is paused', () => {
    const pinned = { ...snapshot, chat: { ...snapshot.chat, pinned: gemma } };
    assert.deepEqual(actsFor(gemma, pinned), ['unpin', 'pause', 'choose-model']);
    assert.deepEqual(actsFor({ ...gemma, state: 'isolated' }, snapshot), ['pin', 'resume', 'choose-model']);
  });

  it('only to set up what is not set up', () => {
    assert.deepEqual(actsFor({ ...claude, setUp: false }, snapshot), ['set-up']);
  });

  it('each act by a name that says whom it is about', () => {
    const acts: readonly Act[] = ['pin', 'pause', 'resume', 'try-now', 'choose-model', 'set-key', 'set-up'];
    for (const act of acts) assert.match(actLabel(act, claude), /Claude/);
    assert.equal(actLabel('pin', { ...claude, use: 'completion' }), 'Complete with Claude only, in this window');
  });
});
