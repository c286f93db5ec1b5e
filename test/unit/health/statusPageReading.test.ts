import assert from 'node:assert/strict';
import { isModelNamed, modelsIn } from '../../../src/core/health/statusPageModels';
import { readStatusPage, type StatusPageReading } from '../../../src/core/health/statusPageReading';
import { parseSummary } from '../../../src/core/health/statusPageSummary';
import { claudeApiPage, claudeCodePage, groqPage, openaiPage } from '../../../src/core/providers/rows/statusPages';
import type { StatusPageRow } from '../../../src/core/providers/statusPageRow';
import { durations } from '../../../src/core/routing/durations';
import { claudeComponents, claudeIncident, claudeOutage, openaiOutage, touchedAt } from '../../fixtures/statusPages';

const day = 86_400_000;

function read(text: string, row: StatusPageRow = claudeApiPage, now = touchedAt): StatusPageReading {
  const summary = parseSummary(text);
  assert.ok(summary);
  return readStatusPage(summary, row, now, durations);
}

describe('what a page says of a provider', () => {
  it('is trouble where an incident is open on its part', () => {
    const { state, component, incidents } = read(claudeOutage());
    assert.equal(state, 'trouble');
    assert.deepEqual(component, { name: 'Claude API (api.anthropic.com)', status: 'partial_outage' });
    assert.deepEqual(
      incidents.map(({ title, onComponent, models }) => [title, onComponent, models]),
      [['Elevated errors on Claude Sonnet 5', true, ['Sonnet 5']]],
    );
  });

  it('is trouble while a fix is watched, although all parts count as operational (providers.md §5.1)', () => {
    const text = claudeOutage({
      components: claudeComponents(),
      incidents: [claudeIncident({ status: 'monitoring' })],
      status: { indicator: 'none', description: 'All Systems Operational' },
    });
    assert.equal(read(text).state, 'trouble');
    assert.equal(read(text).incidents[0]?.stage, 'monitoring');
  });

  it('is none of its own where an incident is on other parts (2026-04-06: app down, API fine)', () => {
    const app = claudeComponents().filter(({ name }) => name === 'claude.ai');
    const text = claudeOutage({
      components: claudeComponents((name) => (name === 'claude.ai' ? 'major_outage' : 'operational')),
      incidents: [claudeIncident({ name: 'login, voice and chat failures', components: app })],
    });
    const { state, incidents } = read(text);
    assert.equal(state, 'up');
    assert.equal(incidents[0]?.onComponent, false);
  });

  it('is about the worst of its parts: Claude Code needs the API too', () => {
    const codeDown = claudeOutage({
      components: claudeComponents((name) => (name === 'Claude Code' ? 'major_outage' : 'operational')),
      incidents: [],
    });
    assert.equal(read(codeDown, claudeCodePage).state, 'trouble');
    assert.equal(read(codeDown, claudeCodePage).component?.name, 'Claude Code');
    assert.equal(read(codeDown, claudeApiPage).state, 'up');
    const apiDown = claudeOutage({
      components: claudeComponents((name) => (name.includes('API') ? 'degraded_performance' : 'operational')),
      incidents: [],
    });
    assert.deepEqual(read(apiDown, claudeCodePage).component, {
      name: 'Claude API (api.anthropic.com)',
      status: 'degraded_performance',
    });
  });

  it('finds its part by id under another name, and by name under another id', () => {
    const only = (id: string, name: string): string =>
      claudeOutage({ components: [{ id, name, status: 'major_outage' }], incidents: [] });
    assert.equal(read(only('k8w3r06qmzrp', 'Developer Platform')).state, 'trouble');
    assert.equal(read(only('new', 'Claude API (api.anthropic.com)')).state, 'trouble');
    const other = read(only('new', 'Claude Cowork'));
    assert.deepEqual([other.state, other.doubt], ['unknown', 'unlisted']);
  });

  it('is up on incident.io where the part is, with an incident shown that may be about anything', () => {
    const { state, incidents } = read(openaiOutage(), openaiPage, Date.parse('2026-09-03T15:00:00Z'));
    assert.equal(state, 'up');
    assert.equal(incidents.length, 1);
    assert.equal(incidents[0] && 'onComponent' in incidents[0], false);
  });

  it('is unknown where the part’s state is a word nobody knows', () => {
    const text = claudeOutage({ components: claudeComponents(() => 'on_fire'), incidents: [] });
    assert.deepEqual([read(text).state, read(text).doubt], ['unknown', 'unlisted']);
  });

  it('is unknown on a page nobody has touched for a fortnight, whatever colour it has (providers.md §5.2, DeepSeek)', () => {
    const green = claudeOutage({ components: claudeComponents(), incidents: [] });
    assert.equal(read(green, claudeApiPage, touchedAt + 14 * day).state, 'up');
    const late = read(green, claudeApiPage, touchedAt + 14 * day + 1);
    assert.deepEqual(late, { state: 'unknown', doubt: 'frozen', incidents: [], changedAt: touchedAt });
    assert.equal(read(claudeOutage(), claudeApiPage, touchedAt + 15 * day).state, 'unknown');
  });

  it('is of today where an incident was touched lately, even if the page’s own instant lies far back', () => {
    const page = { id: 'tymt9n04zgry', updated_at: '2026-05-08T10:26:46.717Z' };
    assert.equal(read(claudeOutage({ page })).state, 'trouble');
  });

  it('is no trouble by an incident that nobody has touched for days', () => {
    const old = claudeIncident({ updated_at: '2026-08-01T00:00:00Z', incident_updates: [] });
    const green = read(claudeOutage({ components: claudeComponents(), incidents: [old] }));
    assert.deepEqual([green.state, green.incidents], ['up', []]);
    const red = read(claudeOutage({ incidents: [old] }));
    assert.deepEqual([red.state, red.doubt], ['unknown', 'frozen']);
    const fresh = read(claudeOutage({ incidents: [old, claudeIncident()] }));
    assert.deepEqual([fresh.state, fresh.incidents.length], ['trouble', 1]);
  });

  it('is of today in a clock that is behind the page’s', () => {
    assert.equal(read(claudeOutage(), claudeApiPage, touchedAt - 400 * day).state, 'trouble');
  });
});

