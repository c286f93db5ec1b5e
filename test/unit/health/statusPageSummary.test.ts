import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseSummary } from '../../../src/core/health/statusPageSummary';
import { claudeIncident, claudeOutage, openaiOutage, postedAt, touchedAt } from '../../fixtures/statusPages';

describe('a status page', () => {
  it('of Statuspage is read with its parts and its open incidents (providers.md §5.1)', () => {
    const summary = parseSummary(claudeOutage());
    assert.equal(summary?.pageId, 'tymt9n04zgry');
    assert.equal(summary?.updatedAt, touchedAt);
    assert.deepEqual(summary?.components[2], {
      id: 'k8w3r06qmzrp',
      name: 'Claude API (api.anthropic.com)',
      status: 'partial_outage',
    });
    const [incident, ...rest] = summary?.incidents ?? [];
    assert.deepEqual(rest, []);
    assert.deepEqual(
      { ...incident, components: incident?.components?.length },
      {
        id: 'fixture0000001',
        title: 'Elevated errors on Claude Sonnet 5',
        stage: 'investigating',
        startedAt: postedAt,
        updatedAt: postedAt,
        components: 5,
      },
    );
  });

  it('of incident.io is read with what it has (providers.md §5.2)', () => {
    const summary = parseSummary(openaiOutage());
    assert.equal(summary?.pageId, '01JMDK9XYNY6RXSED6SDWW50WY');
    assert.deepEqual(
      summary?.components.map(({ name, status }) => [name, status]),
      [
        ['Responses', 'operational'],
        ['Chat Completions', 'operational'],
      ],
    );
    const at = Date.parse('2026-09-03T14:43:00Z');
    assert.deepEqual(summary?.incidents, [
      {
        id: '01M40000000000000000000000',
        title: 'Elevated errors across ChatGPT and Codex',
        stage: 'investigating',
        startedAt: at,
        updatedAt: at,
      },
    ]);
    assert.deepEqual(parseSummary(openaiOutage({ incidents: undefined }))?.incidents, []);
  });

  it('takes the components of an incident from its updates where it has none of its own', () => {
    const summary = parseSummary(claudeOutage({ incidents: [claudeIncident({ components: [] })] }));
    assert.deepEqual(summary?.incidents[0]?.components, [
      { id: 'k8w3r06qmzrp', name: 'Claude API (api.anthropic.com)' },
    ]);
  });

  it('counts an incident as touched by its last update', () => {
    const update = { updated_at: '2026-09-02T22:00:00.000Z' };
    const summary = parseSummary(claudeOutage({ incidents: [claudeIncident({ incident_updates: [update] })] }));
    assert.equal(summary?.incidents[0]?.updatedAt, Date.parse(update.updated_at));
  });

  it('leaves out what is over and what has not begun', () => {
    const incidents = [
      claudeIncident({ status: 'resolved' }),
      claudeIncident({ status: 'postmortem' }),
      claudeIncident({ resolved_at: '2026-09-02T21:44:00.000Z' }),
    ];
    assert.deepEqual(parseSummary(claudeOutage({ incidents }))?.incidents, []);
    const maintenance = { id: 'm', name: 'Moving house', created_at: '2026-09-02T21:00:00Z', components: [] };
    const stages = ['scheduled', 'in_progress', 'verifying', 'completed'].map(
      (status) =>
        parseSummary(claudeOutage({ incidents: [], scheduled_maintenances: [{ ...maintenance, status }] }))
          ?.incidents[0]?.stage,
    );
    assert.deepEqual(stages, [undefined, 'maintenance', 'maintenance', undefined]);
  });

  it('calls a word it does not know unknown, and knows incident.io’s word for a major outage', () => {
    const part = (status: unknown): string | undefined =>
      parseSummary(claudeOutage({ components: [{ id: 'x', name: 'X', status }] }))?.components[0]?.status;
    assert.equal(part('on_fire'), 'unknown');
    assert.equal(part(7), 'unknown');
    assert.equal(part('full_outage'), 'major_outage');
    assert.equal(
      parseSummary(claudeOutage({ incidents: [claudeIncident({ status: 'pondering' })] }))?.incidents[0]?.stage,
      'unknown',
    );
  });

  it('passes over groups, which only repeat their parts', () => {
    const components = [{ id: 'g', name: 'API', status: 'major_outage', group: true }];
    assert.deepEqual(parseSummary(claudeOutage({ components }))?.components, []);
  });

  it('keeps a title on one line, without characters that turn others around, and of bounded length', () => {
    const name = `Elevated\n\u202eerrors\u0000 ${'x'.repeat(500)}`;
    const title = parseSummary(claudeOutage({ incidents: [claudeIncident({ name })] }))?.incidents[0]?.title ?? '';
    assert.match(title, /^Elevated errors x+$/);
    assert.equal(title.length, 160);
  });

  it('is nothing else: no web page, no other JSON, no half of one', () => {
    for (const text of ['', '<!DOCTYPE html><title>Status</title>', '[]', 'null', '{}', '{"page":"Claude"}'])
      assert.equal(parseSummary(text), undefined, text);
    assert.equal(parseSummary(claudeOutage().slice(0, -1)), undefined);
  });

  it('never throws, whatever stands where', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (components, incidents, updates) => {
        const text = claudeOutage({
          components,
          incidents: [claudeIncident({ incident_updates: updates }), incidents],
        });
        assert.equal(parseSummary(text)?.pageId, 'tymt9n04zgry');
      }),
    );
  });
});