describe('the models in a title', () => {
  const claude = (title: string): readonly string[] => modelsIn(title, claudeApiPage.models);

  it('are Claude’s families with a version (data/claude-incidents-2026.json)', () => {
    assert.deepEqual(claude('Elevated errors on Claude Opus 4.6'), ['Opus 4.6']);
    assert.deepEqual(claude('login, chat, Sonnet 4.6'), ['Sonnet 4.6']);
    assert.deepEqual(claude('Elevated errors for Mythos/Fable 5.1, Opus 5'), ['Fable 5.1', 'Opus 5']);
    assert.deepEqual(claude('Elevated errors for multiple models'), []);
    assert.deepEqual(claude('Claude.ai unavailable and elevated errors on the API'), []);
  });

  it('are ids elsewhere', () => {
    assert.deepEqual(modelsIn('openai/gpt-oss-120b Performance Issue', groqPage.models), ['openai/gpt-oss-120b']);
    assert.deepEqual(modelsIn('Elevated errors for GPT-5.1 and o3', openaiPage.models), ['GPT-5.1', 'o3']);
    assert.deepEqual(modelsIn('Elevated errors across ChatGPT and Codex', openaiPage.models), []);
  });

  it('are the model asked only when the version is the same', () => {
    const cases: readonly (readonly [string, string, boolean])[] = [
      ['Sonnet 5.5', 'claude-sonnet-5-5', true],
      ['Sonnet 5.5', 'claude-sonnet-5-5-20260901', true],
      ['Sonnet 5', 'claude-sonnet-5-5', false],
      ['Sonnet 5', 'claude-sonnet-5', true],
      ['Opus 5.5', 'claude-sonnet-5-5', false],
      ['GPT-5', 'gpt-5-mini', false],
      ['GPT-5', 'gpt-5-2025-08-07', true],
      ['openai/gpt-oss-120b', 'openai/gpt-oss-120b', true],
      ['Haiku 4.5', 'claude-haiku-4-5-latest', true],
    ];
    for (const [name, model, same] of cases) assert.equal(isModelNamed(name, model), same, `${name}, ${model}`);
  });
});
